/** Accumulation, or its mirror image distribution. */
export type Schematic = 'accumulation' | 'distribution';

/** Stopping the trend, building the cause, the last trap, leaving the range, the trend that follows. */
export const PHASES = ['A', 'B', 'C', 'D', 'E'] as const;
export type Phase = (typeof PHASES)[number];

/** Events by what they do, under one name for both schematics; `WYCKOFF_NAMES` has what practitioners call them. */
export const WYCKOFF_KINDS = [
  'preliminary',
  'climax',
  'automatic_reaction',
  'secondary_test',
  'trap',
  'trap_test',
  'sign',
  'last_point',
  'range_left',
  'range_failed',
  'effort_without_result',
] as const;
export type WyckoffKind = (typeof WYCKOFF_KINDS)[number];

export const WYCKOFF_NAMES: Readonly<Record<Schematic, Readonly<Record<WyckoffKind, string>>>> = {
  accumulation: {
    preliminary: 'PS',
    climax: 'SC',
    automatic_reaction: 'AR',
    secondary_test: 'ST',
    trap: 'Spring',
    trap_test: 'Test',
    sign: 'SOS',
    last_point: 'LPS',
    range_left: 'Markup',
    range_failed: 'Failed',
    effort_without_result: 'EvR',
  },
  distribution: {
    preliminary: 'PSY',
    climax: 'BC',
    automatic_reaction: 'AR',
    secondary_test: 'ST',
    trap: 'UTAD',
    trap_test: 'Test',
    sign: 'SOW',
    last_point: 'LPSY',
    range_left: 'Markdown',
    range_failed: 'Failed',
    effort_without_result: 'EvR',
  },
};

/** One event of a schematic. Never rewritten: a range that fails says so by an event of its own. */
export interface WyckoffEvent {
  readonly kind: WyckoffKind;
  readonly schematic: Schematic;
  /** The phase the event leads into, or is seen in; null when the range is over. */
  readonly phase: Phase | null;
  readonly eventIndex: number;
  /** Bar at whose close it is known. */
  readonly knownIndex: number;
  readonly price: number;
  /** The trading range as far as it is known; NaN before the automatic reaction sets its other side. */
  readonly support: number;
  readonly resistance: number;
  /** Share of the signs of such an event that were there, 0 to 1. A sign that cannot be read counts as absent. */
  readonly confidence: number;
  /** The bars it was read from. */
  readonly evidence: readonly number[];
}
