import type { TradingCalendar } from '../calendar/calendar.ts';
import type { Bars } from '../market/bars.ts';
import { fromUtc, toUtc } from '../time/to-utc.ts';
import { findZone, zoneOf } from '../time/zone.ts';
import { counted, findingAt, type QualityFinding } from './finding.ts';
import { indicesWhere } from './prices.ts';
import { zoneShift } from './sessions.ts';
import { type SourceFacts, zoneUnstated } from './source-checks.ts';
import { stampedAtClose } from './stamps.ts';

const MINUTE_MS = 60_000;

/**
 * What is wrong with the clock of a series, every cause once. Bars that are stamped by their close lie a bar late, as on a
 * clock that is ahead by so much: that much of a shift is no finding beside `time.stamped_at_close`.
 * @param reading what the reader found out about the source; null when nobody has read one
 */
export function clockFindings(
  bars: Bars,
  timeframeMinutes: number,
  { calendar, reading }: { readonly calendar: TradingCalendar; readonly reading: SourceFacts | null },
): readonly (QualityFinding | null)[] {
  const stepMs = timeframeMinutes * MINUTE_MS;
  const atClose = stampedAtClose(bars, stepMs);
  const lateMs = atClose ? stepMs : 0;
  const otherClock = reading && zoneContradicted(bars, reading, lateMs);
  return [
    reading && zoneUnstated(bars, timeframeMinutes, reading),
    otherClock ?? zoneShift(bars, stepMs, { calendar, lateMs }),
    atClose,
  ];
}

/**
 * The clock the source is read by against the one its bars show (`inferZone`): offset or dates of summer time differ. The
 * bars concerned are those that open at another instant on the clock they show; none, and there is no finding.
 * @param lateMs how much later than their opens the bars are stamped
 */
export function zoneContradicted(
  { timeMs }: Pick<Bars, 'timeMs'>,
  { zone }: SourceFacts,
  lateMs = 0,
): QualityFinding | null {
  const read = findZone(zone.name);
  if (!zone.shown || !read) return null;
  const shown = zoneOf(zone.shown.offsetMinutes - lateMs / MINUTE_MS, zone.shown.summerTime);
  const instants = toUtc(fromUtc(timeMs, read), shown).timeMs;
  const { evidence } = zone.shown;
  return findingAt({
    rule: 'time.zone_shift',
    severity: 'warning',
    indices: indicesWhere(timeMs.length, (i) => instants[i] !== timeMs[i]),
    timeMs,
    message: (count) =>
      `The source is read on the clock ${read.name} (${zone.evidence}), its bars show ${shown.name}: ${evidence}. ${counted(count, 'bar')} would open at another time.`,
    detail: (i) => `opens ${new Date(instants[i]).toISOString()} on the clock the bars show`,
    repair: { step: 'convert_zone', applied: false, how: howToConvert(zone, shown.name) },
  });
}

/** What is written as an instant has to be put right where it is written. */
function howToConvert({ basis, name }: SourceFacts['zone'], shown: string): string {
  const isNamed = findZone(shown) !== null;
  const say = isNamed
    ? `State market.source.zone: ${shown}.`
    : 'State the zone of the source (market.source.zone).';
  if (basis === 'given' || name !== 'UTC') return say;
  return `${say} Where the stamps are instants (an epoch, a Z), their writer took its clock for UTC: have it write them as a clock shows them.`;
}
