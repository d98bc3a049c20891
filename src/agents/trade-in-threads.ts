import type { Threads } from './agent.ts';
import type { TradedRecord, TradeRequest } from './trade-probabilities.ts';

/** As `tradeProbabilities`, in the compute threads, which are sent no more than they read. */
export const tradeInThreads = (
  { spec, bars, labels, loneTrades, filterSeries, side, probability, parts }: TradeRequest,
  { compute, signal }: Threads,
): Promise<TradedRecord> =>
  compute.calculate(
    'trade',
    { spec, bars, labels, loneTrades, filterSeries, side, probability, parts },
    signal,
  );
