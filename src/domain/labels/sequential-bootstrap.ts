import { AppError } from '../../kernel/errors.ts';
import type { Rng } from '../../kernel/rng.ts';
import type { Labels } from './label.ts';

export interface BootstrapInput {
  readonly labels: Pick<Labels, 'entryIndex' | 'endIndex'>;
  /** Rows to draw from, ascending, each with a label. */
  readonly rows: Int32Array;
  readonly draws: number;
}

/**
 * Sequential bootstrap (Lopez de Prado 2018, ch. 4.5): draws rows with replacement, each with a probability in
 * proportion to its average uniqueness among the rows drawn so far and itself. Labels that overlap what was drawn
 * become less likely, so the sample is closer to independent than a plain bootstrap.
 * O(draws · (rows + span²)).
 * @throws AppError `parameter_invalid` for no rows or a negative count.
 */
export function sequentialBootstrap({ labels, rows, draws }: BootstrapInput, rng: Rng): Int32Array {
  if (rows.length === 0 || !Number.isInteger(draws) || draws < 0) {
    throw new AppError('parameter_invalid', `${draws} draws from ${rows.length} rows: both must be positive`);
  }
  const spans = Array.from(rows, (row) => [labels.entryIndex[row], labels.endIndex[row]] as const);
  const drawnAt = new Int32Array(labels.endIndex.length);
  const likelihood = new Float64Array(rows.length).fill(1);
  const drawn = new Int32Array(draws);
  for (let k = 0; k < draws; k++) {
    const pick = pickBy(likelihood, rng.uniform());
    drawn[k] = rows[pick];
    const [entry, end] = spans[pick];
    for (let t = entry; t <= end; t++) drawnAt[t]++;
    for (let i = 0; i < rows.length; i++) {
      if (spans[i][0] <= end && spans[i][1] >= entry) likelihood[i] = uniquenessAmong(drawnAt, spans[i]);
    }
  }
  return drawn;
}

/** Mean of 1 / concurrency over a span, if it were drawn next. */
function uniquenessAmong(drawnAt: Int32Array, [entry, end]: readonly [number, number]): number {
  let sum = 0;
  for (let t = entry; t <= end; t++) sum += 1 / (drawnAt[t] + 1);
  return sum / (end - entry + 1);
}

function pickBy(likelihood: Float64Array, uniform: number): number {
  let left = uniform * likelihood.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < likelihood.length; i++) {
    left -= likelihood[i];
    if (left < 0) return i;
  }
  return likelihood.length - 1;
}
