import type { Bars } from '../domain/market/bars.ts';
import { heldBars } from '../domain/performance/trades.ts';
import type { TrackRecord } from '../domain/validation/figures.ts';
import type { Rng } from '../kernel/rng.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { Statistics } from './validation/statistics.ts';

export interface RecordToMeasure {
  readonly record: TrackRecord;
  readonly bars: Pick<Bars, 'close'>;
  /** Bar of the first return. */
  readonly from: number;
  readonly barsPerYear: number;
  readonly spec: Pick<WorkflowSpec, 'risk' | 'account'>;
  /** Of each interval, at most; as for a verdict when absent. */
  readonly resamples?: number;
  readonly rng: Rng;
}

/** What is asked of the threads for all figures of a record against holding the instrument over the same bars and against cash. */
export const metricsTask = ({
  record: { returns, trades },
  bars,
  from,
  barsPerYear,
  spec,
  resamples,
  rng,
}: RecordToMeasure): Statistics['metrics']['input'] => ({
  record: {
    returns,
    trades,
    benchmark: holdingReturns(bars, from, returns.length),
    held: heldBars(trades, from, returns.length),
  },
  scale: { barsPerYear, tail: 1 - spec.risk.varConfidence, cashRate: spec.account.cashRate },
  resamples,
  seed: rng.seed,
});

/** Returns of holding the instrument over `length` bars from `from` on, close to close. */
export const holdingReturns = ({ close }: Pick<Bars, 'close'>, from: number, length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => (from + i > 0 ? close[from + i] / close[from + i - 1] - 1 : 0));
