import { describe, expect, it } from 'vitest';
import { type Bars, barCount } from '../../../src/domain/market/bars.ts';
import { volumeBasis } from '../../../src/domain/market/volume-basis.ts';
import { WYCKOFF_NAMES } from '../../../src/domain/wyckoff/events.ts';
import { readWyckoff } from '../../../src/domain/wyckoff/read-wyckoff.ts';
import { barsOf } from '../../support/bars.ts';

type Row = readonly [number, number, number, number];

/** A step of the price with a range of two points: ATR stays near 2. */
const step = (from: number, to: number): Row => [
  from,
  Math.max(from, to) + 0.5,
  Math.min(from, to) - 0.5,
  to,
];

/** Bars along a path of closes, each of about two points. */
const along = (...closes: number[]): Row[] => closes.slice(1).map((close, i) => step(closes[i], close));

const calm = (n: number, price: number): Row[] =>
  Array.from({ length: n }, (_, i) => [price, price + 1, price - 1, price + (i % 2 ? 0.2 : -0.2)]);

/** A market that falls, climaxes at 78, rallies to 86, and ranges; then what is given. */
function accumulation(...ending: Row[]): Bars {
  const fall = along(...Array.from({ length: 22 }, (_, i) => 106 - i));
  const climax: Row = [85, 85.5, 78, 80];
  const rally = along(80, 82, 84, 86);
  const back = along(86, 84.5, 83, 81.5);
  const rows = [...calm(25, 106), ...fall, climax, ...rally, ...back, ...ending];
  const at = 25 + fall.length;
  return { ...barsOf(rows), volume: Float64Array.from(rows, (_, i) => (i === at ? 900 : 100)) };
}

const told = (bars: Bars): string[] =>
  readWyckoff(bars)
    .events.filter(({ schematic, kind }) => schematic === 'accumulation' && kind !== 'preliminary')
    .map(({ schematic, kind }) => WYCKOFF_NAMES[schematic][kind]);

const spring: Row[] = [...along(81.5, 80, 79), [79, 79.5, 76.5, 79]];
const test_: Row[] = [[79.5, 80.5, 77.5, 80]];
const strength: Row[] = [...along(80, 82, 84), [84, 88.5, 83.8, 88]];
const pullback: Row[] = [[88, 88.2, 86.3, 87.5]];
const markup: Row[] = along(87.5, 89.5, 91.5, 93.5);

describe('an accumulation', () => {
  it('goes from climax over spring and strength to markup', () => {
    const bars = accumulation(...spring, ...test_, ...strength, ...pullback, ...markup);
    expect(told(bars)).toEqual(['SC', 'AR', 'ST', 'Spring', 'Test', 'SOS', 'LPS', 'Markup']);
  });

  it('tells of much volume that moves little near support, and goes on as it would have', () => {
    const quiet = accumulation(...spring, ...test_);
    const last = barCount(quiet) - 1;
    const loud = { ...quiet, volume: quiet.volume.with(last, 600) };
    const [before, after] = [readWyckoff(quiet), readWyckoff(loud)];
    const seen = after.events.filter(({ kind }) => kind === 'effort_without_result');
    expect(before.events.some(({ kind }) => kind === 'effort_without_result')).toBe(false);
    expect(seen).toMatchObject([
      {
        schematic: 'accumulation',
        phase: 'C',
        eventIndex: last,
        knownIndex: last,
        price: quiet.low[last],
        confidence: 1,
        evidence: [46, last],
      },
    ]);
    expect(after.accumulation.phase).toEqual(before.accumulation.phase);
    // Without volume there is no effort to see.
    const silent = { ...quiet, volume: quiet.volume.map(() => Number.NaN) };
    expect(readWyckoff(silent).events.some(({ kind }) => kind === 'effort_without_result')).toBe(false);
  });

  it('sets its range by climax and reaction, the reaction known once price has come back', () => {
    const { events } = readWyckoff(accumulation());
    const reaction = events.find(({ kind }) => kind === 'automatic_reaction');
    expect(reaction).toMatchObject({ support: 78, resistance: 86.5, price: 86.5, phase: 'A' });
    expect(reaction?.knownIndex).toBeGreaterThan(reaction?.eventIndex ?? Number.NaN);
  });

  it('reads the climax with more confidence when volume climaxes too', () => {
    const withVolume = accumulation();
    const climaxOf = (bars: Bars) => readWyckoff(bars).events.find(({ kind }) => kind === 'climax');
    const without = { ...withVolume, volume: new Float64Array(withVolume.volume.length) };
    expect(climaxOf(withVolume)?.confidence).toBeGreaterThan(climaxOf(without)?.confidence ?? 1);
    expect(volumeBasis(without, 'fx')).toBe('none');
    expect(volumeBasis(withVolume, 'fx')).toBe('tick');
    expect(volumeBasis(withVolume, 'equity')).toBe('traded');
  });

  it('fails when price stays below its support', () => {
    const through: Row[] = along(81.5, 79.5, 77.5, 77, 76.8, 76.5);
    expect(told(accumulation(...through)).at(-1)).toBe('Failed');
  });

  it('may skip the spring', () => {
    const bars = accumulation(
      ...along(81.5, 80.5),
      [80.5, 81, 79.5, 80.8],
      ...along(80.8, 83, 85),
      ...[[85, 89, 84.8, 88.8] as Row],
    );
    expect(told(bars)).toEqual(['SC', 'AR', 'ST', 'SOS']);
  });
});

describe('markets without a schematic', () => {
  it.each([0, 1, 10])('%i bars have none', (n) => {
    expect(readWyckoff(barsOf(calm(n, 50))).events).toEqual([]);
  });

  it('a market that stands still has none', () => {
    const still = barsOf(Array.from({ length: 200 }, () => [50, 50, 50, 50]));
    const { events, accumulation: series } = readWyckoff(still);
    expect(events).toEqual([]);
    expect(series.phase).toEqual(new Float64Array(200));
  });
});
