import { describe, expect, it } from 'vitest';
import { newYorkClock, newYorkCloseBefore } from '../../../src/domain/calendar/clock.ts';
import type { Bars, PriceColumns } from '../../../src/domain/market/bars.ts';
import { instrumentOf } from '../../../src/domain/market/instruments.ts';
import { assessQuality } from '../../../src/domain/quality/assess.ts';
import { crossCheck } from '../../../src/domain/quality/cross-check.ts';
import {
  contractDiffers,
  digitsUnexpected,
  zoneUnstated,
} from '../../../src/domain/quality/source-checks.ts';
import { stampedAtClose, stampFit } from '../../../src/domain/quality/stamps.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Bars of the FX week, Sunday 17:00 to Friday 17:00 New York, over winter and summer. */
function fxBars(minutes: number, weeks = 30, shiftMs = 0): Bars {
  const clock = newYorkClock();
  const times: number[] = [];
  for (let week = 0; week < weeks; week++) {
    const sunday = newYorkCloseBefore(Date.UTC(2023, 0, 2 + week * 7, 12), clock);
    for (let time = sunday; time < sunday + 5 * DAY_MS; time += minutes * MINUTE_MS)
      times.push(time + shiftMs);
  }
  const bars = randomBars(times.length, createRng('fx'));
  const rounded = (values: Float64Array) => values.map((value) => Math.round(value * 1e3) / 1e5);
  return {
    timeMs: Float64Array.from(times),
    open: rounded(bars.open),
    high: rounded(bars.high),
    low: rounded(bars.low),
    close: rounded(bars.close),
    volume: Float64Array.from({ length: times.length }, (_, i) => 100 + ((i * 37) % 101)),
  };
}

describe('stamps', () => {
  it.each([15, 60])('of %i minutes by their open fit, by their close are found', (minutes) => {
    const open = fxBars(minutes);
    const step = minutes * MINUTE_MS;
    expect(stampFit(open, step)).toMatchObject({ pauses: 29, byOpen: { session: 'the FX week', share: 1 } });
    expect(stampedAtClose(open, step)).toBeNull();
    const close = fxBars(minutes, 30, step);
    expect(stampedAtClose(close, step)).toMatchObject({
      rule: 'time.stamped_at_close',
      share: 1,
      repair: { step: 'shift_stamps', applied: false },
    });
    expect(assessQuality(close, minutes).findings.map(({ rule }) => rule)).toContain('time.stamped_at_close');
  });

  it('of a market without pauses, or of four hours, tell nothing', () => {
    expect(
      stampFit({ timeMs: Float64Array.from({ length: 900 }, (_, i) => i * HOUR_MS) }, HOUR_MS),
    ).toBeNull();
    expect(stampFit(fxBars(240), 4 * HOUR_MS)).toBeNull();
  });
});

describe('what the source says about itself', () => {
  const bars = fxBars(60, 4);
  const zone = (basis: 'given' | 'stated' | 'inferred' | 'assumed') => ({
    zone: { name: 'UTC', basis, evidence: 'because' },
  });

  it('a clock nobody names is a warning, a proven one is for the record, days have none', () => {
    expect(zoneUnstated(bars, 60, zone('assumed'))).toMatchObject({ severity: 'warning', share: 1 });
    expect(zoneUnstated(bars, 60, zone('inferred'))).toMatchObject({
      severity: 'info',
      repair: { applied: true },
    });
    expect(zoneUnstated(bars, 60, zone('given'))).toBeNull();
    expect(zoneUnstated(bars, 60, zone('stated'))).toBeNull();
    expect(zoneUnstated(bars, 1_440, zone('assumed'))).toBeNull();
  });

  it('digits beyond those of the instrument, or two short of them, are found', () => {
    expect(digitsUnexpected(bars, instrumentOf('EURUSD'))).toBeNull();
    expect(digitsUnexpected(bars, instrumentOf('EURUSD', { digits: 6 }))).toBeNull();
    expect(digitsUnexpected(bars, instrumentOf('EURUSD', { digits: 7 }))).toMatchObject({
      severity: 'warning',
    });
    expect(digitsUnexpected(bars, instrumentOf('USDJPY'))).toMatchObject({ severity: 'warning' });
    // No money hangs on the points of a coin without swap.
    expect(digitsUnexpected(bars, instrumentOf('UNIUSDT'))).toMatchObject({ severity: 'info' });
  });

  it('another contract is named field by field', () => {
    const facts = { ...zone('stated'), contract: { contractSize: 1_000, digits: 5 } };
    expect(contractDiffers(bars, facts, instrumentOf('EURUSD'))?.message).toContain(
      'contractSize 1000 instead of 100000',
    );
    expect(contractDiffers(bars, facts, instrumentOf('EURUSD', { contractSize: 1_000 }))).toBeNull();
  });

  it('an ask below the bid is found in any of the four prices', () => {
    const ask: PriceColumns = structuredClone({
      open: bars.open,
      high: bars.high,
      low: bars.low,
      close: bars.close,
    });
    const found = (side: PriceColumns) =>
      assessQuality(bars, 60, { ask: side }).findings.find(({ rule }) => rule === 'spread.crossed');
    expect(found(ask)).toBeUndefined();
    ask.high[3] -= 0.0001;
    expect(found(ask)).toMatchObject({ count: 1, examples: [{ timeMs: bars.timeMs[3] }] });
  });
});

