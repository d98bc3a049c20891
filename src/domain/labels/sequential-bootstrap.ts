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
 * O(draws · overlaps · (span + log rows)), the overlaps being the labels that share a bar with the one drawn.
 * @throws AppError `parameter_invalid` for no rows or a negative count.
 */
export function sequentialBootstrap({ labels, rows, draws }: BootstrapInput, rng: Rng): Int32Array {
  if (rows.length === 0 || !Number.isInteger(draws) || draws < 0) {
    throw new AppError('parameter_invalid', `${draws} draws from ${rows.length} rows: both must be positive`);
  }
  const spans = Array.from(rows, (row) => [labels.entryIndex[row], labels.endIndex[row]] as const);
  const drawnAt = new Int32Array(labels.endIndex.length);
  const longest = spans.reduce((most, [entry, end]) => Math.max(most, end - entry), 0);
  const likelihood = new SumTree(rows.length, 1);
  const drawn = new Int32Array(draws);
  for (let k = 0; k < draws; k++) {
    const pick = likelihood.find(rng.uniform() * likelihood.total);
    drawn[k] = rows[pick];
    const [entry, end] = spans[pick];
    for (let t = entry; t <= end; t++) drawnAt[t]++;
    // Rows ascend, and so do entries: what overlaps stands around the pick.
    for (let i = pick; i >= 0 && spans[i][0] >= entry - longest; i--) {
      if (spans[i][1] >= entry) likelihood.set(i, uniquenessAmong(drawnAt, spans[i]));
    }
    for (let i = pick + 1; i < spans.length && spans[i][0] <= end; i++) {
      likelihood.set(i, uniquenessAmong(drawnAt, spans[i]));
    }
  }
  return drawn;
}

/** How often each row was drawn, by bar. */
export function drawCounts(input: BootstrapInput, rng: Rng): Int32Array {
  const counts = new Int32Array(input.labels.endIndex.length);
  for (const row of sequentialBootstrap(input, rng)) counts[row]++;
  return counts;
}

/** Numbers with the sums over them in a binary tree: one is changed, or found by its share of the total, in O(log n). */
class SumTree {
  readonly #size: number;
  readonly #leaves: number;
  readonly #sums: Float64Array;

  constructor(size: number, value: number) {
    this.#size = size;
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(2, size)));
    this.#sums = new Float64Array(2 * this.#leaves);
    this.#sums.fill(value, this.#leaves, this.#leaves + size);
    for (let node = this.#leaves - 1; node >= 1; node--) this.#add(node);
  }

  get total(): number {
    return this.#sums[1];
  }

  set(index: number, value: number): void {
    let node = this.#leaves + index;
    this.#sums[node] = value;
    for (node >>= 1; node >= 1; node >>= 1) this.#add(node);
  }

  /** The first number at which the sum of it and those before it is above `sum`. */
  find(sum: number): number {
    let node = 1;
    let left = sum;
    while (node < this.#leaves) {
      node *= 2;
      if (left < this.#sums[node]) continue;
      left -= this.#sums[node];
      node++;
    }
    return Math.min(this.#size - 1, node - this.#leaves);
  }

  #add(node: number): void {
    this.#sums[node] = this.#sums[2 * node] + this.#sums[2 * node + 1];
  }
}

/** Mean of 1 / concurrency over a span, if it were drawn next. */
function uniquenessAmong(drawnAt: Int32Array, [entry, end]: readonly [number, number]): number {
  let sum = 0;
  for (let t = entry; t <= end; t++) sum += 1 / (drawnAt[t] + 1);
  return sum / (end - entry + 1);
}
