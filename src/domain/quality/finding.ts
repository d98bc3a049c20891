import type { RepairStep } from './repair-step.ts';

/** How much a finding matters: blocking ones need a person, warnings lower the score, info is for the record. */
export type Severity = 'info' | 'warning' | 'blocking';

export interface Example {
  /** Open time of the bar concerned, ms since 1970 UTC. */
  readonly timeMs: number;
  readonly detail: string;
}

/** What can be done about a finding. */
export interface RepairOffer {
  /** A repair of the platform, or a step a person takes outside of it. */
  readonly step: RepairStep | 'resample' | 'convert_zone' | 'shift_stamps' | 'other_source';
  /** It has been done already: the cleaned bars do not have the defect. */
  readonly applied: boolean;
  /** How to ask for it, or what was done. */
  readonly how: string;
}

/** One thing a quality check has found in a series of bars. */
export interface QualityFinding {
  readonly rule: QualityRule;
  readonly severity: Severity;
  /** For people: what was found, and what it means. */
  readonly message: string;
  /** Bars (or gaps, for the gap rule) concerned. */
  readonly count: number;
  /** Share of the bars concerned, 0 to 1. */
  readonly share: number;
  /** The first few places. */
  readonly examples: readonly Example[];
  /** Every finding says what can be done about it. */
  readonly repair: RepairOffer;
}

/** Every rule, and what a finding of it costs of the 100 points when it concerns a tenth of the bars or more. */
export const RULE_WEIGHTS = {
  'price.missing': 60,
  'price.not_positive': 60,
  'ohlc.inconsistent': 60,
  'time.duplicate_conflicting': 60,
  'time.timeframe_mismatch': 60,
  'bars.too_few': 60,
  'time.coverage_low': 60,
  'time.duplicate_identical': 10,
  'time.out_of_order': 10,
  'time.off_grid': 20,
  'time.future': 30,
  'time.unfinished_last_bar': 5,
  'time.gaps': 20,
  'time.zone_shift': 30,
  'time.zone_unstated': 10,
  'time.stamped_at_close': 30,
  'calendar.outside_session': 5,
  'calendar.sunday_stubs': 10,
  'return.outliers': 10,
  'return.local_outliers': 5,
  'return.spikes': 20,
  'range.outliers': 10,
  'corporate.split_suspected': 30,
  'open.synthetic': 15,
  'price.stale': 15,
  'price.flat': 10,
  'price.copied': 15,
  'price.digits_changed': 5,
  'price.digits_unexpected': 10,
  'instrument.contract_differs': 5,
  'volume.invalid': 10,
  'volume.zero': 10,
  'volume.floored': 10,
  'volume.regime': 10,
  'spread.not_positive': 20,
  'spread.crossed': 20,
  'spread.wide': 5,
  'cross.prices_differ': 20,
  'cross.bars_missing': 10,
  'cross.shifted': 30,
} as const satisfies Record<string, number>;
export type QualityRule = keyof typeof RULE_WEIGHTS;

export const EXAMPLES_KEPT = 5;

/**
 * A finding over the bars at `indices`; null when there are none.
 * @param detail says what is wrong with the bar at an index
 */
export function findingAt(options: {
  readonly rule: QualityRule;
  readonly severity: Severity;
  readonly indices: readonly number[];
  readonly timeMs: Float64Array;
  readonly message: (count: number) => string;
  readonly detail: (index: number) => string;
  readonly repair: RepairOffer;
}): QualityFinding | null {
  const { rule, severity, indices, timeMs, message, detail, repair } = options;
  if (indices.length === 0) return null;
  return {
    rule,
    severity,
    message: message(indices.length),
    count: indices.length,
    share: indices.length / timeMs.length,
    examples: indices
      .slice(0, EXAMPLES_KEPT)
      .map((index) => ({ timeMs: timeMs[index], detail: detail(index) })),
    repair,
  };
}

/** `1 bar`, `2 bars`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A share as a percentage with at most one decimal; a small one is not rounded to nothing. */
export const percent = (share: number): string =>
  share > 0 && share < 0.001 ? 'under 0.1 %' : `${Number((share * 100).toFixed(1))} %`;
