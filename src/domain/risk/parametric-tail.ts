import { AppError } from '../../kernel/errors.ts';
import type { Moments } from '../validation/moments.ts';
import { normalQuantile } from '../validation/normal.ts';

/*
 * Value at risk and expected shortfall from moments, in their population form (divided by n), as PerformanceAnalytics
 * takes them. Every figure is a RETURN, so a loss is negative. `tail` is the share of the worst periods, 0.05 for "95 %".
 */

/** `mean + z sd` and `mean - sd phi(z) / tail`. Null without variation. */
export function gaussianTail(
  of: Moments,
  tail: number,
): { readonly var: number; readonly cvar: number } | null {
  const scale = scaleOf(of, tail);
  if (!scale) return null;
  const { mean, sd, z } = scale;
  return { var: mean + z * sd, cvar: mean - (sd * density(z)) / tail };
}

export interface CornishFisherTail {
  readonly var: number;
  readonly cvar: number;
  /** Whether the expansion rises with the quantile everywhere: outside that domain it is no distribution. */
  readonly isValid: boolean;
}

/**
 * The quantile bent by skewness S and excess kurtosis K (Cornish & Fisher 1937):
 * `w(z) = z + (z^2 - 1) S / 6 + (z^3 - 3z) K / 24 - (2z^3 - 5z) S^2 / 36`; the shortfall is the mean of `w` over the tail
 * of the normal. Valid where `w` is increasing (Maillard 2012). Null without variation.
 */
export function cornishFisherTail(of: Moments, tail: number): CornishFisherTail | null {
  const scale = scaleOf(of, tail);
  if (!scale || of.skew === null || of.kurtosis === null) return null;
  const { mean, sd, z } = scale;
  const [s, k] = [of.skew, of.kurtosis - 3];
  const bent = z + ((z * z - 1) * s) / 6 + ((z ** 3 - 3 * z) * k) / 24 - ((2 * z ** 3 - 5 * z) * s * s) / 36;
  const mass = 1 + (z * s) / 6 + ((z * z - 1) * k) / 24 - ((2 * z * z - 1) * s * s) / 36;
  return {
    var: mean + bent * sd,
    cvar: mean - ((sd * density(z)) / tail) * mass,
    isValid: isIncreasing(s, k),
  };
}

/** The derivative `a z^2 + b z + c` of the expansion is nowhere below zero. */
function isIncreasing(s: number, k: number): boolean {
  const a = k / 8 - (s * s) / 6;
  const b = s / 3;
  const c = 1 - k / 8 + (5 * s * s) / 36;
  return a > 0 ? b * b <= 4 * a * c : a === 0 && b === 0 && c >= 0;
}

function scaleOf(
  { n, mean, sd }: Moments,
  tail: number,
): { readonly mean: number; readonly sd: number; readonly z: number } | null {
  if (!(tail > 0 && tail < 1)) {
    throw new AppError('parameter_invalid', `tail is ${tail}; it must lie between 0 and 1, 0.05 for 95 %`, {
      details: { tail },
    });
  }
  if (mean === null || !sd) return null;
  return { mean, sd: sd * Math.sqrt((n - 1) / n), z: normalQuantile(tail) };
}

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
