import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferZone } from '../../../src/domain/time/infer-zone.ts';
import { fromUtc } from '../../../src/domain/time/to-utc.ts';
import { findZone, offsetAt, type Zone } from '../../../src/domain/time/zone.ts';

const HOUR = 3_600_000;
const zone = (name: string): Zone => {
  const found = findZone(name);
  if (!found) throw new Error(name);
  return found;
};
const newYork = zone('America/New_York');

/** Two years of hours of a market that opens Sunday 17:00 and closes Friday 17:00 in New York, busiest there at 14:00. */
function market(seed: number) {
  const times: number[] = [];
  const ranges: number[] = [];
  for (let t = Date.UTC(2018, 0, 1); t < Date.UTC(2020, 0, 1); t += HOUR) {
    const local = new Date(t + offsetAt(newYork, t) * 60_000);
    const hourOfWeek = local.getUTCDay() * 24 + local.getUTCHours();
    if (hourOfWeek < 17 || hourOfWeek >= 5 * 24 + 17) continue;
    times.push(t);
    const noise = ((t / HOUR) * 7_919 + seed) % 13;
    ranges.push(5 + noise / 13 + 10 * Math.exp(-((local.getUTCHours() - 14) ** 2) / 4));
  }
  const low = Float64Array.from(times, () => 1_000);
  return { utcMs: Float64Array.from(times), low, high: low.map((price, i) => price + ranges[i]) };
}

describe('the clock of a currency market', () => {
  it.each([
    'UTC',
    'EST',
    'UTC+3',
    'America/New_York',
    'broker-us',
    'broker-eu',
    'Europe/London',
    'Europe/Berlin',
  ])('is proven by two seasons of hours: %s', (name) => {
    fc.assert(
      fc.property(fc.nat(1_000), (seed) => {
        const { utcMs, high, low } = market(seed);
        const found = inferZone({ timeMs: fromUtc(utcMs, zone(name)), high, low });
        expect(found.zone?.name, found.evidence).toBe(name);
      }),
      { numRuns: 2 },
    );
  });

  it('is not concluded from one season, nor from a market without weekends', () => {
    const { utcMs, high, low } = market(1);
    const summer = utcMs.filter((t) => t > Date.UTC(2018, 4, 1) && t < Date.UTC(2018, 8, 1));
    expect(inferZone({ timeMs: summer, high, low })).toMatchObject({
      zone: null,
      evidence: expect.stringContaining('both seasons'),
    });
    const always = Float64Array.from({ length: 9_000 }, (_, i) => i * HOUR);
    expect(inferZone({ timeMs: always, high: always, low: always })).toMatchObject({
      zone: null,
      evidence: expect.stringContaining('no weekends'),
    });
  });
});
