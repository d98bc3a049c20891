import { AppError } from '../../../kernel/errors.ts';

/** `bh`: independent or positively dependent tests. `by`: any dependence, stricter by the harmonic number. */
export type FalseDiscoveryMethod = 'bh' | 'by';

/**
 * P-values adjusted for the false discovery rate: the share of false ones among all that are accepted at that level.
 * Benjamini & Hochberg 1995 (`bh`), Benjamini & Yekutieli 2001 (`by`): from the largest down,
 * `min(1, c m p / rank)`, c = 1 or sum 1/i, never above the adjusted value of a larger p.
 * @param pValues 0 to 1.
 * @returns In the order of the p-values.
 * @throws AppError `parameter_invalid` for a value outside 0 to 1.
 */
export function falseDiscoveryRates(pValues: readonly number[], method: FalseDiscoveryMethod): Float64Array {
  const outside = pValues.findIndex((p) => !(p >= 0 && p <= 1));
  if (outside >= 0) {
    throw new AppError(
      'parameter_invalid',
      `P-value ${outside} is ${pValues[outside]}; it must lie in 0 to 1`,
    );
  }
  const m = pValues.length;
  const correction = method === 'bh' ? 1 : pValues.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  const descending = [...pValues.keys()].sort((a, b) => pValues[b] - pValues[a]);
  const adjusted = new Float64Array(m);
  let smallest = 1;
  descending.forEach((index, place) => {
    smallest = Math.min(smallest, (correction * m * pValues[index]) / (m - place));
    adjusted[index] = smallest;
  });
  return adjusted;
}
