import type { Bars } from '../domain/market/bars.ts';
import type { Metric } from '../domain/performance/measure.ts';
import type { TrackRecord } from '../domain/validation/figures.ts';
import type { Rng } from '../kernel/rng.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { AgentContext } from './agent.ts';

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

/** All figures of a record against holding the instrument over the same bars and against cash, measured in a thread. */
export function measureRecord(
  { record: { returns, trades }, bars, from, barsPerYear, spec, resamples, rng }: RecordToMeasure,
  { compute, signal }: Pick<AgentContext, 'compute' | 'signal'>,
): Promise<readonly Metric[]> {
  return compute.calculate(
    'metrics',
    {
      record: { returns, trades, benchmark: holdingReturns(bars, from, returns.length) },
      scale: { barsPerYear, tail: 1 - spec.risk.varConfidence, cashRate: spec.account.cashRate },
      resamples,
      seed: rng.seed,
    },
    signal,
  );
}

/** Returns of holding the instrument over `length` bars from `from` on, close to close. */
export const holdingReturns = ({ close }: Pick<Bars, 'close'>, from: number, length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => (from + i > 0 ? close[from + i] / close[from + i - 1] - 1 : 0));
