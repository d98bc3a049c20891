import { totalmem } from 'node:os';
import type { FitTask } from '../agents/ports.ts';
import { LIGHTGBM_PARAMETERS } from '../domain/model/lightgbm-parameters.ts';
import { AppError } from '../kernel/errors.ts';

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
 * one histogram a leaf, and the arrays of one value a row. The shared matrix is not counted, it is there already; nor
 * are the trees, whose size only the data tell.
 */
export function trainingBytes({ matrix, trainRows, predictRows, stopping, params }: FitTask): number {
  const bins = numberOr(params.max_bin, LIGHTGBM_PARAMETERS.max_bin.default) + 1;
  const leaves = numberOr(params.num_leaves, LIGHTGBM_PARAMETERS.num_leaves.default);
  const rows = trainRows.length + (stopping?.rows.length ?? 0);
  const copied = Math.max(rows, predictRows.length) * matrix.columns * Float64Array.BYTES_PER_ELEMENT;
  const binned = rows * matrix.columns * (bins <= 256 ? 1 : 2);
  const histograms = leaves * matrix.columns * bins * BYTES_A_HISTOGRAM_BIN;
  return copied + binned + histograms + rows * BYTES_A_ROW;
}

const UNDER_WAY = 0;
const BASE = 1;

/** What a thread measures a training by. */
export interface MemoryShare {
  /** Shared by the trainings of a pool: the sum of the estimates of those under way, and what the process had before. */
  readonly ledger: BigInt64Array<SharedArrayBuffer>;
  /** What of that sum is this training's, which both sides know: 0 before it begins and after it has ended. */
  readonly held: BigInt64Array<SharedArrayBuffer>;
  readonly estimateBytes: number;
  readonly limitBytes: number;
}

const sharedIntegers = (length: number): BigInt64Array<SharedArrayBuffer> =>
  new BigInt64Array(new SharedArrayBuffer(length * BigInt64Array.BYTES_PER_ELEMENT));

/** Makes the shares of one pool. */
export function memoryShares(limitBytes: number): (estimateBytes: number) => MemoryShare {
  const ledger = sharedIntegers(2);
  return (estimateBytes) => ({ ledger, held: sharedIntegers(1), estimateBytes, limitBytes });
}

/** A training begins: the first one under way says what the process has without it. */
export function takeShare({ ledger, held, estimateBytes }: MemoryShare, rssBytes: () => number): void {
  Atomics.store(held, 0, BigInt(estimateBytes));
  const isFirst = Atomics.add(ledger, UNDER_WAY, BigInt(estimateBytes)) === 0n;
  if (isFirst) Atomics.store(ledger, BASE, BigInt(rssBytes()));
}

/** Bytes of this training: its part, by the estimates, of what the process has grown by since the first one began. */
export function measureShare({ ledger, estimateBytes }: MemoryShare, rssBytes: () => number): number {
  const grown = rssBytes() - Number(Atomics.load(ledger, BASE));
  return Math.max(
    0,
    (grown * estimateBytes) / Math.max(estimateBytes, Number(Atomics.load(ledger, UNDER_WAY))),
  );
}

/**
 * A training has ended, or its thread has died. What it may have left behind is charged to no other one. A second time
 * does nothing.
 */
export function releaseShare({ ledger, held }: MemoryShare, leftBytes: number): void {
  const own = Atomics.exchange(held, 0, 0n);
  if (own === 0n) return;
  Atomics.sub(ledger, UNDER_WAY, own);
  Atomics.add(ledger, BASE, BigInt(Math.round(leftBytes)));
}

/** Refuses what cannot fit before it is begun. @throws AppError `memory_exceeded` with both figures. */
export function assertFits(what: string, neededBytes: number, limitBytes: number): void {
  if (neededBytes <= limitBytes) return;
  throw new AppError(
    'memory_exceeded',
    `${what} would take ${inMebibytes(neededBytes)}; one task may take ${inMebibytes(limitBytes)}`,
    { details: { neededBytes, limitBytes } },
  );
}

export const inMebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
