import { z } from 'zod';

const share = z.number().min(0).max(1);
const ratio = z.number().min(0).max(1_000_000);
const count = z.int().min(0).max(1_000_000);

/**
 * Bars beside those of the method, as EA Studio and FSB Pro ask for them: each that is given is a gate over the
 * walk-forward record. None of them loosens another gate.
 */
export const acceptanceSchema = z.strictObject({
  /** Smallest total return, 0.1 = 10 %. */
  minTotalReturn: z.number().gt(-1).max(1_000_000).optional(),
  /** Smallest sum of profits over sum of losses. */
  minProfitFactor: ratio.optional(),
  /** Smallest total return over largest drawdown. */
  minReturnDrawdown: ratio.optional(),
  /** Largest fall of equity from a peak, 0.2 = 20 %. */
  maxDrawdown: share.optional(),
  /** Smallest annual Sharpe ratio. */
  minSharpe: ratio.optional(),
  /** Smallest system quality number. */
  minSqn: ratio.optional(),
  /** Smallest R squared of the logarithm of equity on time, 0 to 1. */
  minRSquared: share.optional(),
  /** Smallest share of trades with a profit. */
  minWinRate: share.optional(),
  /** Smallest average win over average loss. */
  minPayoffRatio: ratio.optional(),
  /** Most trades with a loss in a row. */
  maxConsecutiveLosses: count.optional(),
  maxTrades: count.min(1).optional(),
  /** Smallest and largest mean number of bars a position is held on. */
  minBarsPerTrade: ratio.optional(),
  maxBarsPerTrade: ratio.optional(),
  /** Smallest and largest share of the bars with a position. */
  minExposure: share.optional(),
  maxExposure: share.optional(),
});
