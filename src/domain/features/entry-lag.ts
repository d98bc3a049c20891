import { AppError } from '../../kernel/errors.ts';

/** What trading a column's side would have brought, entered `lagBars` after the bar of the value. */
export interface EntryLagResult {
  readonly lagBars: number;
  readonly trades: number;
  /** Share of the trades that won; NaN without trades. Flat ones are left out. */
  readonly hitRate: number;
  /** (hit rate - 1/2) in standard errors of a fair coin. */
  readonly deviations: number;
}

export interface EntryLagOptions {
  /** Bars a trade is held; trades do not overlap, so that they can be counted as independent. */
  readonly holdBars: number;
  readonly lags: readonly number[];
}

export const ENTRY_LAG_OPTIONS: EntryLagOptions = { holdBars: 10, lags: [0, 1, 2, 5, 10] };

/** Beyond this many standard errors at lag 0 a column is suspect: of a thousand honest ones, not one gets there. */
export const SUSPECT_DEVIATIONS = 5;

/**
 * The entry-lag test. A column that peeks is worth most to who enters at its own bar, and loses that within a few bars;
 * an honest one is close to a coin there. The side of a value is that of its distance from the mean of the values
 * before it (which nobody needs the future for); entry and exit are at closes.
 * @throws AppError `parameter_invalid` for columns of different length or impossible options.
 */
export function entryLagTest(
  column: Float64Array,
  close: Float64Array,
  options: EntryLagOptions = ENTRY_LAG_OPTIONS,
): EntryLagResult[] {
  requireOptions(column, close, options);
  const sides = sidesOf(column);
  return options.lags.map((lagBars) => {
    let trades = 0;
    let wins = 0;
    for (let i = 0; i + lagBars + options.holdBars < close.length; i += options.holdBars) {
      const gain = sides[i] * (close[i + lagBars + options.holdBars] - close[i + lagBars]);
      if (gain > 0) wins += 1;
      if (gain !== 0) trades += 1;
    }
    const hitRate = trades > 0 ? wins / trades : Number.NaN;
    return { lagBars, trades, hitRate, deviations: trades > 0 ? (2 * hitRate - 1) * Math.sqrt(trades) : 0 };
  });
}

/** Whether the first lag of a test lies too far from a coin, either way. */
export const isSuspect = ([first]: readonly EntryLagResult[]): boolean =>
  first !== undefined && Math.abs(first.deviations) > SUSPECT_DEVIATIONS;

/** 1 above the mean of the values before, -1 below, 0 at it, without a value and at the first one. */
function sidesOf(column: Float64Array): Int8Array {
  const sides = new Int8Array(column.length);
  let seen = 0;
  let mean = 0;
  for (let i = 0; i < column.length; i++) {
    const value = column[i];
    if (Number.isNaN(value)) continue;
    if (seen > 0) sides[i] = Math.sign(value - mean);
    seen += 1;
    mean += (value - mean) / seen;
  }
  return sides;
}

function requireOptions(
  column: Float64Array,
  close: Float64Array,
  { holdBars, lags }: EntryLagOptions,
): void {
  const isCount = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;
  if (column.length === close.length && isCount(holdBars, 1) && lags.every((lag) => isCount(lag, 0))) return;
  throw new AppError(
    'parameter_invalid',
    `An entry-lag test needs as many values (${column.length}) as closes (${close.length}), holdBars (${holdBars}) from 1 and lags (${lags.join(', ')}) from 0, all whole`,
  );
}
