import type { Rng } from '../../../kernel/rng.ts';
import { quantileOfSorted } from '../../risk/quantile.ts';
import { automaticBlockLength } from './block-length.ts';
import { resamplingPValue } from './p-value.ts';
import { drawResample, prefixSums } from './stationary-bootstrap.ts';

/** A Sharpe ratio by bootstrap; ratios are per bar. */
export interface BootstrapSharpe {
  /** One-sided: probability of a mean this large when the true mean is 0. */
  readonly pValue: number;
  /** Percentile interval of the Sharpe ratio. */
  readonly low: number;
  readonly high: number;
  /** Mean block that was drawn with. */
  readonly meanBlock: number;
}

export interface BootstrapOptions {
  /** Resamples, >= 1. */
  readonly draws: number;
  readonly rng: Rng;
  /** Two-sided, 0 to 1. */
  readonly confidence: number;
}

/**
 * Tests the mean return against 0 and brackets the Sharpe ratio by the stationary bootstrap with automatic block length,
 * so that what the returns remember is kept. The null is imposed by centring: a draw counts when its mean exceeds the
 * observed one by as much as that exceeds 0.
 * @param returns Finite, one a bar, flat bars included.
 * @returns null without variation, or below nine bars.
 */
export function bootstrapSharpe(
  returns: Float64Array,
  { draws, rng, confidence }: BootstrapOptions,
): BootstrapSharpe | null {
  const n = returns.length;
  if (n < 9 || returns.every((value) => value === returns[0])) return null;
  const meanBlock = automaticBlockLength(returns);
  const mean = returns.reduce((total, value) => total + value, 0) / n;
  // Centred sums lose no digits to a large mean.
  const centred = returns.map((value) => value - mean);
  const sums = prefixSums(centred);
  const squares = prefixSums(centred.map((value) => value * value));
  const sharpes = new Float64Array(draws);
  let asExtreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let square = 0;
    drawResample(n, meanBlock, rng, (from, to) => {
      sum += sums[to] - sums[from];
      square += squares[to] - squares[from];
    });
    const shift = sum / n;
    if (shift >= mean) asExtreme++;
    const variance = (square - n * shift * shift) / (n - 1);
    // A draw without variation (a record of few trades) has no ratio; none of its bars moved.
    sharpes[draw] = variance > 0 ? (mean + shift) / Math.sqrt(variance) : 0;
  }
  sharpes.sort();
  return {
    pValue: resamplingPValue(asExtreme, draws),
    low: quantileOfSorted(sharpes, (1 - confidence) / 2),
    high: quantileOfSorted(sharpes, (1 + confidence) / 2),
    meanBlock,
  };
}
