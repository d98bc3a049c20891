import type { BarReading } from './bar-reading.ts';
import { closePosition, rangeOf } from './bar-reading.ts';
import type { Phase, WyckoffKind } from './events.ts';

/** Where the schematic of a market stands. */
export type WyckoffState =
  | 'idle'
  | 'stopping'
  | 'climaxed'
  | 'building'
  | 'tested'
  | 'sprung'
  | 'trap_tested'
  | 'strong'
  | 'supported'
  | 'trending';

/** What is remembered of the range, in the prices of the schematic. NaN: not known yet. */
export interface RangeMemory {
  climaxIndex: number;
  climaxAtr: number;
  climaxEffort: number;
  support: number;
  resistance: number;
  /** Highest high since the climax, before the reaction is known. */
  peak: number;
  peakIndex: number;
  /** First bar of the current stay below support, and the lowest low of it. */
  belowSince: number;
  trapLow: number;
  trapIndex: number;
  trapEffort: number;
  signIndex: number;
  signEffort: number;
}

/** A sign that speaks for the event: there, not there, or (NaN volume) not to be read. */
type Signs = readonly boolean[];

/** One row of the machine: in `from`, when `when` holds, the event happens and the state becomes `to`. */
export interface Transition {
  readonly from: readonly WyckoffState[];
  readonly kind: WyckoffKind;
  readonly to: WyckoffState;
  /** Price alone decides, so that a market without volume has schematics too. */
  readonly when: (bar: BarReading, range: RangeMemory, rules: WyckoffRules) => boolean;
  readonly signs: (bar: BarReading, range: RangeMemory, rules: WyckoffRules) => Signs;
  /** What to remember, before the event is told. */
  readonly note: (bar: BarReading, range: RangeMemory) => void;
  /** Bar and price of the event. */
  readonly at: (bar: BarReading, range: RangeMemory) => { readonly index: number; readonly price: number };
  readonly evidence: (bar: BarReading, range: RangeMemory, rules: WyckoffRules) => readonly number[];
}

/** The usual numbers of the rules, in ATR of the bars before, bars, or shares of the range. */
export const RULES = {
  /** Bars whose mean volume an effort is measured by. */
  volumeWindow: 20,
  /** Bars the decline before a climax is measured over, and the fall it takes. */
  declineBars: 20,
  declineAtr: 2.5,
  preliminaryRangeAtr: 1.4,
  climaxRangeAtr: 1.8,
  highEffort: 1.5,
  /** By how much effort (volume over its mean) must exceed result (range over ATR) to count as effort without result. */
  effortGap: 1,
  /** Height of the automatic rally, and the fall back that shows its peak. */
  reactionAtr: 2,
  reactionBackAtr: 1,
  /** Part of the range at its support in which tests happen. */
  testZone: 1 / 3,
  /** Bars in which a trap must close back inside, and its greatest depth as a share of the range. */
  trapBars: 3,
  trapDepth: 0.5,
  signRangeAtr: 1,
  /** How far beyond the range a trend has left it, as a share of its height. */
  leftShare: 0.5,
  /** Longest life of a range. */
  rangeBars: 250,
} as const;
export type WyckoffRules = Readonly<Record<keyof typeof RULES, number>>;

const height = ({ support, resistance }: RangeMemory): number => resistance - support;
const isInTestZone = (bar: BarReading, range: RangeMemory, rules: WyckoffRules): boolean =>
  bar.low <= range.support + rules.testZone * height(range) && bar.close > range.support;
const isAfterDecline = (bar: BarReading, rules: WyckoffRules): boolean => bar.decline >= rules.declineAtr;
const here = (bar: BarReading): { index: number; price: number } => ({ index: bar.index, price: bar.low });
const nothing = (): void => undefined;

