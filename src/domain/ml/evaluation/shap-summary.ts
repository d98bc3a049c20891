import { averageRanks, pearson } from '../correlation.ts';

/** One row of one feature: what the value was and what it did to the log odds. */
export interface ShapPoint {
  /** Null where the value is missing. */
  readonly value: number | null;
  /** Rank of the value among the present ones, 0 to 1; null where it is missing. */
  readonly rank: number | null;
  readonly contribution: number;
}

export interface ShapFeature {
  readonly feature: string;
  /** Mean of the absolute contributions, log odds. */
  readonly meanAbsolute: number;
  /** Spearman's correlation of value and contribution: +1 raises the probability with the value; null undefined. */
  readonly direction: number | null;
  /** Evenly spaced rows, for drawing summary and dependence. */
  readonly points: readonly ShapPoint[];
}

export interface ShapInput {
  readonly features: readonly string[];
  /** Value of a feature in a row. */
  readonly value: (row: number, feature: number) => number;
  /** As `Compute.contributions` gives them: row-major, the expected value last. */
  readonly contributions: Float64Array;
  readonly rows: number;
  /** Features to describe, the strongest first, and points to keep of each. */
  readonly top: number;
  readonly points: number;
}

/** The features that move the prediction most, by mean absolute SHAP value, descending; equal ones in their order. */
export function shapSummary({ features, value, contributions, rows, top, points }: ShapInput): ShapFeature[] {
  const width = features.length + 1;
  const of = (feature: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => contributions[row * width + feature]);
  const strength = features.map((_, feature) => {
    const total = of(feature).reduce((sum, contribution) => sum + Math.abs(contribution), 0);
    return rows === 0 ? 0 : total / rows;
  });
  return [...features.keys()]
    .sort((a, b) => strength[b] - strength[a] || a - b)
    .slice(0, top)
    .map((feature) => {
      const contribution = of(feature);
      const values = Float64Array.from({ length: rows }, (_, row) => value(row, feature));
      const ranks = averageRanks(values);
      const present = values.reduce((count, x) => count + (Number.isNaN(x) ? 0 : 1), 0);
      return {
        feature: features[feature],
        meanAbsolute: strength[feature],
        direction: pearson(ranks, averageRanks(contribution)),
        points: evenly(rows, points).map((row) => ({
          value: Number.isFinite(values[row]) ? values[row] : null,
          rank: Number.isNaN(values[row]) ? null : present > 1 ? (ranks[row] - 1) / (present - 1) : 0.5,
          contribution: contribution[row],
        })),
      };
    });
}

/** At most `count` of the numbers 0 to `total` - 1, evenly spaced. */
export const evenly = (total: number, count: number): number[] =>
  total <= count
    ? Array.from({ length: total }, (_, i) => i)
    : Array.from({ length: count }, (_, i) => Math.floor((i * total) / count));
