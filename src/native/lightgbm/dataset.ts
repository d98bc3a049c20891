import type { LightGbmParams } from '../../agents/ports.ts';
import { AppError } from '../../kernel/errors.ts';
import { gatherRows, gatherValues, type RowMajorMatrix } from './gather-rows.ts';
import type { LightGbmLibrary, NativeHandle } from './library.ts';
import { paramsText } from './params.ts';

const FLOAT32 = 0;
const FLOAT64 = 1;
const ROW_MAJOR = 1;

export interface DatasetInput {
  readonly matrix: RowMajorMatrix;
  /** Rows of the matrix to learn from. Bin edges are built from these alone: no other row is looked at. */
  readonly rows: Int32Array;
  /** Target, one value a row of the matrix. */
  readonly label: Float32Array;
  /** Weights of 0 or more, one a row of the matrix. */
  readonly weight?: Float32Array | undefined;
  readonly featureNames: readonly string[];
  readonly params: LightGbmParams;
}

/** Binned training data in LightGBM's memory. Must be disposed after every booster made from it. */
export class Dataset implements Disposable {
  readonly rows: number;
  readonly columns: number;
  readonly #library: LightGbmLibrary;
  #handle: NativeHandle | null;

  private constructor(library: LightGbmLibrary, handle: NativeHandle, rows: number, columns: number) {
    this.#library = library;
    this.#handle = handle;
    this.rows = rows;
    this.columns = columns;
  }

  /**
   * Bins the rows. NaN is a missing value; infinities are the largest finite values.
   * @throws AppError `parameter_invalid` for wrong shapes, `training_failed` with LightGBM's reason.
   */
  static create(library: LightGbmLibrary, input: DatasetInput): Dataset {
    requireShapes(input);
    const { matrix, rows } = input;
    const out: [NativeHandle | null] = [null];
    const status = library.datasetCreateFromMat(
      gatherRows(matrix, rows),
      FLOAT64,
      rows.length,
      matrix.columns,
      ROW_MAJOR,
      paramsText(library, input.params),
      null,
      out,
    );
    library.check(status, 'training_failed');
    const dataset = new Dataset(library, requireHandle(out), rows.length, matrix.columns);
    try {
      dataset.#describe(input);
      return dataset;
    } catch (error) {
      dataset[Symbol.dispose]();
      throw error;
    }
  }

  /** @throws AppError `internal` after it was disposed. */
  get handle(): NativeHandle {
    if (this.#handle !== null) return this.#handle;
    throw new AppError('internal', 'The dataset was used after it was freed');
  }

  /** Frees the native memory. A second time does nothing. */
  [Symbol.dispose](): void {
    if (this.#handle === null) return;
    const handle = this.#handle;
    this.#handle = null;
    this.#library.check(this.#library.datasetFree(handle), 'internal');
  }

  #describe({ label, weight, rows, featureNames }: DatasetInput): void {
    this.#setField('label', gatherValues(label, rows));
    if (weight) this.#setField('weight', gatherValues(weight, rows));
    const status = this.#library.datasetSetFeatureNames(this.handle, featureNames, featureNames.length);
    this.#library.check(status, 'training_failed');
  }

  #setField(field: string, values: Float32Array): void {
    const status = this.#library.datasetSetField(this.handle, field, values, values.length, FLOAT32);
    this.#library.check(status, 'training_failed');
  }
}

function requireShapes({ matrix, rows, label, weight, featureNames }: DatasetInput): void {
  const problems = [
    rows.length === 0 && 'there is no row to train on',
    matrix.columns === 0 && 'there is no feature',
    label.length !== matrix.rows && `${label.length} labels for ${matrix.rows} rows`,
    weight && weight.length !== matrix.rows && `${weight.length} weights for ${matrix.rows} rows`,
    featureNames.length !== matrix.columns && `${featureNames.length} names for ${matrix.columns} features`,
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) {
    throw new AppError('parameter_invalid', `The training data do not fit together: ${problems.join('; ')}`);
  }
}

function requireHandle([handle]: [NativeHandle | null]): NativeHandle {
  if (handle !== null) return handle;
  throw new AppError('training_failed', 'LightGBM made no dataset and gave no reason');
}
