import type { LightGbmParams } from '../../agents/ports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary, NativeHandle, NativeNumbers, OutHandle } from './api.ts';
import { gatherValues, type Matrix, nativeMatrix } from './matrix.ts';
import { OwnedHandle, requireHandle } from './native-handle.ts';
import { paramsText } from './params.ts';

const FLOAT32 = 0;
const FLOAT64 = 1;
/** Parameters of a dataset that was read from its own binary file: everything else is in the file. */
const SILENT: LightGbmParams = { verbosity: -1 };

export interface DatasetInput {
  readonly matrix: Matrix;
  /**
   * Rows of the matrix to learn from; all of them, without a copy, when absent. Bin edges are built from these alone:
   * no other row is looked at.
   */
  readonly rows?: Int32Array | undefined;
  /** Target, one value a row of the matrix; finite where it is learned from. */
  readonly label: Float32Array;
  /** Weights of 0 or more, one a row of the matrix. */
  readonly weight?: Float32Array | undefined;
  /** Raw scores to start from, one a row of the matrix. */
  readonly initScore?: Float64Array | undefined;
  /** Indices of features whose values are category codes (integers of 0 or more). */
  readonly categorical?: readonly number[] | undefined;
  /** Takes over the bin edges of this one: for validation data. */
  readonly reference?: Dataset | undefined;
  readonly featureNames: readonly string[];
  readonly params: LightGbmParams;
}

/** Binned data in LightGBM's memory. Must be disposed after every booster made from it. */
export class Dataset implements Disposable {
  readonly #library: LightGbmLibrary;
  readonly #owned: OwnedHandle;

  private constructor(library: LightGbmLibrary, handle: NativeHandle, keeps: readonly unknown[] = []) {
    this.#library = library;
    this.#owned = new OwnedHandle(library, handle, { noun: 'dataset', free: library.datasetFree, keeps });
  }

  /**
   * Bins the rows. NaN is a missing value. +Infinity shares the bin of the largest finite value of its column, -Infinity
   * is below all others; in prediction both go the way of the largest finite numbers.
   * @throws AppError `parameter_invalid` for wrong shapes, `training_failed` with LightGBM's reason.
   */
  static create(library: LightGbmLibrary, input: DatasetInput): Dataset {
    requireShapes(input);
    const { values, type, rows, columns, isRowMajor } = nativeMatrix(input.matrix, input.rows);
    const out: OutHandle = [null];
    const params = paramsText(library, withCategories(input));
    const reference = input.reference?.handle ?? null;
    const status = library.datasetCreateFromMat(
      values,
      type,
      rows,
      columns,
      isRowMajor,
      params,
      reference,
      out,
    );
    library.check(status, 'training_failed');
    const handle = requireHandle(out, 'dataset', 'training_failed');
    const dataset = new Dataset(library, handle, [input.reference]);
    try {
      dataset.#describe(input);
      return dataset;
    } catch (error) {
      dataset[Symbol.dispose]();
      throw error;
    }
  }

  /** Reads a file that `saveBinary` wrote. @throws AppError `training_failed`. */
  static fromBinary(library: LightGbmLibrary, path: string, params: LightGbmParams = SILENT): Dataset {
    const out: OutHandle = [null];
    library.check(
      library.datasetCreateFromFile(path, paramsText(library, params), null, out),
      'training_failed',
    );
    return new Dataset(library, requireHandle(out, 'dataset', 'training_failed'));
  }

