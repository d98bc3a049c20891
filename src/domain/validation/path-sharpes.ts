import { quantileOfSorted } from '../risk/quantile.ts';
import { moments } from './moments.ts';
import { annualised, sharpePerBar } from './sharpe.ts';

/** Sharpe ratios over the paths of a combinatorial cross-validation; annual. */
export interface PathSharpes {
  /** One a path, in their order; a path that never traded has 0. */
  readonly sharpes: readonly number[];
  readonly mean: number;
  /** Sample standard deviation; null for one path. */
  readonly sd: number | null;
  /** 5 % quantile, type 7. */
  readonly low: number;
  /** Share of the paths with a ratio above 0. */
  readonly positive: number;
}

/**
 * The distribution of the Sharpe ratio over combinatorial paths (Lopez de Prado 2018, ch. 12), instead of the one number
 * of a single history.
 * @param paths Per-bar returns of each path, at least one.
 */
export function pathSharpes(paths: readonly Float64Array[], barsPerYear: number): PathSharpes {
  const sharpes = paths.map((returns) => annualised(sharpePerBar(moments(returns)), barsPerYear) ?? 0);
  const { mean, sd } = moments(Float64Array.from(sharpes));
  return {
    sharpes,
    mean: mean ?? 0,
    sd,
    low: quantileOfSorted(Float64Array.from(sharpes).sort(), 0.05),
    positive: sharpes.filter((sharpe) => sharpe > 0).length / sharpes.length,
  };
}
