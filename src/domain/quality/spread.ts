import { type Bars, barCount, type PriceColumns } from '../market/bars.ts';
import { counted, findingAt, percent, type QualityFinding } from './finding.ts';
import { median } from './median.ts';
import { indicesWhere } from './prices.ts';
import type { QualityThresholds } from './thresholds.ts';

/** Bars whose ask is at or below the bid. A source that quotes no spread at all (all zero) is for the record. */
export function spreadNotPositive({ timeMs, spread }: Bars): QualityFinding | null {
  if (!spread) return null;
  const indices = indicesWhere(spread.length, (i) => spread[i] <= 0);
  const isNone = indices.length === spread.length && spread.every((value) => value === 0);
  return findingAt({
    rule: 'spread.not_positive',
    severity: isNone ? 'info' : 'warning',
    indices,
    timeMs,
    message: (count) =>
      isNone
        ? 'The spread is zero in every bar: the source has none, costs come from the spec alone.'
        : `${counted(count, 'bar')} with a spread of zero or below: bid and ask are crossed or missing.`,
    detail: (i) => `spread ${spread[i]}`,
    repair: { step: 'other_source', applied: false, how: 'State the spread in the spec (costs.spread).' },
  });
}

const SIDES = ['open', 'high', 'low', 'close'] as const;

/**
 * Bars at which the ask lies below the bid in open, high, low or close: two sides that cannot both have been quoted.
 * @param bid bars as they were read @param ask the other side, row by row
 */
export function crossedQuotes(bid: Bars, ask: PriceColumns): QualityFinding | null {
  const crossed = (i: number) => SIDES.filter((name) => ask[name][i] < bid[name][i]);
  return findingAt({
    rule: 'spread.crossed',
    severity: 'warning',
    indices: indicesWhere(barCount(bid), (i) => crossed(i).length > 0),
    timeMs: bid.timeMs,
    message: (count) => `${counted(count, 'bar')} whose ask lies below the bid.`,
    detail: (i) =>
      crossed(i)
        .map((name) => `${name} ${bid[name][i]} bid, ${ask[name][i]} ask`)
        .join(', '),
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Check that the columns of the two sides are the right way round (market.source.table).',
    },
  });
}

/** Bars whose spread is a large multiple of the median: rollover, news, or a quote that stood still. */
export function wideSpreads(
  { timeMs, spread }: Bars,
  { spreadMultiple }: Pick<QualityThresholds, 'spreadMultiple'>,
): QualityFinding | null {
  if (!spread) return null;
  const usual = median(spread.filter((value) => value > 0));
  return findingAt({
    rule: 'spread.wide',
    severity: 'warning',
    indices: indicesWhere(spread.length, (i) => spread[i] > spreadMultiple * usual),
    timeMs,
    message: (count) =>
      `${counted(count, 'bar')} (${percent(count / spread.length)}) with a spread above ${spreadMultiple} times the median.`,
    detail: (i) => `spread ${spread[i]}, ${(spread[i] / usual).toFixed(0)} times the median`,
    repair: {
      step: 'other_source',
      applied: false,
      how: 'Keep signals away from these hours, or take another feed.',
    },
  });
}

export interface SpreadStatistics {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
  /** Median by hour of the day (UTC); null where no bar opens. Price units. */
  readonly byHour: readonly (number | null)[];
}

/** What trading costs by the quotes, price units; null without a spread. */
export function spreadStatistics({ timeMs, spread }: Bars): SpreadStatistics | null {
  const known = spread?.filter((value) => Number.isFinite(value)).sort();
  if (!spread || !known || known.length === 0) return null;
  const byHour = Array.from({ length: 24 }, (_, hour) => {
    const values = spread.filter(
      (value, i) => Number.isFinite(value) && Math.floor(timeMs[i] / 3_600_000) % 24 === hour,
    );
    return values.length === 0 ? null : median(values);
  });
  return {
    median: median(known),
    p99: known[Math.min(known.length - 1, Math.floor(0.99 * known.length))],
    max: known[known.length - 1],
    byHour,
  };
}