  /**
   * Some rows of this one, with its labels, weights and bin edges: edges that all rows shaped. Held-out rows must
   * not be among them; for folds build a dataset a fold.
   * @param rows Ascending. @throws AppError `parameter_invalid`, `training_failed`.
   */
  subset(rows: Int32Array, params: LightGbmParams): Dataset {
    rows.forEach((row, i) => {
      if (row >= 0 && row < this.rows && (i === 0 || row > rows[i - 1])) return;
      throw new AppError(
        'parameter_invalid',
        `Row ${row} at ${i}: rows must ascend from 0 to ${this.rows - 1}`,
      );
    });
    const out: OutHandle = [null];
    const text = paramsText(this.#library, params);
    this.#library.check(
      this.#library.datasetGetSubset(this.handle, rows, rows.length, text, out),
      'training_failed',
    );
    return new Dataset(this.#library, requireHandle(out, 'dataset', 'training_failed'), [this]);
  }

  get rows(): number {
    return this.#integer(this.#library.datasetGetNumData);
  }

  get columns(): number {
    return this.#integer(this.#library.datasetGetNumFeature);
  }

  /** Number of bins a feature was cut into. */
  binsOf(feature: number): number {
    const out: [number] = [0];
    this.#library.check(this.#library.datasetGetFeatureNumBin(this.handle, feature, out), 'training_failed');
    return out[0];
  }

  /** Writes the binned data in LightGBM's own format. The file must not exist. @throws AppError `training_failed`. */
  saveBinary(path: string): void {
    this.#library.check(this.#library.datasetSaveBinary(this.handle, path), 'training_failed');
  }

  /** @throws AppError `internal` after it was disposed. */
  get handle(): NativeHandle {
    return this.#owned.live;
  }

  /** Frees the native memory. A second time does nothing. */
  [Symbol.dispose](): void {
    this.#owned[Symbol.dispose]();
  }

  #describe({ label, weight, initScore, rows, featureNames }: DatasetInput): void {
    this.#setField('label', gatherValues(label, rows), FLOAT32);
    if (weight) this.#setField('weight', gatherValues(weight, rows), FLOAT32);
    if (initScore) this.#setField('init_score', gatherValues(initScore, rows), FLOAT64);
    const status = this.#library.datasetSetFeatureNames(this.handle, featureNames, featureNames.length);
    this.#library.check(status, 'training_failed');
  }

  #setField(field: string, values: NativeNumbers, type: number): void {
    const status = this.#library.datasetSetField(this.handle, field, values, values.length, type);
    this.#library.check(status, 'training_failed');
  }

  #integer(read: (handle: NativeHandle, out: [number]) => number): number {
    const out: [number] = [0];
    this.#library.check(read(this.handle, out), 'training_failed');
    return out[0];
  }
}

const withCategories = ({ params, categorical }: DatasetInput): LightGbmParams =>
  categorical?.length ? { ...params, categorical_feature: categorical.join(',') } : params;

function requireShapes(input: DatasetInput): void {
  const { matrix, rows, label, weight, initScore, featureNames, categorical, reference } = input;
  const wrongCategory = categorical?.find((feature) => !(feature >= 0 && feature < matrix.columns));
  const problems = [
    (rows?.length ?? matrix.rows) === 0 && 'there is no row to train on',
    matrix.columns === 0 && 'there is no feature',
    label.length !== matrix.rows && `${label.length} labels for ${matrix.rows} rows`,
    weight && weight.length !== matrix.rows && `${weight.length} weights for ${matrix.rows} rows`,
    initScore &&
      initScore.length !== matrix.rows &&
      `${initScore.length} init scores for ${matrix.rows} rows`,
    featureNames.length !== matrix.columns && `${featureNames.length} names for ${matrix.columns} features`,
    wrongCategory !== undefined &&
      `feature ${wrongCategory} cannot be categorical: there are ${matrix.columns}`,
    reference &&
      reference.columns !== matrix.columns &&
      `the reference has ${reference.columns} features, the matrix ${matrix.columns}`,
    wrongValue('label', label, rows, Number.isFinite),
    weight && wrongValue('weight', weight, rows, (value) => value >= 0 && Number.isFinite(value)),
    initScore && wrongValue('init score', initScore, rows, Number.isFinite),
  ].filter((problem) => typeof problem === 'string');
  if (problems.length > 0) {
    throw new AppError('parameter_invalid', `The training data do not fit together: ${problems.join('; ')}`);
  }
}

/** LightGBM learns from such values without a word. Values of rows that are not learned from may be anything. */
function wrongValue(
  noun: string,
  values: Float32Array | Float64Array,
  rows: Int32Array | undefined,
  isRight: (value: number) => boolean,
): string | undefined {
  const at = rows ? rows.find((row) => !isRight(values[row])) : values.findIndex((value) => !isRight(value));
  return at === undefined || at < 0 ? undefined : `the ${noun} of row ${at} is ${values[at]}`;
}
