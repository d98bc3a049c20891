import type { LightGbmParams } from '../../agents/ports.ts';
import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary, NativeHandle, OutHandle, Status } from './api.ts';
import type { Dataset } from './dataset.ts';
import { evaluationNames } from './evaluation-names.ts';
import { type Matrix, nativeMatrix } from './matrix.ts';
import { assertModelText } from './model-text.ts';
import { OwnedHandle, requireHandle } from './native-handle.ts';
import { readNativeText } from './native-text.ts';
import { paramsText } from './params.ts';
import { ALL_ITERATIONS, PREDICT, type PredictOptions, RowPredictor } from './predict.ts';

const IMPORTANCE = { split: 0, gain: 1 } as const;
/** Data a booster knows: 0 is what it trains on, then validation data in the order they were added. */
const TRAINING_DATA = 0;

/** A model in LightGBM's memory. */
export class Booster implements Disposable {
  readonly #library: LightGbmLibrary;
  readonly #owned: OwnedHandle;
  #validations = 0;

  private constructor(library: LightGbmLibrary, handle: NativeHandle, keeps: readonly unknown[] = []) {
    this.#library = library;
    this.#owned = new OwnedHandle(library, handle, { noun: 'booster', free: library.boosterFree, keeps });
  }

  /**
   * A model that learns from `dataset`: without trees yet, or going on from the trees of `initial`. Then the init
   * score of the dataset must be the raw scores of `initial`, or the new trees would learn what is known already.
   * @throws AppError `training_failed`, `parameter_invalid` for an `initial` of other features or classes.
   */
  static create(
    library: LightGbmLibrary,
    dataset: Dataset,
    params: LightGbmParams,
    initial?: Booster,
  ): Booster {
    const out: OutHandle = [null];
    library.check(library.boosterCreate(dataset.handle, paramsText(library, params), out), 'training_failed');
    const booster = new Booster(library, requireHandle(out, 'booster', 'training_failed'), [dataset]);
    if (initial) booster.#goOnFrom(initial);
    return booster;
  }

