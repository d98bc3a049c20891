/** How many features are named as the drivers of a signal. */
export const DRIVERS = 3;

/** A feature that drove a prediction. */
export interface Driver {
  /** Number of the feature among those of the model, from 0. */
  readonly feature: number;
  /** What it added to the log odds of the upper label (its SHAP value). */
  readonly logOdds: number;
}

/**
 * The features that drove each prediction the most, strongest first; those that added nothing are left out.
 * @param contributions Row-major SHAP values: one a feature, then the expected value, as `Compute.contributions` gives them.
 */
export function driversOf(contributions: Float64Array, features: number): Driver[][] {
  const width = features + 1;
  return Array.from({ length: contributions.length / width }, (_, row) => {
    const own = contributions.subarray(row * width, row * width + features);
    return Array.from(own, (logOdds, feature) => ({ feature, logOdds }))
      .filter(({ logOdds }) => logOdds !== 0)
      .sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds) || a.feature - b.feature)
      .slice(0, DRIVERS);
  });
}
