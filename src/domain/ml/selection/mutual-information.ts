import { AppError } from '../../../kernel/errors.ts';
import { averageRanks } from '../correlation.ts';

/** Bin of a row without a value. */
const MISSING = -1;

/**
 * Mutual information between a column and a class, in nats: of the column's quantile bins (ties stay together) with the
 * classes, less the bias a finite sample adds, (bins - 1)(classes - 1) / 2n (Miller 1955). Catches what a rank
 * correlation cannot, such as a class that is likely at both ends. Rows with a missing value are left out.
 * @param classes 0 or 1 a row; NaN where there is none.
 * @returns At least 0; 0 without rows.
 * @throws AppError `parameter_invalid` for fewer than 2 bins.
 */
export function mutualInformation(column: Float64Array, classes: ArrayLike<number>, bins: number): number {
  const present = column.map((value, i) => (Number.isFinite(classes[i]) ? value : Number.NaN));
  const rows = Int32Array.from(column.keys());
  return binnedInformation(quantileBins(present, bins), classes, rows, bins);
}

/** Quantile bin of each value, 0 to bins - 1; -1 where there is none. Infinities count as missing. O(n log n). */
export function quantileBins(column: Float64Array, bins: number): Int16Array {
  if (!Number.isSafeInteger(bins) || bins < 2) {
    throw new AppError('parameter_invalid', `bins is ${bins}; it must be a whole number from 2`);
  }
  return binsOfRanks(
    averageRanks(column.map((value) => (Number.isFinite(value) ? value : Number.NaN))),
    bins,
  );
}

/** As `quantileBins`, of average ranks; NaN where there is none. O(n). */
export function binsOfRanks(ranks: Float64Array, bins: number): Int16Array {
  let count = 0;
  for (let i = 0; i < ranks.length; i++) if (!Number.isNaN(ranks[i])) count++;
  const binOf = new Int16Array(ranks.length);
  for (let i = 0; i < ranks.length; i++) {
    const rank = ranks[i];
    binOf[i] = Number.isNaN(rank) ? MISSING : Math.min(bins - 1, Math.floor(((rank - 0.5) * bins) / count));
  }
  return binOf;
}

/** As `mutualInformation`, of bins that are there already, over some rows. O(rows). */
export function binnedInformation(
  binOf: Int16Array,
  classes: ArrayLike<number>,
  rows: Int32Array,
  bins: number,
): number {
  const joint = new Float64Array(2 * bins);
  let n = 0;
  for (const row of rows) {
    if (binOf[row] === MISSING) continue;
    joint[2 * binOf[row] + (classes[row] > 0 ? 1 : 0)]++;
    n++;
  }
  const ofClass = [0, 0];
  joint.forEach((count, k) => {
    ofClass[k % 2] += count;
  });
  let information = 0;
  let usedBins = 0;
  for (let bin = 0; bin < bins; bin++) {
    const ofBin = joint[2 * bin] + joint[2 * bin + 1];
    if (ofBin === 0) continue;
    usedBins++;
    for (const kind of [0, 1]) {
      const together = joint[2 * bin + kind];
      if (together > 0) information += (together / n) * Math.log((together * n) / (ofBin * ofClass[kind]));
    }
  }
  const usedClasses = ofClass.filter((count) => count > 0).length;
  const bias = n > 0 ? ((usedBins - 1) * (usedClasses - 1)) / (2 * n) : 0;
  return Math.max(0, information - bias);
}