/** The events that build a range, in the order in which they are tried at each bar; at most one happens. */
export const TRANSITIONS: readonly Transition[] = [
  {
    kind: 'range_failed',
    from: ['climaxed'],
    to: 'idle',
    when: (bar, range, rules) => bar.close < range.support - rules.reactionBackAtr * range.climaxAtr,
    signs: () => [true],
    note: nothing,
    at: here,
    evidence: (bar, range) => [range.climaxIndex, bar.index],
  },
  {
    kind: 'range_failed',
    from: ['building', 'tested', 'sprung', 'trap_tested', 'strong', 'supported'],
    to: 'idle',
    when: (bar, range, rules) =>
      bar.index - range.climaxIndex > rules.rangeBars ||
      bar.low < range.support - rules.trapDepth * height(range) ||
      (bar.close < range.support && bar.index - range.belowSince + 1 >= rules.trapBars),
    signs: () => [true],
    note: nothing,
    at: here,
    evidence: (bar, range) => [range.climaxIndex, bar.index],
  },
  {
    kind: 'climax',
    from: ['idle', 'stopping'],
    to: 'climaxed',
    when: (bar, _, rules) =>
      isAfterDecline(bar, rules) && rangeOf(bar) >= rules.climaxRangeAtr * bar.atr && bar.close < bar.open,
    signs: (bar, _, rules) => [
      bar.effort >= rules.highEffort,
      closePosition(bar) >= 0.25,
      bar.decline >= 1.5 * rules.declineAtr,
      rangeOf(bar) >= 1.25 * rules.climaxRangeAtr * bar.atr,
    ],
    note: (bar, range) => {
      range.climaxIndex = bar.index;
      range.climaxAtr = bar.atr;
      range.climaxEffort = bar.effort;
      range.support = range.trapLow = bar.low;
      range.peak = bar.close;
      range.peakIndex = bar.index;
    },
    at: here,
    evidence: (bar, _, rules) => [bar.index - rules.declineBars, bar.index],
  },
  {
    kind: 'preliminary',
    from: ['idle'],
    to: 'stopping',
    when: (bar, _, rules) =>
      isAfterDecline(bar, rules) &&
      rangeOf(bar) >= rules.preliminaryRangeAtr * bar.atr &&
      closePosition(bar) >= 0.4,
    signs: (bar, _, rules) => [bar.effort >= rules.highEffort, closePosition(bar) >= 0.6],
    note: nothing,
    at: here,
    evidence: (bar, _, rules) => [bar.index - rules.declineBars, bar.index],
  },
  {
    kind: 'automatic_reaction',
    from: ['climaxed'],
    to: 'building',
    when: (bar, range, rules) =>
      range.peak >= range.support + rules.reactionAtr * range.climaxAtr &&
      // A bar's own low says nothing of what came after its high.
      bar.index > range.peakIndex &&
      bar.low <= range.peak - rules.reactionBackAtr * range.climaxAtr,
    signs: (bar, range, rules) => [
      range.peak >= range.support + 1.5 * rules.reactionAtr * range.climaxAtr,
      range.peakIndex - range.climaxIndex <= rules.declineBars,
      bar.effort < range.climaxEffort,
    ],
    note: (_, range) => {
      range.resistance = range.peak;
    },
    at: (_, range) => ({ index: range.peakIndex, price: range.peak }),
    evidence: (bar, range) => [range.climaxIndex, range.peakIndex, bar.index],
  },
  {
    kind: 'trap',
    from: ['building', 'tested'],
    to: 'sprung',
    when: (bar, range) => range.belowSince >= 0 && bar.close > range.support,
    signs: (bar, range) => [
      bar.index === range.belowSince,
      bar.effort < range.climaxEffort,
      closePosition(bar) >= 0.5,
      range.trapLow >= range.support - range.climaxAtr,
    ],
    note: (bar, range) => {
      range.trapIndex = bar.index;
      range.trapEffort = bar.effort;
    },
    at: (_, range) => ({ index: range.trapIndex, price: range.trapLow }),
    evidence: (bar, range) => [range.climaxIndex, range.belowSince, bar.index],
  },
  {
    kind: 'secondary_test',
    from: ['building'],
    to: 'tested',
    when: isInTestZone,
    signs: (bar, range) => [
      bar.effort < range.climaxEffort,
      rangeOf(bar) < range.climaxAtr,
      closePosition(bar) >= 0.5,
    ],
    note: nothing,
    at: here,
    evidence: (bar, range) => [range.climaxIndex, range.peakIndex, bar.index],
  },
  {
    kind: 'sign',
    from: ['tested', 'sprung', 'trap_tested'],
    to: 'strong',
    when: (bar, range, rules) =>
      bar.close > range.resistance && rangeOf(bar) >= rules.signRangeAtr * bar.atr && bar.close > bar.open,
    signs: (bar, range, rules) => [
      bar.effort >= rules.highEffort,
      closePosition(bar) >= 0.7,
      rangeOf(bar) >= 1.5 * rules.signRangeAtr * bar.atr,
      range.trapIndex >= range.climaxIndex,
    ],
    note: (bar, range) => {
      range.signIndex = bar.index;
      range.signEffort = bar.effort;
    },
    at: (bar) => ({ index: bar.index, price: bar.close }),
    evidence: (bar, range) => [range.climaxIndex, range.peakIndex, bar.index],
  },
  {
    kind: 'trap_test',
    from: ['sprung'],
    to: 'trap_tested',
    when: (bar, range, rules) => isInTestZone(bar, range, rules) && bar.low > range.trapLow,
    signs: (bar, range) => [
      bar.effort < range.trapEffort,
      rangeOf(bar) < range.climaxAtr,
      closePosition(bar) >= 0.5,
    ],
    note: nothing,
    at: here,
    evidence: (bar, range) => [range.trapIndex, bar.index],
  },
  {
    kind: 'range_left',
    from: ['strong', 'supported'],
    to: 'trending',
    when: (bar, range, rules) => bar.close > range.resistance + rules.leftShare * height(range),
    signs: (bar, range) => [range.trapIndex >= range.climaxIndex, closePosition(bar) >= 0.5],
    note: nothing,
    at: (bar) => ({ index: bar.index, price: bar.close }),
    evidence: (bar, range) => [range.signIndex, bar.index],
  },
  {
    kind: 'last_point',
    from: ['strong'],
    to: 'supported',
    when: (bar, range) =>
      bar.low <= range.resistance + 0.5 * range.climaxAtr &&
      bar.low >= range.support + 0.5 * height(range) &&
      bar.close >= bar.low + 0.4 * rangeOf(bar),
    signs: (bar, range) => [
      bar.effort < range.signEffort,
      rangeOf(bar) < range.climaxAtr,
      bar.close > range.resistance,
    ],
    note: nothing,
    at: here,
    evidence: (bar, range) => [range.signIndex, bar.index],
  },
  {
    kind: 'range_failed',
    from: ['trending'],
    to: 'idle',
    when: (bar, range, rules) =>
      bar.close < range.resistance || bar.index - range.climaxIndex > rules.rangeBars,
    signs: () => [true],
    note: nothing,
    at: here,
    evidence: (bar, range) => [range.signIndex, bar.index],
  },
];

