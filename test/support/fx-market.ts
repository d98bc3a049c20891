import type { Bars } from '../../src/domain/market/bars.ts';
import { findZone, offsetAt, type Zone } from '../../src/domain/time/zone.ts';

const MINUTE = 60_000;

/** The zone of a name that is known. */
export const zoneNamed = (name: string): Zone => {
  const zone = findZone(name);
  if (!zone) throw new Error(name);
  return zone;
};

/**
 * Bars of a currency market, UTC, stamped by their open: from Sunday 17:00 to Friday 17:00 New York time, busiest at London's
 * 8:00 and New York's 14:00, with ranges that differ from bar to bar.
 */
export function fxMarket(minutes = 60, fromMs = Date.UTC(2018, 0, 1), toMs = Date.UTC(2020, 0, 1)): Bars {
  const london = zoneNamed('Europe/London');
  const newYork = zoneNamed('America/New_York');
  const hourOn = (zone: Zone, t: number): number => (t / MINUTE + offsetAt(zone, t)) / 60;
  const times: number[] = [];
  const highs: number[] = [];
  const closes: number[] = [];
  for (let t = fromMs; t < toMs; t += minutes * MINUTE) {
    const local = hourOn(newYork, t);
    // 1970-01-01 was a Thursday.
    const hourOfWeek = (local + 4 * 24) % (7 * 24);
    if (hourOfWeek < 17 || hourOfWeek >= 5 * 24 + 17) continue;
    const peak = (hour: number, at: number): number => 10 * Math.exp(-(((hour % 24) - at) ** 2) / 4);
    const noise = (((t / MINUTE / minutes) * 7_919) % 13) / 13;
    const range = 5 + 4 * noise + peak(hourOn(london, t), 8) + peak(local, 14);
    times.push(t);
    highs.push(Math.round(110_000 + range * 10) / 100_000);
    closes.push(Math.round(110_000 + range * 10 * noise) / 100_000);
  }
  const flat = (): Float64Array => new Float64Array(times.length).fill(1.1);
  return {
    timeMs: Float64Array.from(times),
    open: flat(),
    high: Float64Array.from(highs),
    low: flat(),
    close: Float64Array.from(closes),
    volume: Float64Array.from(times, (t) => 50 + ((t / MINUTE / minutes) % 97)),
  };
}
