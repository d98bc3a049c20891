import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary, NativeHandle, OutHandle } from './api.ts';
import { OwnedHandle, requireHandle } from './native-handle.ts';

/** What a prediction is, with LightGBM's codes. */
export const PREDICT = { normal: 0, raw: 1, leaf: 2, contributions: 3 } as const;
export const ALL_ITERATIONS = -1;
const FLOAT64 = 1;

export interface PredictOptions {
  readonly kind?: keyof typeof PREDICT;
  /** First round to use, and how many; all when absent. */
  readonly from?: number;
  readonly iterations?: number;
  /** 1 when absent. The result does not depend on it. */
  readonly threads?: number;
}

interface RowPredictorInput extends Pick<PredictOptions, 'kind' | 'from' | 'iterations'> {
  /** Kept alive: the native predictor points into it. */
  readonly booster: object;
  readonly handle: NativeHandle;
  readonly columns: number;
}

/** Predicts single rows for live use: no parsing of parameters, no allocation a call. One value a row. */
export class RowPredictor implements Disposable {
  readonly #library: LightGbmLibrary;
  readonly #owned: OwnedHandle;
  readonly #columns: number;
  readonly #length = new BigInt64Array(1);
  readonly #result = new Float64Array(1);

  constructor(library: LightGbmLibrary, input: RowPredictorInput) {
    const { booster, handle, columns, kind = 'normal', from = 0, iterations = ALL_ITERATIONS } = input;
    if (kind === 'leaf' || kind === 'contributions') {
      throw new AppError('parameter_invalid', `A single row gives one value here, not ${kind}; use predict`);
    }
    const out: OutHandle = [null];
    const params = 'num_threads=1 verbosity=-1';
    const status = library.singleRowFastInit(
      handle,
      PREDICT[kind],
      from,
      iterations,
      FLOAT64,
      columns,
      params,
      out,
    );
    library.check(status, 'model_invalid');
    this.#library = library;
    this.#columns = columns;
    this.#owned = new OwnedHandle(library, requireHandle(out, 'predictor', 'model_invalid'), {
      noun: 'row predictor',
      free: library.fastConfigFree,
      keeps: [booster],
    });
  }

  /** @param row One value a feature. @throws AppError `model_invalid` for a row of another width. */
  predict(row: Float64Array): number {
    if (row.length !== this.#columns) {
      throw new AppError(
        'model_invalid',
        `The model reads ${this.#columns} features, the row has ${row.length}`,
      );
    }
    const status = this.#library.singleRowFast(this.#owned.live, row, this.#length, this.#result);
    this.#library.check(status, 'model_invalid');
    return this.#result[0];
  }

  /** Frees the native memory. A second time does nothing. */
  [Symbol.dispose](): void {
    this.#owned[Symbol.dispose]();
  }
}
