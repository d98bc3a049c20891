import type { SourceZone } from '../agents/ports.ts';
import type { Bars } from '../domain/market/bars.ts';
import { inferZone } from '../domain/time/infer-zone.ts';
import { toUtc } from '../domain/time/to-utc.ts';
import { findZone, type Zone } from '../domain/time/zone.ts';
import type { SourceClock } from './reading.ts';

const DAY_MS = 86_400_000;

export interface UtcStamps {
  readonly timeMs: Float64Array;
  readonly zone: SourceZone;
  readonly remarks: readonly string[];
}

/**
 * Stamps of a source as instants. A format that writes instants is believed; days stay days (stamped 00:00 UTC);
 * a clock is the one of the spec, else of the format, else the one its weekly opens prove, else UTC.
 * @param given name of the zone in the spec
 */
export function clockToUtc(
  clock: SourceClock,
  localMs: Float64Array,
  { given, bars }: { readonly given: string | undefined; readonly bars: Bars },
): UtcStamps {
  if (clock.kind === 'instant') {
    return { timeMs: localMs, zone: { name: 'UTC', basis: 'stated', evidence: clock.evidence }, remarks: [] };
  }
  if (clock.kind === 'days' || localMs.every((time) => time % DAY_MS === 0)) {
    const zone: SourceZone = {
      name: 'calendar days',
      basis: clock.kind === 'days' ? 'stated' : 'inferred',
      evidence: 'every bar is a day; days are not moved between zones',
    };
    return { timeMs: localMs, zone, remarks: [] };
  }
  const { zone, known } = chooseZone(clock.zone, clock.evidence, given, bars);
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

function chooseZone(
  ofFormat: string | null,
  evidence: string,
  given: string | undefined,
  bars: Bars,
): { readonly zone: SourceZone; readonly known: Zone } {
  if (given !== undefined) {
    return { zone: { name: given, basis: 'given', evidence: 'market.source.zone' }, known: named(given) };
  }
  if (ofFormat !== null) {
    return { zone: { name: ofFormat, basis: 'stated', evidence }, known: named(ofFormat) };
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

function named(name: string): Zone {
  const zone = findZone(name);
  if (!zone) throw new Error(`the zone ${name} was checked with the spec`);
  return zone;
}
