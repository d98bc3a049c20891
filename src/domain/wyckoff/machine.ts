import type { BarReading } from './bar-reading.ts';
import { type Schematic, WYCKOFF_KINDS, type WyckoffEvent, type WyckoffKind } from './events.ts';
import {
  OBSERVATIONS,
  type Observation,
  PHASE_OF,
  type RangeMemory,
  TRANSITIONS,
  type Transition,
  type WyckoffRules,
  type WyckoffState,
} from './schematic.ts';

/** One schematic followed bar by bar. */
export interface WyckoffMachine {
  /** Takes the next bar, in the schematic's prices. */
  step(bar: BarReading, sink: (event: WyckoffEvent) => void): void;
  state(): WyckoffState;
  /** The range, in the schematic's prices; NaN: not known. */
  range(): Readonly<RangeMemory>;
  /** Mean confidence of the events that moved the range so far; NaN outside a range. */
  confidence(): number;
  /** Bar at which an event of a kind was last known; NaN: never. */
  lastKnown(kind: WyckoffKind): number;
}

const TRANSITIONS_FROM = transitionsByState();

/** One schematic at its beginning. Its prices are real ones for accumulation, negated for distribution. */
export function createWyckoffMachine(schematic: Schematic, rules: WyckoffRules): WyckoffMachine {
  const sign = schematic === 'accumulation' ? 1 : -1;
  const lastKnown = new Map<WyckoffKind, number>(WYCKOFF_KINDS.map((kind) => [kind, Number.NaN]));
  let state: WyckoffState = 'idle';
  let range = emptyRange();
  let confidenceSum = 0;
  let events = 0;
  let enteredAt = 0;

  const observe = (bar: BarReading): void => {
    if (state === 'climaxed') {
      range.support = Math.min(range.support, bar.low);
      if (bar.high > range.peak) {
        range.peak = bar.high;
        range.peakIndex = bar.index;
      }
    } else if (state !== 'idle' && state !== 'stopping') {
      const isBelow = bar.low < range.support;
      if (isBelow && range.belowSince < 0) {
        range.belowSince = bar.index;
        range.trapLow = bar.low;
      }
      if (range.belowSince >= 0) range.trapLow = Math.min(range.trapLow, bar.low);
    }
  };

  /** Tells of an event. @returns Its confidence. */
  const tell = (
    row: Observation,
    bar: BarReading,
    phase: WyckoffEvent['phase'],
    sink: (event: WyckoffEvent) => void,
  ): number => {
    const signs = row.signs(bar, range, rules);
    const confidence = signs.filter(Boolean).length / signs.length;
    const { index, price } = row.at(bar, range);
    const [low, high] = [sign * range.support, sign * range.resistance];
    sink({
      kind: row.kind,
      schematic,
      phase,
      eventIndex: index,
      knownIndex: bar.index,
      price: sign * price,
      support: sign === 1 ? low : high,
      resistance: sign === 1 ? high : low,
      confidence,
      evidence: [...new Set(row.evidence(bar, range, rules).map((i) => Math.max(i, 0)))],
    });
    lastKnown.set(row.kind, bar.index);
    return confidence;
  };

  const enter = (rule: Transition, bar: BarReading, sink: (event: WyckoffEvent) => void): void => {
    rule.note(bar, range);
    confidenceSum += tell(rule, bar, PHASE_OF[rule.to], sink);
    events += 1;
    state = rule.to;
    enteredAt = bar.index;
    if (state === 'idle') forget();
  };

  const forget = (): void => {
    state = 'idle';
    range = emptyRange();
    confidenceSum = events = 0;
  };

  return {
    step: (bar, sink) => {
      if (!(bar.atr > 0)) return;
      // A stopping action that no climax follows in time is forgotten.
      if (state === 'stopping' && bar.index - enteredAt > rules.declineBars) forget();
      observe(bar);
      const rule = (TRANSITIONS_FROM.get(state) ?? []).find(({ when }) => when(bar, range, rules));
      if (rule) enter(rule, bar, sink);
      for (const row of OBSERVATIONS) {
        if (row.from.includes(state) && row.when(bar, range, rules)) tell(row, bar, PHASE_OF[state], sink);
      }
      if (bar.close > range.support) range.belowSince = -1;
    },
    state: () => state,
    range: () => range,
    confidence: () => (events > 0 ? confidenceSum / events : Number.NaN),
    lastKnown: (kind) => lastKnown.get(kind) ?? Number.NaN,
  };
}

function transitionsByState(): ReadonlyMap<WyckoffState, readonly Transition[]> {
  const states = Object.keys(PHASE_OF) as WyckoffState[];
  return new Map(states.map((state) => [state, TRANSITIONS.filter(({ from }) => from.includes(state))]));
}

const emptyRange = (): RangeMemory => ({
  climaxIndex: Number.NaN,
  climaxAtr: Number.NaN,
  climaxEffort: Number.NaN,
  support: Number.NaN,
  resistance: Number.NaN,
  peak: Number.NaN,
  peakIndex: Number.NaN,
  belowSince: -1,
  trapLow: Number.NaN,
  trapIndex: Number.NaN,
  trapEffort: Number.NaN,
  signIndex: Number.NaN,
  signEffort: Number.NaN,
});
