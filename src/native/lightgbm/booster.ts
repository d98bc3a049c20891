import type { LightGbmParams } from '../../agents/ports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Dataset } from './dataset.ts';
import { gatherRows, type RowMajorMatrix } from './gather-rows.ts';
import type { LightGbmLibrary, NativeHandle } from './library.ts';
import { assertModelText } from './model-text.ts';
import { readNativeText } from './native-text.ts';
import { paramsText } from './params.ts';

const FLOAT64 = 1;
const ROW_MAJOR = 1;
const PREDICT_NORMAL = 0;
const ALL_ITERATIONS = -1;
const IMPORTANCE = { split: 0, gain: 1 } as const;

/** A model in LightGBM's memory. */
export class Booster implements Disposable {
  readonly #library: LightGbmLibrary;
  #handle: NativeHandle | null;

  private constructor(library: LightGbmLibrary, handle: NativeHandle) {
    this.#library = library;
    this.#handle = handle;
  }

  /** A model without trees yet, that learns from `dataset`. @throws AppError `training_failed`. */
  static create(library: LightGbmLibrary, dataset: Dataset, params: LightGbmParams): Booster {
    const out: [NativeHandle | null] = [null];
    const status = library.boosterCreate(dataset.handle, paramsText(library, params), out);
    library.check(status, 'training_failed');
    if (out[0] === null) throw new AppError('training_failed', 'LightGBM made no booster and gave no reason');
    return new Booster(library, out[0]);
  }

  /** A model from LightGBM's text format. @throws AppError `model_invalid` for a text that is damaged or something else. */
  static fromText(library: LightGbmLibrary, text: string): Booster {
    assertModelText(text);
    const out: [NativeHandle | null] = [null];
    library.check(library.boosterLoadModelFromString(text, [0], out), 'model_invalid');
    if (out[0] === null) throw new AppError('model_invalid', 'LightGBM made no booster and gave no reason');
    return new Booster(library, out[0]);
  }

  /** Adds one tree. Returns false when no split is left that would help: more rounds would add nothing. */
  updateOneIteration(): boolean {
    const finished: [number] = [0];
    this.#library.check(this.#library.boosterUpdateOneIter(this.#live, finished), 'training_failed');
    return finished[0] === 0;
  }

  get iterations(): number {
    const out: [number] = [0];
    this.#library.check(this.#library.boosterGetCurrentIteration(this.#live, out), 'model_invalid');
    return out[0];
  }

  get featureCount(): number {
    const out: [number] = [0];
    this.#library.check(this.#library.boosterGetNumFeature(this.#live, out), 'model_invalid');
    return out[0];
  }

  /** The model in LightGBM's text format, which its command line tool and other languages read as well. */
  toText(): string {
    return readNativeText(this.#library, 'model_invalid', (length, out, buffer) =>
      this.#library.boosterSaveModelToString(
        this.#live,
        0,
        ALL_ITERATIONS,
        IMPORTANCE.gain,
        length,
        out,
        buffer,
      ),
    );
  }

  /**
   * Predicts the named rows, in their order, on one thread: for a binary model the probability of class 1.
   * @throws AppError `model_invalid` when the matrix has another number of features than the model.
   */
  predict(matrix: RowMajorMatrix, rows: Int32Array): Float64Array {
    if (matrix.columns !== this.featureCount) {
      throw new AppError(
        'model_invalid',
        `The model reads ${this.featureCount} features, the matrix has ${matrix.columns}`,
      );
    }
    const result = new Float64Array(rows.length);
    if (rows.length === 0) return result;
    const written: [number] = [0];
    const status = this.#library.boosterPredictForMat(
      this.#live,
      gatherRows(matrix, rows),
      FLOAT64,
      rows.length,
      matrix.columns,
      ROW_MAJOR,
      PREDICT_NORMAL,
      0,
      ALL_ITERATIONS,
      'num_threads=1 verbosity=-1',
      written,
      result,
    );
    this.#library.check(status, 'model_invalid');
    return result;
  }

  /** Importance by feature: total gain of its splits, or their number. */
  importance(kind: keyof typeof IMPORTANCE): Float64Array {
    const result = new Float64Array(this.featureCount);
    const status = this.#library.boosterFeatureImportance(this.#live, 0, IMPORTANCE[kind], result);
    this.#library.check(status, 'model_invalid');
    return result;
  }

  /** Frees the native memory. A second time does nothing. */
  [Symbol.dispose](): void {
    if (this.#handle === null) return;
    const handle = this.#handle;
    this.#handle = null;
    this.#library.check(this.#library.boosterFree(handle), 'internal');
  }

  get #live(): NativeHandle {
    if (this.#handle !== null) return this.#handle;
    throw new AppError('internal', 'The booster was used after it was freed');
  }
}