/** What is seen inside a range and moves nothing: the state stays as it is. */
export type Observation = Omit<Transition, 'to' | 'note'>;

/** Tried at each bar after the transitions. */
export const OBSERVATIONS: readonly Observation[] = [
  {
    // Much volume and little movement in the half of the range where the trend before would go on: it is absorbed.
    kind: 'effort_without_result',
    from: ['building', 'tested', 'sprung', 'trap_tested'],
    when: (bar, range, rules) =>
      bar.effort - rangeOf(bar) / bar.atr >= rules.effortGap && bar.low <= range.support + height(range) / 2,
    signs: (bar, range, rules) => [
      isInTestZone(bar, range, rules),
      closePosition(bar) >= 0.5,
      bar.effort >= rules.highEffort,
      bar.effort - rangeOf(bar) / bar.atr >= 1.5 * rules.effortGap,
    ],
    at: here,
    evidence: (bar, range) => [range.climaxIndex, bar.index],
  },
];

/** The phase a state is part of. */
export const PHASE_OF: Readonly<Record<WyckoffState, Phase | null>> = {
  idle: null,
  stopping: 'A',
  climaxed: 'A',
  building: 'A',
  tested: 'B',
  sprung: 'C',
  trap_tested: 'C',
  strong: 'D',
  supported: 'D',
  trending: 'E',
};
