import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromUtc, toUtc } from '../../../src/domain/time/to-utc.ts';
import { findZone, offsetAt, type Zone } from '../../../src/domain/time/zone.ts';

const zone = (name: string): Zone => {
  const found = findZone(name);
  if (!found) throw new Error(name);
  return found;
};

/** Offset by the time zone database of the JavaScript engine. */
function databaseOffset(timeZone: string, utcMs: number): number {
  const text = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).format(utcMs);
  const match = /GMT(?:([+-])(\d{2}):(\d{2}))?$/.exec(text);
  if (!match) throw new Error(text);
  if (match[1] === undefined) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

const instant = fc
  .integer({ min: Date.UTC(1997, 0) / 60_000, max: Date.UTC(2037, 0) / 60_000 })
  .map((minutes) => minutes * 60_000);

describe('zones', () => {
  it.each([
    ['America/New_York', 'America/New_York'],
    ['Europe/London', 'Europe/London'],
    ['Europe/Berlin', 'Europe/Berlin'],
    ['broker-eu', 'Europe/Helsinki'],
  ])('%s has the offsets of the time zone database', (name, timeZone) => {
    fc.assert(
      fc.property(instant, (utcMs) => {
        expect(offsetAt(zone(name), utcMs)).toBe(databaseOffset(timeZone, utcMs));
      }),
      { numRuns: 300 },
    );
  });

  it('broker-us is seven hours ahead of New York at every instant', () => {
    fc.assert(
      fc.property(instant, (utcMs) => {
        expect(offsetAt(zone('broker-us'), utcMs)).toBe(databaseOffset('America/New_York', utcMs) + 420);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['UTC', 'EST', 'America/New_York', 'broker-us', 'broker-eu', 'UTC+5:30'])(
    '%s: stamps of an hourly series lead back to its instants, through every change of the clock',
    (name) => {
      fc.assert(
        fc.property(instant, (start) => {
          const hours = Float64Array.from({ length: 24 * 400 }, (_, i) => start + i * 3_600_000);
          const { timeMs, impossible } = toUtc(fromUtc(hours, zone(name)), zone(name));
          expect(impossible).toBe(0);
          expect(timeMs).toEqual(hours);
        }),
        { numRuns: 10 },
      );
    },
  );
});
