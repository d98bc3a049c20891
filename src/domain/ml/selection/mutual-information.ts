import { AppError } from '../../../kernel/errors.ts';
import { averageRanks } from '../correlation.ts';

/**
 * Mutual information between a column and a class, in nats: of the column's quantile bins (ties stay together) with the
 * classes, less the bias a finite sample adds, (bins - 1)(classes - 1) / 2n (Miller 1955). Catches what a rank
 * correlation cannot, such as a class that is likely at both ends. Rows with a missing value are left out.
 * @returns At least 0; 0 without rows.
 * @throws AppError `parameter_invalid` for fewer than 2 bins.
 */
export function mutualInformation(column: Float64Array, classes: ArrayLike<number>, bins: number): number {
  if (!Number.isSafeInteger(bins) || bins < 2) {
    throw new AppError('parameter_invalid', `bins is ${bins}; it must be a whole number from 2`);
  }
  const rows = Int32Array.from(column.keys()).filter(
    (i) => Number.isFinite(column[i]) && Number.isFinite(classes[i]),
  );
  const n = rows.length;
  const ranks = averageRanks(Float64Array.from(rows, (row) => column[row]));
  const joint = new Map<string, number>();
  const ofBin = new Map<number, number>();
  const ofClass = new Map<number, number>();
  const count = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  rows.forEach((row, i) => {
    const bin = Math.min(bins - 1, Math.floor(((ranks[i] - 0.5) * bins) / n));
    count(joint, `${bin} ${classes[row]}`);
    count(ofBin, bin);
    count(ofClass, classes[row]);
  });
  let information = 0;
  for (const [key, together] of joint) {
    const [bin, kind] = key.split(' ').map(Number);
    const expected = ((ofBin.get(bin) ?? 0) * (ofClass.get(kind) ?? 0)) / n;
    information += (together / n) * Math.log(together / expected);
  }
  const bias = n > 0 ? ((ofBin.size - 1) * (ofClass.size - 1)) / (2 * n) : 0;
  return Math.max(0, information - bias);
}
