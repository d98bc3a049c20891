import { type Bars, barCount } from '../market/bars.ts';
import { EXAMPLES_KEPT, type QualityFinding } from './finding.ts';

const MOST_DIGITS = 8;
/** Prices looked at in each year. */
const SAMPLE = 400;
/** Share of the prices that must need a digit for it to count: a typing error does not change the grid. */
const NEEDED = 0.01;

/** Digits after the decimal point that a year's closes use, by calendar year (UTC). O(n), a few hundred prices a year. */
export function digitsByYear(bars: Bars): ReadonlyMap<number, number> {
  const { timeMs, close } = bars;
  const result = new Map<number, number>();
  for (const [year, { from, to }] of yearRanges(timeMs)) {
    const stride = Math.max(1, Math.floor((to - from) / SAMPLE));
    const counts = new Array<number>(MOST_DIGITS + 1).fill(0);
    let looked = 0;
    for (let i = from; i < to; i += stride) {
      counts[digitsOf(close[i])]++;
      looked++;
    }
    const digits = counts.findLastIndex((count) => count >= Math.max(1, NEEDED * looked));
    result.set(year, Math.max(0, digits));
  }
  return result;
}

/** The digits of the whole series: what most years use, the finer grid when they are even. */
export function digitsOfSeries(bars: Bars): number {
  const byYear = [...digitsByYear(bars).values()];
  if (byYear.length === 0) return 0;
  const count = (digits: number): number => byYear.filter((d) => d === digits).length;
  return byYear.reduce((a, b) => (count(b) > count(a) || (count(b) === count(a) && b > a) ? b : a));
}

/** Years that quote on another price grid than the year before. For the record: a tick size is not a defect. */
export function digitsChanged(bars: Bars): QualityFinding | null {
  const years = [...digitsByYear(bars)];
  const changes = years.filter(([, digits], i) => i > 0 && digits !== years[i - 1][1]);
  if (changes.length === 0) return null;
  return {
    rule: 'price.digits_changed',
    severity: 'info',
    message: `The prices change their digits after the point: ${years.map(([year, digits]) => `${year}: ${digits}`).join(', ')}. Spreads and ticks of these years do not compare.`,
    count: changes.length,
    share: Math.min(1, changes.length / Math.max(1, barCount(bars))),
    examples: changes.slice(0, EXAMPLES_KEPT).map(([year, digits]) => ({
      timeMs: Date.UTC(year, 0, 1),
      detail: `${digits} digits from ${year} on`,
    })),
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Begin after the last change (market.from), or take a source that quotes on one grid; no repair can know the digits that were not quoted.',
    },
  };
}

/** Row ranges of the calendar years of ascending times. */
export function yearRanges(timeMs: Float64Array): ReadonlyMap<number, { from: number; to: number }> {
  const ranges = new Map<number, { from: number; to: number }>();
  for (let from = 0; from < timeMs.length; ) {
    const year = new Date(timeMs[from]).getUTCFullYear();
    const to = firstAtOrAfter(timeMs, Date.UTC(year + 1, 0, 1), from + 1);
    ranges.set(year, { from, to });
    from = to;
  }
  return ranges;
}

function firstAtOrAfter(timeMs: Float64Array, wanted: number, from: number): number {
  let [low, high] = [from, timeMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeMs[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fewest digits that write a price down exactly, up to eight; the last bits of a double are forgiven. */
function digitsOf(price: number): number {
  for (let digits = 0; digits < MOST_DIGITS; digits++) {
    const scaled = price * 10 ** digits;
    if (
      Math.abs(scaled - Math.round(scaled)) <=
      Math.abs(scaled) * 1e-12 + 1e-7 * 10 ** (digits - MOST_DIGITS)
    ) {
      return digits;
    }
  }
  return MOST_DIGITS;
}
