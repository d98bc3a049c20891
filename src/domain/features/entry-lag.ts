import { AppError } from '../../kernel/errors.ts';

/** What trading a column's side would have brought, entered `lagBars` after the bar of the value. */
export interface EntryLagResult {
  readonly lagBars: number;
  readonly trades: number;
  /** Share of the trades that won; NaN without trades. Flat ones are left out. */
  readonly hitRate: number;
  /** Share that a coin would win which is long as often as the column, in this market. 1/2 without a drift. */
  readonly chanceRate: number;
  /** (hit rate - chance rate) in standard errors, were side and outcome independent. */
  readonly deviations: number;
}

export interface EntryLagOptions {
  /** Bars a trade is held; trades do not overlap, so that they can be counted as independent. */
  readonly holdBars: number;
  readonly lags: readonly number[];
}

export const ENTRY_LAG_OPTIONS: EntryLagOptions = { holdBars: 10, lags: [0, 1, 2, 5, 10] };

/** Beyond this many standard errors at lag 0 a column is suspect: of a million honest ones, not one gets there. */
export const SUSPECT_DEVIATIONS = 5;

/**
 * The entry-lag test. A column that peeks is worth most to who enters at its own bar, and loses that within a few bars;
 * an honest one is close to a coin there. The side of a value is that of its distance from the mean of the values
 * before it (which nobody needs the future for); entry and exit are at closes. In a market that rises, whoever is long
 * wins more often than not: chance is what sides and outcomes give when they are dealt independently (the margins of the
 * 2 by 2 table are fixed: the hypergeometric distribution).
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
    const counts = { trades: 0, longs: 0, rises: 0, hits: 0 };
    for (let i = 0; i + lagBars + options.holdBars < close.length; i += options.holdBars) {
      const move = close[i + lagBars + options.holdBars] - close[i + lagBars];
      if (sides[i] === 0 || move === 0) continue;
      counts.trades += 1;
      if (sides[i] > 0) counts.longs += 1;
      if (move > 0) counts.rises += 1;
      if (sides[i] > 0 === move > 0) counts.hits += 1;
    }
    return { lagBars, ...judge(counts) };
  });
}

/** The table of sides and outcomes against independence with the same margins. */
function judge({
  trades: n,
  longs,
  rises,
  hits,
}: Readonly<Record<'trades' | 'longs' | 'rises' | 'hits', number>>): Omit<EntryLagResult, 'lagBars'> {
  if (n === 0) return { trades: 0, hitRate: Number.NaN, chanceRate: Number.NaN, deviations: 0 };
  const chanceRate = (longs * rises + (n - longs) * (n - rises)) / n ** 2;
  // Hits are twice the long rises and a constant; these are hypergeometric.
  const variance = (4 * longs * (n - longs) * rises * (n - rises)) / (n ** 2 * (n - 1));
  const deviations = variance > 0 ? (hits - n * chanceRate) / Math.sqrt(variance) : 0;
  return { trades: n, hitRate: hits / n, chanceRate, deviations };
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
