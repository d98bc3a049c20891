/** What a signal's quality is judged by. */
export interface QualityInput {
  /** Calibrated probability of the traded side, 0 to 1. */
  readonly confidence: number;
  /** Expected profit per unit of risk, after costs. */
  readonly expectedValue: number;
  /** Reward at the target per unit of risk at the stop, after costs. */
  readonly rewardRisk: number;
  /** Cost of the round trip as a share of the stop's distance. */
  readonly costShare: number;
  /** Readings of the market's structure (of seven) for the traded side less those against it; NaN where not known. */
  readonly confluence: number;
}

interface Part {
  readonly name: keyof QualityInput;
  /** Published weight: how many of the 100 points the part can give. */
  readonly points: number;
  /** Values that give none and all of the points; between them it is a straight line. */
  readonly none: number;
  readonly all: number;
}

/** The parts of the score and their weights, see docs/methodology.md. */
export const QUALITY_PARTS: readonly Part[] = [
  { name: 'confidence', points: 30, none: 0.5, all: 0.75 },
  { name: 'expectedValue', points: 35, none: 0, all: 0.5 },
  { name: 'rewardRisk', points: 15, none: 0.5, all: 2.5 },
  { name: 'costShare', points: 10, none: 0.25, all: 0 },
  { name: 'confluence', points: 10, none: -3, all: 3 },
];

/**
 * Quality of a signal, 0 to 100: points of its parts, each a straight line between a value that gives none and one that
 * gives all. A part that is not known gives none and is not left out: what cannot be seen does not speak for a signal.
 */
export function qualityScore(input: QualityInput): number {
  return QUALITY_PARTS.reduce((total, { name, points, none, all }) => {
    const share = (input[name] - none) / (all - none);
    return total + (share > 0 ? points * Math.min(1, share) : 0);
  }, 0);
}