  /** LightGBM would take any trees: those of a wider model read past the end of a row. */
  #goOnFrom(initial: Booster): void {
    const [features, classes] = [this.featureCount, this.classes];
    if (initial.featureCount === features && initial.classes === classes) {
      this.#check(this.#library.boosterMerge(this.#live, initial.#live));
      return;
    }
    this[Symbol.dispose]();
    throw new AppError(
      'parameter_invalid',
      `A model of ${initial.featureCount} features and ${initial.classes} classes cannot go on with ${features} and ${classes}`,
    );
  }

  /** A model from LightGBM's text format. @throws AppError `model_invalid` for a text that is damaged or something else. */
  static fromText(library: LightGbmLibrary, text: string): Booster {
    assertModelText(text);
    const out: OutHandle = [null];
    library.check(library.boosterLoadModelFromString(text, [0], out), 'model_invalid');
    return new Booster(library, requireHandle(out, 'booster', 'model_invalid'));
  }

  /** Data that are scored after each round, binned with the training data as reference. Returns their index. */
  addValidation(dataset: Dataset): number {
    this.#check(this.#library.boosterAddValidData(this.#live, dataset.handle));
    this.#owned.keep(dataset);
    this.#validations += 1;
    return this.#validations;
  }

  /** Adds one tree. Returns false when no split is left that would help: more rounds would add nothing. */
  updateOneIteration(): boolean {
    const finished: [number] = [0];
    this.#check(this.#library.boosterUpdateOneIter(this.#live, finished));
    return finished[0] === 0;
  }

  /**
   * Adds one tree for an objective of one's own (`objective: 'none'` in the parameters), given by its first and
   * second derivative at each training row's raw score. Returns as `updateOneIteration`.
   * @throws AppError `parameter_invalid` when there is not one derivative a row.
   */
  updateCustom(gradient: Float32Array, hessian: Float32Array): boolean {
    const needed = this.#scoreCount(TRAINING_DATA);
    if (gradient.length !== needed || hessian.length !== needed) {
      throw new AppError(
        'parameter_invalid',
        `${gradient.length} gradients and ${hessian.length} hessians for ${needed} scores`,
      );
    }
    const finished: [number] = [0];
    this.#check(this.#library.boosterUpdateOneIterCustom(this.#live, gradient, hessian, finished));
    return finished[0] === 0;
  }

  /** Takes the last round back. */
  rollbackOneIteration(): void {
    this.#check(this.#library.boosterRollbackOneIter(this.#live));
  }

  /** Changes parameters for the rounds to come (the learning rate, for example). */
  resetParameters(params: LightGbmParams): void {
    this.#check(this.#library.boosterResetParameter(this.#live, paramsText(this.#library, params)));
  }

  /**
   * Fits the leaf values anew to the dataset the booster was made from, the splits stay: old values weigh
   * `refit_decay_rate`. @param leaves Leaf by row and tree, row-major, as `predict` gives them for `leaf`.
   * @throws AppError `parameter_invalid` for a leaf that its tree does not have: LightGBM would end the process.
   */
  refit(leaves: Int32Array, rows: number): void {
    const sizes = [...this.toText().matchAll(/^num_leaves=(\d+)$/gm)].map(([, size]) => Number(size));
    const isComplete = rows > 0 && leaves.length === rows * sizes.length;
    const wrong = leaves.findIndex((leaf, i) => leaf < 0 || leaf >= sizes[i % sizes.length]);
    if (!isComplete || wrong >= 0) {
      const found = isComplete ? `leaf ${leaves[wrong]} at ${wrong}` : `${leaves.length} leaves`;
      throw new AppError('parameter_invalid', `${found} for ${rows} rows and ${sizes.length} trees`);
    }
    this.#check(this.#library.boosterRefit(this.#live, leaves, rows, sizes.length));
  }

  /** Scores by metric name. @param data 0 for the training data, then validation data as they were added. */
  evaluate(data: number): ReadonlyMap<string, number> {
    const names = evaluationNames(this.#library, this.#live);
    const values = new Float64Array(names.length);
    this.#check(this.#library.boosterGetEval(this.#live, data, [0], values));
    return new Map(names.map((name, i) => [name, values[i]]));
  }

  /**
   * What the model says of data it knows, without predicting again: raw scores with an objective of one's own, else
   * transformed by the objective. Class by class for models of several classes.
   */
  scoresOf(data: number): Float64Array {
    const scores = new Float64Array(this.#scoreCount(data));
    this.#check(this.#library.boosterGetPredict(this.#live, data, [0], scores));
    return scores;
  }

  get iterations(): number {
    return this.#integer(this.#library.boosterGetCurrentIteration);
  }

  get trees(): number {
    return this.#integer(this.#library.boosterNumberOfTotalModel);
  }

  get classes(): number {
    return this.#integer(this.#library.boosterGetNumClasses);
  }

  get featureCount(): number {
    return this.#integer(this.#library.boosterGetNumFeature);
  }

  /** The model in LightGBM's text format, which its command line tool and other languages read as well. */
  toText(iterations = ALL_ITERATIONS): string {
    return readNativeText(this.#library, 'model_invalid', (length, out, buffer) =>
      this.#library.boosterSaveModelToString(this.#live, 0, iterations, IMPORTANCE.gain, length, out, buffer),
    );
  }

  /** The model as LightGBM's own JSON: trees as nested nodes. For reading only: LightGBM does not load it. */
  dumpJson(): string {
    return readNativeText(this.#library, 'model_invalid', (length, out, buffer) =>
      this.#library.boosterDumpModel(this.#live, 0, ALL_ITERATIONS, IMPORTANCE.gain, length, out, buffer),
    );
  }

  /**
   * Predicts rows in their order (all when none are named): for a binary model the probability of class 1. `raw`
   * gives the sum of the leaves, `leaf` the index of the leaf in each tree, `contributions` the SHAP value of each
   * feature and the expected value behind them; the last two are row-major.
   * @throws AppError `model_invalid` when the matrix has another number of features than the model.
   */
  predict(matrix: Matrix, rows?: Int32Array, options: PredictOptions = {}): Float64Array {
    this.#requireWidth(matrix.columns);
    if ((rows?.length ?? matrix.rows) === 0) return new Float64Array(0);
    const { kind = 'normal', from = 0, iterations = ALL_ITERATIONS, threads = 1 } = options;
    const input = nativeMatrix(matrix, rows);
    const length: [number] = [0];
    const count = this.#library.boosterCalcNumPredict(
      this.#live,
      input.rows,
      PREDICT[kind],
      from,
      iterations,
      length,
    );
    this.#library.check(count, 'model_invalid');
    const result = new Float64Array(Number(length[0]));
    const status = this.#library.boosterPredictForMat(
      this.#live,
      input.values,
      input.type,
      input.rows,
      input.columns,
      input.isRowMajor,
      PREDICT[kind],
      from,
      iterations,
      `num_threads=${threads} verbosity=-1`,
      length,
      result,
    );
    this.#library.check(status, 'model_invalid');
    return result;
  }

  /** A predictor of one row at a time, with everything set up beforehand. Dispose it before the booster. */
  rowPredictor(options: Pick<PredictOptions, 'kind' | 'from' | 'iterations'> = {}): RowPredictor {
    return new RowPredictor(this.#library, {
      booster: this,
      handle: this.#live,
      columns: this.featureCount,
      ...options,
    });
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
    this.#owned[Symbol.dispose]();
  }

  get #live(): NativeHandle {
    return this.#owned.live;
  }

  #check(status: Status): void {
    this.#library.check(status, 'training_failed');
  }

  #integer(read: (handle: NativeHandle, out: [number]) => Status): number {
    const out: [number] = [0];
    this.#library.check(read(this.#live, out), 'model_invalid');
    return out[0];
  }

  #scoreCount(data: number): number {
    const length: [number] = [0];
    this.#check(this.#library.boosterGetNumPredict(this.#live, data, length));
    return Number(length[0]);
  }

  #requireWidth(columns: number): void {
    if (columns === this.featureCount) return;
    throw new AppError(
      'model_invalid',
      `The model reads ${this.featureCount} features, the matrix has ${columns}`,
    );
  }
}
