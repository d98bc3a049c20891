import type { SourceZone } from '../agents/ports.ts';
import type { Bars } from '../domain/market/bars.ts';
import { inferZone } from '../domain/time/infer-zone.ts';
import { usualStep } from '../domain/time/market-weeks.ts';
import { toUtc } from '../domain/time/to-utc.ts';
import { findZone, type Zone } from '../domain/time/zone.ts';
import type { SourceClock } from './reading.ts';

const DAY_MS = 86_400_000;

export interface UtcStamps {
  readonly timeMs: Float64Array;
  readonly zone: SourceZone;
  readonly remarks: readonly string[];
}

interface ClockOptions {
  /** Name of the zone in the spec. */
  readonly given: string | undefined;
  /** What the stamps are. */
  readonly stamp: 'open' | 'close';
}

/**
 * Stamps of a source as instants. A format that writes instants is believed; days stay days (stamped 00:00 UTC);
 * a clock is the one of the spec, else of the format, else the one its weekly opens prove, else UTC. Where the bars prove
 * another clock than the one they are read by, it is noted as `shown`, for the quality checks.
 * @param bars on the clock of the source, oldest first
 */
export function clockToUtc(clock: SourceClock, bars: Bars, { given, stamp }: ClockOptions): UtcStamps {
  const { timeMs: localMs } = bars;
  const unused = given === undefined ? [] : [`market.source.zone (${given}) was not used: `];
  if (clock.kind === 'days' || (clock.kind === 'clock' && localMs.every((time) => time % DAY_MS === 0))) {
    const zone: SourceZone = {
      name: 'calendar days',
      basis: clock.kind === 'days' ? 'stated' : 'inferred',
      evidence: 'every bar is a day; days are not moved between zones',
    };
    return { timeMs: localMs, zone, remarks: unused.map((what) => `${what}every bar is a day.`) };
  }
  // Closes would show a clock that is a bar ahead.
  const opens = stamp === 'open' ? bars : movedBack(bars, usualStep(localMs));
  if (clock.kind === 'instant') {
    const zone = checked({ name: 'UTC', basis: 'stated', evidence: clock.evidence }, named('UTC'), opens);
    return { timeMs: localMs, zone, remarks: unused.map((what) => `${what}${clock.evidence}.`) };
  }
  const { zone, known } = chooseZone(clock, given, opens);
  const { timeMs, impossible, ambiguous } = toUtc(localMs, known);
  const remarks: string[] = [];
  if (impossible > 0) {
    remarks.push(
      `${impossible} stamps lie in the hour ${known.name} leaps over in spring: is the zone right?`,
    );
  }
  if (ambiguous > 0) {
    remarks.push(
      `${ambiguous} stamps lie in the hour ${known.name} shows twice in autumn; the first pass came first.`,
    );
  }
  return { timeMs, zone, remarks };
}

const movedBack = (bars: Bars, byMs: number): Bars => ({
  ...bars,
  timeMs: bars.timeMs.map((time) => time - byMs),
});

function chooseZone(
  { zone: ofFormat, evidence }: Extract<SourceClock, { kind: 'clock' }>,
  given: string | undefined,
  bars: Bars,
): { readonly zone: SourceZone; readonly known: Zone } {
  const name = given ?? ofFormat;
  if (name !== null) {
    const known = named(name);
    const basis = given === undefined ? 'stated' : 'given';
    const why = given === undefined ? evidence : 'market.source.zone';
    return { zone: checked({ name, basis, evidence: why }, known, bars), known };
  }
  const inferred = inferZone(bars);
  if (inferred.zone) {
    return {
      zone: { name: inferred.zone.name, basis: 'inferred', evidence: inferred.evidence },
      known: inferred.zone,
    };
  }
  return { zone: { name: 'UTC', basis: 'assumed', evidence: inferred.evidence }, known: named('UTC') };
}

/** The zone with the clock that the bars show beside it, where that is another one: by offset and rule, not by name. */
function checked(zone: SourceZone, read: Zone, bars: Bars): SourceZone {
  const { zone: seen, isRuleProven, evidence } = inferZone(bars);
  if (seen === null) return zone;
  // That there is a summer time is always proven; without proof of its dates those that were said hold.
  const isRuleOpen = !isRuleProven && seen.summerTime !== 'none' && read.summerTime !== 'none';
  const summerTime = isRuleOpen ? read.summerTime : seen.summerTime;
  const { offsetMinutes } = seen;
  if (offsetMinutes === read.offsetMinutes && summerTime === read.summerTime) return zone;
  return { ...zone, shown: { offsetMinutes, summerTime, evidence } };
}

function named(name: string): Zone {
  const zone = findZone(name);
  if (!zone) throw new Error(`the zone ${name} was checked with the spec`);
  return zone;
}
