import { calendarOf } from '../../domain/calendar/calendar.ts';
import type { Bars } from '../../domain/market/bars.ts';
import type { Instrument } from '../../domain/market/instrument-families.ts';
import { crossCheck } from '../../domain/quality/cross-check.ts';
import type { QualityFinding } from '../../domain/quality/finding.ts';
import { usableBars } from '../../domain/quality/repair.ts';
import { resample } from '../../domain/resample/resample.ts';
import { sourceMinutes, TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import type { RawBars } from '../raw-bars.ts';
import type { DatasetSpec } from './dataset-spec.ts';

/** The other source of `quality.compare`, as it was read. */
export type OtherSource = Pick<RawBars, 'bars' | 'origin'>;

/** Holds cleaned bars against the other source; the shorter bars of the two are put together first. */
export function compareWith(
  { bars: raw, origin }: OtherSource,
  { market, quality: { compare, calendar } }: DatasetSpec,
  instrument: Instrument,
): (cleaned: Bars) => readonly QualityFinding[] {
  if (!compare) return () => [];
  const minutes = sourceMinutes(market);
  const otherMinutes = compare.timeframe ? TIMEFRAME_MINUTES[compare.timeframe] : minutes;
  const toMinutes = Math.max(minutes, otherMinutes);
  const atLength = (bars: Bars, fromMinutes: number): Bars => {
    if (fromMinutes === toMinutes) return bars;
    const { dayBoundary } = compare;
    const sessions = calendarOf(bars.timeMs, fromMinutes * 60_000, calendar);
    return resample(bars, { fromMinutes, toMinutes, dayBoundary, calendar: sessions }).bars;
  };
  const theirs = atLength(usableBars(raw), otherMinutes);
  return (cleaned) =>
    crossCheck(atLength(cleaned, minutes), theirs, {
      name: origin,
      stepMs: toMinutes * 60_000,
      tolerance: compare.tolerancePoints * instrument.point,
      maxShare: compare.maxShare,
    });
}
