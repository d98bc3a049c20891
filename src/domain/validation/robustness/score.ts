/** What of 100 points each part of the robustness score is worth. Published in docs/methodology.md. */
export const ROBUSTNESS_WEIGHTS = {
  parameters: 20,
  price_noise: 15,
  costs: 15,
  delay: 10,
  skipped_trades: 10,
  start: 5,
  timeframe: 5,
  symbol: 5,
  regimes: 10,
  drawdown: 5,
} as const;
export type RobustnessPart = keyof typeof ROBUSTNESS_WEIGHTS;

/** Each part from 0 (all is lost) to 1 (nothing changes); null: it could not be asked. */
export type RobustnessParts = Readonly<Record<RobustnessPart, number | null>>;

/** Parts that may be absent: too few bars for half as many, no second market. What they weigh is spread over the others. */
const OPTIONAL: ReadonlySet<RobustnessPart> = new Set(['timeframe', 'symbol']);

/**
 * Weighted mean of the parts that were measured, times 100: each keeps its weight relative to the others. A part that must
 * not be absent makes the score undefined when it is.
 */
export function robustnessScore(parts: RobustnessParts): number | null {
  let points = 0;
  let weights = 0;
  for (const [name, weight] of Object.entries(ROBUSTNESS_WEIGHTS) as [RobustnessPart, number][]) {
    const part = parts[name];
    if (part === null && OPTIONAL.has(name)) continue;
    if (part === null) return null;
    points += weight * part;
    weights += weight;
  }
  return (100 * points) / weights;
}

/**
 * What a stress leaves of a Sharpe ratio: `stressed / base`, within 0 and 1. A base that earned nothing keeps nothing.
 * @returns null where the base is undefined; a stressed record that never traded keeps nothing.
 */
export function retention(base: number | null, stressed: number | null): number | null {
  if (base === null) return null;
  if (base <= 0 || stressed === null) return 0;
  return Math.min(1, Math.max(0, stressed / base));
}

/** Mean over the stresses of a part; null when one is undefined, or there is none. */
export function meanPart(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null;
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum / values.length;
}