describe('another source', () => {
  const ours = fxBars(60, 8);
  const options = { name: 'the other', stepMs: HOUR_MS, tolerance: 0.0002, maxShare: 0.01 };
  const rulesOf = (theirs: Bars, changed = {}) =>
    crossCheck(ours, theirs, { ...options, ...changed }).map(({ rule }) => rule);
  const moved = (by: (values: Float64Array) => Float64Array): Bars => ({
    ...ours,
    open: by(ours.open),
    high: by(ours.high),
    low: by(ours.low),
    close: by(ours.close),
  });

  it('that agrees within the tolerance gives no finding', () => {
    expect(rulesOf(ours)).toEqual([]);
    expect(rulesOf(moved((values) => values.map((value) => value + 0.0002)))).toEqual([]);
  });

  it('that lies further away is found, bar by bar', () => {
    const far = moved((values) => values.map((value, i) => (i % 10 === 0 ? value + 0.0005 : value)));
    const [finding] = crossCheck(ours, far, options);
    expect(finding).toMatchObject({ rule: 'cross.prices_differ', count: Math.ceil(ours.close.length / 10) });
    expect(rulesOf(far, { maxShare: 0.2 })).toEqual([]);
  });

  it('that has more bars shows what is missing', () => {
    const kept = Array.from(ours.timeMs.keys()).filter((i) => i < 50 || i >= 90);
    const pick = (values: Float64Array) => Float64Array.from(kept, (i) => values[i]);
    const holed: Bars = { ...moved(pick), timeMs: pick(ours.timeMs), volume: pick(ours.volume) };
    expect(crossCheck(holed, ours, options)).toMatchObject([{ rule: 'cross.bars_missing', count: 40 }]);
  });

  it('on another clock is found by the lag at which the returns agree', () => {
    const late: Bars = { ...ours, timeMs: ours.timeMs.map((time) => time + 2 * HOUR_MS) };
    const shifted = crossCheck(ours, late, options).find(({ rule }) => rule === 'cross.shifted');
    expect(shifted?.message).toContain('120 minutes later');
    // Our largest moves, with the same moves two hours later.
    const moves = Array.from(ours.close, (close, i) => Math.abs(Math.log(close / ours.close[i - 1])));
    const largest = moves.map((size, i) => ({ size: size || 0, i })).sort((a, b) => b.size - a.size);
    expect(shifted?.examples.map(({ timeMs }) => timeMs)).toEqual(
      largest.slice(0, 5).map(({ i }) => ours.timeMs[i]),
    );
    const [{ i }] = largest;
    const move = `${ours.close[i - 1]} to ${ours.close[i]}`;
    expect(shifted?.examples[0].detail).toBe(
      `${move}, in the other source at ${new Date(ours.timeMs[i] + 2 * HOUR_MS).toISOString()}: ${move}`,
    );
  });

  it('of another period has nothing to compare, which is said', () => {
    const never: Bars = { ...ours, timeMs: ours.timeMs.map((time) => time + 10 * 365 * DAY_MS) };
    const [finding, ...others] = crossCheck(ours, never, options);
    expect(finding).toMatchObject({ rule: 'cross.bars_missing', share: 1, repair: { step: 'other_source' } });
    expect(others).toEqual([]);
    expect(finding.examples).toMatchObject([{ timeMs: ours.timeMs[0] }]);
    expect(finding.examples[0].detail).toContain(`from ${new Date(never.timeMs[0]).toISOString()} to`);
  });
});
