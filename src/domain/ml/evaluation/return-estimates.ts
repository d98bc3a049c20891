import type { Rng } from '../../../kernel/rng.ts';
import { moments } from '../../validation/moments.ts';
import { annualised, sharpePerBar } from '../../validation/sharpe.ts';
import { blockLength, blockResample, percentileInterval } from './block-resample.ts';
import type { Estimate } from './score-sample.ts';

/**
 * Annual Sharpe ratio and mean return a bar of net returns, each with a 95 % interval of the circular block bootstrap.
 * @param returns Net return of each bar, flat bars included.
 */
export function returnEstimates(
  returns: Float64Array,
  options: {
    readonly barsPerYear: number;
    readonly horizonBars: number;
    readonly resamples: number;
    readonly rng: Rng;
  },
): { readonly sharpe: Estimate; readonly meanReturn: Estimate } {
  const { barsPerYear, horizonBars, resamples, rng } = options;
  const shape = moments(returns);
  const length = blockLength(returns.length, horizonBars);
  const draws =
    returns.length === 0
      ? []
      : Array.from({ length: resamples }, () =>
          countedMoments(returns, blockResample(returns.length, length, rng)),
        );
  return {
    sharpe: {
      value: annualised(sharpePerBar(shape), barsPerYear),
      interval: percentileInterval(
        draws.map(({ mean, sd }) => (sd > 0 ? annualised(mean / sd, barsPerYear) : null)),
      ),
    },
    meanReturn: { value: shape.mean, interval: percentileInterval(draws.map(({ mean }) => mean)) },
  };
}

function countedMoments(
  values: Float64Array,
  count: Uint16Array,
): { readonly mean: number; readonly sd: number } {
  const n = values.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += count[i] * values[i];
  const mean = total / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += count[i] * (values[i] - mean) ** 2;
  return { mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : 0 };
}
