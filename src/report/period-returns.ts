export interface YearReturns {
  readonly year: number;
  /** Compounded return of each month, January first; null where the series has no bar. */
  readonly months: readonly (number | null)[];
  /** Of the whole year, or of the part of it that the series covers. */
  readonly total: number;
}

/**
 * Monthly and yearly returns of an equity series that starts at 1 before its first bar. Months go by UTC; a month's
 * return runs from the last value before it to its own last value.
 */
export function periodReturns(timeMs: readonly number[], equity: readonly number[]): readonly YearReturns[] {
  const monthEnds = new Map<number, number>();
  timeMs.forEach((ms, i) => {
    const date = new Date(ms);
    monthEnds.set(date.getUTCFullYear() * 12 + date.getUTCMonth(), equity[i]);
  });
  const years = new Map<number, { months: (number | null)[]; total: number }>();
  let before = 1;
  for (const [month, value] of monthEnds) {
    const year = Math.floor(month / 12);
    const entry = years.get(year) ?? { months: new Array<number | null>(12).fill(null), total: 0 };
    const monthly = before > 0 ? value / before - 1 : 0;
    entry.months[month % 12] = monthly;
    entry.total = (1 + entry.total) * (1 + monthly) - 1;
    years.set(year, entry);
    before = value;
  }
  return [...years].map(([year, entry]) => ({ year, ...entry }));
}

/** Loss from the running peak after each bar, 0 or negative; the start at 1 counts as a peak. */
export function drawdownsOf(equity: readonly number[]): number[] {
  let peak = 1;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return value / peak - 1;
  });
}
