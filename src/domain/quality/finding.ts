/** How much a finding matters: blocking ones need a person, warnings lower the score, info is for the record. */
export type Severity = 'info' | 'warning' | 'blocking';

export interface Example {
  /** Open time of the bar concerned, ms since 1970 UTC. */
  readonly timeMs: number;
  readonly detail: string;
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
}

/** Every rule, and what a finding of it costs of the 100 points when it concerns a tenth of the bars or more. */
export const RULE_WEIGHTS = {
  'price.missing': 60,
  'price.not_positive': 60,
  'ohlc.inconsistent': 60,
  'time.duplicate_conflicting': 60,
  'time.timeframe_mismatch': 60,
  'bars.too_few': 60,
  'time.duplicate_identical': 10,
  'time.out_of_order': 10,
  'time.gaps': 20,
  'return.outliers': 10,
  'open.synthetic': 15,
  'price.stale': 15,
  'volume.invalid': 10,
  'volume.zero': 10,
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
}): QualityFinding | null {
  const { rule, severity, indices, timeMs, message, detail } = options;
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
  };
}

/** `1 bar`, `2 bars`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A share as a percentage with at most one decimal; a small one is not rounded to nothing. */
export const percent = (share: number): string =>
  share > 0 && share < 0.001 ? 'under 0.1 %' : `${Number((share * 100).toFixed(1))} %`;
