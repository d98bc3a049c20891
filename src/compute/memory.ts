import { totalmem } from 'node:os';
import type { FitTask } from '../agents/ports.ts';
import { AppError } from '../kernel/errors.ts';

const DEFAULT_BINS = 255;
const DEFAULT_LEAVES = 31;
/** Sum of gradients and of hessians, float64 each. */
const BYTES_A_HISTOGRAM_BIN = 16;
/** Label, weight, score, gradient, hessian and the row lists of the leaves. */
const BYTES_A_ROW = 40;

/** What one task may take: half of the machine (or of the container), shared by the threads. */
export function defaultTaskBytes(threads: number): number {
  const limit = process.constrainedMemory();
  const available = limit > 0 && limit < totalmem() ? limit : totalmem();
  return Math.floor(available / 2 / threads);
}

/**
 * Bytes that a training takes at its height, from the sizes of what LightGBM allocates: the copied rows, their bins,
 * one histogram a leaf, and the arrays of one value a row. The shared matrix is not counted: it is there already.
 */
export function trainingBytes({ matrix, trainRows, predictRows, stopping, params }: FitTask): number {
  const bins = numberOr(params.max_bin, DEFAULT_BINS) + 1;
  const leaves = numberOr(params.num_leaves, DEFAULT_LEAVES);
  const rows = trainRows.length + (stopping?.rows.length ?? 0);
  const copied = Math.max(rows, predictRows.length) * matrix.columns * Float64Array.BYTES_PER_ELEMENT;
  const binned = rows * matrix.columns * (bins <= 256 ? 1 : 2);
  const histograms = leaves * matrix.columns * bins * BYTES_A_HISTOGRAM_BIN;
  return copied + binned + histograms + rows * BYTES_A_ROW;
}

/** @throws AppError `memory_exceeded` with both figures. */
export function assertFits(task: FitTask, limitBytes: number): void {
  const needed = trainingBytes(task);
  if (needed <= limitBytes) return;
  const [need, may] = [needed, limitBytes].map((bytes) => `${Math.ceil(bytes / 2 ** 20)} MiB`);
  throw new AppError(
    'memory_exceeded',
    `Training on ${task.trainRows.length} rows x ${task.matrix.columns} features would take ${need}; one task may take ${may}`,
    { details: { neededBytes: needed, limitBytes } },
  );
}

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
