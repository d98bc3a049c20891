import { describe, expect, it } from 'vitest';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { sma } from '../../../src/domain/indicators/sma.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import type { WyckoffEvent, WyckoffKind } from '../../../src/domain/wyckoff/events.ts';
import { readWyckoff } from '../../../src/domain/wyckoff/read-wyckoff.ts';
import { createRng } from '../../../src/kernel/rng.ts';
import { randomBars } from '../../support/bars.ts';

const rng = createRng('wyckoff events');
const bars: Bars = {
  ...randomBars(20_000, rng),
  volume: Float64Array.from({ length: 20_000 }, () => 1 + rng.integer(1_000)),
};
const { open, high, low, close, volume } = bars;
/** The mirror image is tested beside this: what holds of accumulation holds of distribution. */
const events = readWyckoff(bars).events.filter(({ schematic }) => schematic === 'accumulation');
const [unit, usual] = [atr(bars, 14), sma(volume, 20)];

const effort = (t: number): number => volume[t] / usual[t - 1];
const range = (t: number): number => high[t] - low[t];
const closePosition = (t: number): number => (range(t) > 0 ? (close[t] - low[t]) / range(t) : 0.5);
const decline = (t: number): number => (close[t - 21] - close[t - 1]) / unit[t - 1];

/** What an event was told after: the latest of a kind since its range's climax. */
function before(event: WyckoffEvent): Readonly<Record<'climax' | 'peak' | 'trap' | 'sign' | 'left', number>> {
  const earlier = events.slice(0, events.indexOf(event) + 1);
  const climaxPlace = earlier.findLastIndex(({ kind }) => kind === 'climax');
  const last = (kind: WyckoffKind) => earlier.slice(climaxPlace).findLast((one) => one.kind === kind);
  return {
    climax: earlier[climaxPlace]?.knownIndex ?? Number.NaN,
    peak: last('automatic_reaction')?.eventIndex ?? Number.NaN,
    trap: last('trap')?.knownIndex ?? Number.NaN,
    sign: last('sign')?.knownIndex ?? Number.NaN,
    left: last('range_left')?.knownIndex ?? Number.NaN,
  };
}

/** First bar of the stay below support that ends at a bar: after the last close above. */
function belowSince(t: number, support: number): number {
  let first = t;
  for (let i = t - 1; close[i] <= support; i--) if (low[i] < support) first = i;
  return first;
}

/** The signs of an event by their definition, and the bars they are read from. */
function definition(event: WyckoffEvent): { signs: boolean[]; evidence: number[] } {
  const { kind, knownIndex: t, support, resistance, price } = event;
  const { climax, peak, trap, sign, left } = before(event);
  const climaxAtr = unit[climax - 1];
  const isQuiet = effort(t) < effort(climax);
  const isNarrow = range(t) < climaxAtr;
  const isHigh = closePosition(t) >= 0.5;
  const surplus = effort(t) - range(t) / unit[t - 1];
  switch (kind) {
    case 'preliminary':
      return { signs: [effort(t) >= 1.5, closePosition(t) >= 0.6], evidence: [t - 20, t] };
    case 'climax':
      return {
        signs: [
          effort(t) >= 1.5,
          closePosition(t) >= 0.25,
          decline(t) >= 3.75,
          range(t) >= 2.25 * unit[t - 1],
        ],
        evidence: [t - 20, t],
      };
    case 'automatic_reaction':
      return {
        signs: [price >= support + 3 * climaxAtr, peak - climax <= 20, isQuiet],
        evidence: [climax, peak, t],
      };
    case 'secondary_test':
      return { signs: [isQuiet, isNarrow, isHigh], evidence: [climax, peak, t] };
    case 'trap':
      return {
        signs: [belowSince(t, support) === t, isQuiet, isHigh, price >= support - climaxAtr],
        evidence: [climax, belowSince(t, support), t],
      };
    case 'trap_test':
      return { signs: [effort(t) < effort(trap), isNarrow, isHigh], evidence: [trap, t] };
    case 'sign':
      return {
        signs: [effort(t) >= 1.5, closePosition(t) >= 0.7, range(t) >= 1.5 * unit[t - 1], trap >= climax],
        evidence: [climax, peak, t],
      };
    case 'last_point':
      return { signs: [effort(t) < effort(sign), isNarrow, close[t] > resistance], evidence: [sign, t] };
    case 'range_left':
      return { signs: [trap >= climax, isHigh], evidence: [sign, t] };
    case 'range_failed':
      return { signs: [true], evidence: [left >= climax ? sign : climax, t] };
    case 'effort_without_result':
      return {
        signs: [
          low[t] <= support + (resistance - support) / 3 && close[t] > support,
          isHigh,
          effort(t) >= 1.5,
          surplus >= 1.5,
        ],
        evidence: [climax, t],
      };
  }
}

const PHASES: Readonly<Partial<Record<WyckoffKind, WyckoffEvent['phase']>>> = {
  preliminary: 'A',
  climax: 'A',
  automatic_reaction: 'A',
  secondary_test: 'B',
  trap: 'C',
  trap_test: 'C',
  sign: 'D',
  last_point: 'D',
  range_left: 'E',
  range_failed: null,
};

describe('events of an accumulation', () => {
  it('are of every kind in the market they are tested on', () => {
    expect(new Set(events.map(({ kind }) => kind)).size).toBe(11);
  });

  it('have the share of their signs as confidence, and the bars they were read from as evidence', () => {
    for (const event of events) {
      const { signs, evidence } = definition(event);
      const at = `${event.kind} at ${event.knownIndex}`;
      expect(event.confidence, at).toBe(signs.filter(Boolean).length / signs.length);
      expect(new Set(event.evidence), at).toEqual(new Set(evidence));
    }
  });

  it('lead into their phase; effort without result is seen in the one there is', () => {
    let phase: WyckoffEvent['phase'] = null;
    for (const event of events) {
      const expected = event.kind === 'effort_without_result' ? phase : PHASES[event.kind];
      expect(event.phase, `${event.kind} at ${event.knownIndex}`).toBe(expected);
      phase = event.phase;
    }
  });

  it('end a trend at the first close back in its range, or when the range is too old', () => {
    const left = events.filter(({ kind }) => kind === 'range_left');
    expect(left.length).toBeGreaterThan(5);
    for (const event of left) {
      const { climax } = before(event);
      let t = event.knownIndex + 1;
      while (close[t] >= event.resistance && t - climax <= 250) t++;
      const failed = events.find(
        ({ kind, knownIndex }) => kind === 'range_failed' && knownIndex > event.knownIndex,
      );
      if (failed || t < close.length) expect(failed?.knownIndex).toBe(t);
    }
  });

  it('need their bar: a climax falls, a sign rises out of the range', () => {
    for (const { kind, knownIndex: t, resistance } of events) {
      if (kind === 'climax') expect(close[t] < open[t] && range(t) >= 1.8 * unit[t - 1]).toBe(true);
      if (kind === 'sign') expect(close[t] > open[t] && close[t] > resistance).toBe(true);
    }
  });
});
