import type { Bars } from '../../src/domain/market/bars.ts';

const DAY_MS = 86_400_000;

/** `previous_high_low` of smart-money-concepts 0.0.27 by the letter: every bar looks through the bars of all periods. */
export function previousByPeriods(bars: Bars, period: 'week' | 'month' | number) {
  const rows = [...bars.timeMs.keys()];
  const labels = rows.map((i) => labelOf(bars, i, period));
  const known = [...new Set(labels)];
  const references = rows.map((i) => known.filter((label) => label < bars.timeMs[i]).at(-2));
  const extreme = (reference: number | undefined, side: 1 | -1): number =>
    reference === undefined
      ? Number.NaN
      : side *
        Math.max(
          ...rows
            .filter((j) => labels[j] === reference)
            .map((j) => side * (side === 1 ? bars.high : bars.low)[j]),
        );
  const broken = (side: 1 | -1): Float64Array =>
    Float64Array.from(rows, (i) => {
      const level = Math.fround(extreme(references[i], side));
      const before = rows.filter((j) => j <= i && references[j] === references[i]);
      return Number(before.some((j) => (side === 1 ? bars.high[j] > level : bars.low[j] < level)));
    });
  return {
    previousHigh: Float32Array.from(references, (reference) => extreme(reference, 1)),
    previousLow: Float32Array.from(references, (reference) => extreme(reference, -1)),
    brokenHigh: broken(1),
    brokenLow: broken(-1),
  };
}

/** The start of hours and days, counted from the midnight before the first bar; the last day of weeks and months. */
function labelOf({ timeMs }: Bars, i: number, period: 'week' | 'month' | number): number {
  let day = new Date(timeMs[i]).setUTCHours(0, 0, 0, 0);
  if (typeof period === 'number') {
    let label = new Date(timeMs[0]).setUTCHours(0, 0, 0, 0);
    while (label + period <= timeMs[i]) label += period;
    return label;
  }
  const isLast = (ms: number): boolean =>
    period === 'week' ? new Date(ms).getUTCDay() === 0 : new Date(ms + DAY_MS).getUTCDate() === 1;
  while (!isLast(day)) day += DAY_MS;
  return day;
}

/** `sessions` of smart-money-concepts 0.0.27 by the letter, `from` and `to` written HH:MM and both included. */
export function sessionByBars(bars: Bars, from: string, to: string) {
  const isIn = Array.from(bars.timeMs, (ms) => {
    const clock = new Date(ms).toISOString().slice(11, 16);
    return from < to ? clock >= from && clock <= to : clock >= from || clock <= to;
  });
  const blocks = isIn.map((is, i) => {
    const rows = [...isIn.keys()].slice(isIn.lastIndexOf(false, i) + 1, i + 1);
    return is
      ? { high: Math.max(...rows.map((j) => bars.high[j])), low: Math.min(...rows.map((j) => bars.low[j])) }
      : undefined;
  });
  return {
    active: Float64Array.from(isIn, Number),
    high: Float32Array.from(blocks, (block) => block?.high ?? 0),
    low: Float32Array.from(blocks, (block) => block?.low ?? 0),
  };
}
