import type { Rng } from '../../kernel/rng.ts';
import type { Trade } from '../backtest/trade.ts';
import { percentileInterval } from '../ml/evaluation/block-resample.ts';
import { automaticBlockLength } from '../validation/significance/block-length.ts';
import { drawResample } from '../validation/significance/stationary-bootstrap.ts';
import {
  type MetricRule,
  RETURN_METRICS,
  type ReturnColumns,
  ReturnSample,
  type ReturnScale,
} from './return-metrics.ts';
import { TRADE_METRICS, TradeSample } from './trade-metrics.ts';

/** A figure with its interval; null where it is not defined. */
export interface Metric {
  readonly name: string;
  readonly value: number | null;
  /** Two-sided 95 % interval by bootstrap; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  readonly convention: string;
}

/** What a strategy did, and what holding the instrument did on the same bars. */
export interface MeasuredRecord extends ReturnColumns {
  readonly trades: readonly Trade[];
}

/** Fewer observations than this do not make blocks. */
const LEAST_FOR_BLOCKS = 9;
/** Rows drawn for all resamples together: what bounds the time on long records. */
const ROWS_DRAWN = 3_000_000;
const MOST_RESAMPLES = 400;
const LEAST_RESAMPLES = 100;

/**
 * All figures of a record, each with its convention and an interval: the stationary bootstrap with automatic block
 * length over the bars, the benchmark's drawn with them, and over the trades. As many resamples as are asked for, fewer,
 * down to 100, on more than 7,500 bars.
 * @param rng Consumed; the same state gives the same intervals.
 */
export function measure(
  record: MeasuredRecord,
  scale: ReturnScale,
  rng: Rng,
  resamples = MOST_RESAMPLES,
): Metric[] {
  const { returns, trades } = record;
  const years = returns.length / scale.barsPerYear;
  const drawBars = resampler(returns, rng.fork('bars'), resamples);
  const drawTrades = resampler(
    Float64Array.from(trades, (trade) => trade.return),
    rng.fork('trades'),
    resamples,
  );
  return [
    ...withIntervals(
      RETURN_METRICS,
      new ReturnSample(record, scale),
      drawBars.map((rows) => new ReturnSample(resampled(record, rows), scale)),
    ),
    ...withIntervals(
      TRADE_METRICS,
      new TradeSample(trades, years),
      drawTrades.map(
        (rows) =>
          new TradeSample(
            Array.from(rows, (row) => trades[row]),
            years,
          ),
      ),
    ),
  ];
}

function withIntervals<Sample>(
  rules: readonly MetricRule<Sample>[],
  sample: Sample,
  resamples: Iterable<Sample>,
): Metric[] {
  const drawn: (number | null)[][] = rules.map(() => []);
  for (const resample of resamples) {
    rules.forEach(({ compute, isExact }, k) => {
      if (!isExact) drawn[k].push(finite(compute(resample)));
    });
  }
  return rules.map(({ name, convention, compute, isExact }, k) => {
    const value = finite(compute(sample));
    const interval = isExact || value === null ? null : percentileInterval(drawn[k]);
    return { name, value, low: interval?.low ?? null, high: interval?.high ?? null, convention };
  });
}

/** Rows of each resample, drawn as they are asked for; none of too short or constant a series. */
function resampler(values: Float64Array, rng: Rng, most: number) {
  return {
    *map<Sample>(make: (rows: Int32Array) => Sample): Generator<Sample> {
      const n = values.length;
      if (n < LEAST_FOR_BLOCKS || values.every((value) => value === values[0])) return;
      const meanBlock = automaticBlockLength(values);
      const count = Math.max(LEAST_RESAMPLES, Math.min(most, Math.floor(ROWS_DRAWN / n)));
      const rows = new Int32Array(n);
      for (let k = 0; k < count; k++) {
        let at = 0;
        drawResample(n, meanBlock, rng, (from, to) => {
          for (let row = from; row < to; row++) rows[at++] = row;
        });
        yield make(rows);
      }
    },
  };
}

function resampled({ returns, benchmark, held }: ReturnColumns, rows: Int32Array): ReturnColumns {
  const n = rows.length;
  const sample = {
    returns: new Float64Array(n),
    benchmark: new Float64Array(n),
    held: new Uint8Array(n),
  };
  for (let i = 0; i < n; i++) {
    const row = rows[i];
    sample.returns[i] = returns[row];
    sample.benchmark[i] = benchmark[row];
    sample.held[i] = held[row];
  }
  return sample;
}

/** A figure that overflowed is as undefined as one without a denominator. */
const finite = (value: number | null): number | null => (Number.isFinite(value) ? value : null);
