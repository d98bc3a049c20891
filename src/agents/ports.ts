import type { AssessInput, ColumnAssessment } from '../domain/ml/selection/assess-columns.ts';
import type { CandidateInput, CandidateScreen } from '../domain/ml/selection/screen-candidates.ts';
import type { Sha256 } from '../kernel/hash.ts';
import type { Json } from '../kernel/json.ts';
import type { ArtifactKind, ArtifactRef } from '../orchestration/artifact-ref.ts';
import type { SourceSpec } from '../orchestration/spec/source.ts';
import type { CalculationName, Calculations } from './calculations.ts';
import type { Columns, RawBars } from './raw-bars.ts';

export type {
  BarProvider,
  Columns,
  RawBars,
  ReadingNotes,
  ShownClock,
  SourceZone,
} from './raw-bars.ts';

/** Immutable, content-addressed bytes. Sealed kinds are refused on reading: only the vault opens them. */
export interface Artifacts {
  /** Stores columns as an Arrow IPC file. Equal columns give an equal hash. */
  putColumns(kind: ArtifactKind, columns: Columns): Promise<ArtifactRef>;
  /** Reads columns back. @throws AppError `sealed_segment`, `artifact_missing`, `artifact_corrupt`. */
  getColumns(ref: ArtifactRef): Promise<Columns>;
  /** Stores a value as canonical JSON. */
  putJson(kind: ArtifactKind, value: unknown): Promise<ArtifactRef>;
  getJson(ref: ArtifactRef): Promise<Json>;
  /** Stores UTF-8 text (a LightGBM model, for example). */
  putText(kind: ArtifactKind, text: string, mediaType: string): Promise<ArtifactRef>;
  getText(ref: ArtifactRef): Promise<string>;
}

/** Reads bars from where the spec says. Pure files and packages; no cleaning. */
export interface MarketData {
  /**
   * @param onProgress Told what is being fetched and how far the reading is; files are too quick to tell.
   * @param market What is said of the market besides: formats that count in points need it.
   * @throws AppError `data_unreadable` with line, column and reason.
   */
  read(
    source: SourceSpec,
    signal: AbortSignal,
    onProgress?: ReadProgress,
    market?: SaidMarket,
  ): Promise<RawBars>;
  /**
   * Reads a calendar of news from the data folder, oldest first.
   * @throws AppError `data_unreadable` with line, column and reason.
   */
  readNews(path: string, signal: AbortSignal): Promise<readonly NewsEvent[]>;
}

/** How much a piece of news is said to matter. */
export const NEWS_IMPACTS = ['low', 'medium', 'high'] as const;

/** News that is due at a time everybody knows beforehand. */
export interface NewsEvent {
  readonly timeMs: number;
  /** ISO code of the currency it is about; `ALL` for every one. */
  readonly currency: string;
  readonly impact: (typeof NEWS_IMPACTS)[number];
  readonly title: string;
}

/** How far a reading is: a share from 0 to 1, and what it is at, in a few words. */
export type ReadProgress = (fraction: number, message: string) => void;

/** What a spec or a person says about the market of a source; what they leave out, the content or its name may tell. */
export interface SaidMarket {
  readonly symbol?: string | undefined;
  /** The smallest step its prices are quoted in, in price units. */
  readonly point?: number | undefined;
  /** What its stamps are; unset: opens. Bars are handed over as they are stamped, but no clock is told by closes. */
  readonly stamp?: 'open' | 'close' | undefined;
}

/** LightGBM parameters by LightGBM's own names. */
export type LightGbmParams = Readonly<Record<string, number | string | boolean>>;

/**
 * A dense feature matrix shared with the compute threads: row-major, `rows * columns` float64 values,
 * NaN is a missing value (LightGBM treats it as such).
 */
export interface SharedMatrix {
  readonly values: Float64Array<SharedArrayBuffer>;
  readonly rows: number;
  readonly columns: number;
}

export interface FitTask {
  readonly matrix: SharedMatrix;
  /** Binary target, 0 or 1, one a row of the matrix. */
  readonly target: Float32Array;
  /** Sample weights, one a row of the matrix; absent: all equal. */
  readonly weight?: Float32Array;
  /** Rows to train on. Bin edges are built from these rows alone. */
  readonly trainRows: Int32Array;
  /** Rows to predict after training. */
  readonly predictRows: Int32Array;
  readonly params: LightGbmParams;
  readonly featureNames: readonly string[];
  /** Ends the training when these rows no longer score better; the model keeps the rounds until the best one. */
  readonly stopping?: {
    readonly rows: Int32Array;
    /** Rounds without a better score, from 1. */
    readonly rounds: number;
    /** One of the metrics of the parameters; the first one when absent. */
    readonly metric?: string;
  };
}

export interface FitResult {
  /** LightGBM's text format. */
  readonly modelText: string;
  /** Raw probability of class 1 for each of `predictRows`, in their order. */
  readonly predictions: Float64Array;
  /** Total gain by feature, in the order of `featureNames`. */
  readonly gain: Float64Array;
  /** Rounds of the model; fewer than the parameters ask for where it stopped early. */
  readonly rounds: number;
  /** How long the thread worked on it, milliseconds: the one figure that differs from run to run. */
  readonly trainMs: number;
}

/** How far a training is. */
export interface FitProgress {
  /** Rounds done, of how many. */
  readonly round: number;
  readonly rounds: number;
  /** Scores of the round on the rows of `FitTask.stopping`, by metric; empty without them. */
  readonly scores: Readonly<Record<string, number>>;
  /** Time left at the pace so far, milliseconds. */
  readonly etaMs: number;
}

export interface PredictTask {
  readonly modelText: string;
  readonly matrix: SharedMatrix;
  readonly rows: Int32Array;
}

/** A column of the matrix as it would have to be for a question "what if": one value for every row, or one each. */
export interface ColumnVariant {
  readonly column: number;
  readonly values: Float64Array;
}

/** Columns of a matrix over some of its rows. */
interface MatrixColumns {
  readonly matrix: SharedMatrix;
  readonly rows: Int32Array;
}
export type ScreenTask = MatrixColumns & Omit<CandidateInput, 'columns'>;
/** `target` and `returns` have one value for each of `rows`. */
export type AssessTask = MatrixColumns & Omit<AssessInput, 'columns'>;

/**
 * CPU-heavy work in threads. The event loop stays free to renew job locks. What would by its sizes take more memory than
 * one task may is refused with `memory_exceeded`.
 */
export interface Compute {
  /**
   * The same value, its typed arrays where the threads can read them: one that goes into many calculations is then not copied
   * for each. @throws AppError `memory_exceeded`.
   */
  share<Value>(value: Value): Value;
  /**
   * One of the pure calculations over whole series. Same input, same output to the last bit.
   * @throws AppError: what the calculation throws, `thread_died`, `compute_busy`.
   */
  calculate<Name extends CalculationName>(
    name: Name,
    input: Calculations[Name]['input'],
    signal: AbortSignal,
  ): Promise<Calculations[Name]['output']>;
  /**
   * Trains one model. Same task, same result to the last bit.
   * @param onProgress Told some four times a second how far it is; never after the promise has settled.
   * @throws AppError `training_failed`, `memory_exceeded`, `thread_died`, `compute_busy`.
   */
  fit(task: FitTask, signal: AbortSignal, onProgress?: (progress: FitProgress) => void): Promise<FitResult>;
  /** Probability of class 1 for each row. @throws AppError `model_invalid`. */
  predict(task: PredictTask, signal: AbortSignal): Promise<Float64Array>;
  /**
   * SHAP values (Lundberg & Lee 2017, exact for trees) of each row in log odds, row-major: one a feature, then the
   * expected value behind them. They add up to the raw score. @throws AppError `model_invalid`.
   */
  contributions(task: PredictTask, signal: AbortSignal): Promise<Float64Array>;
  /**
   * Probability of class 1 of each row once for every variant, one column replaced at a time.
   * @throws AppError `model_invalid`, `parameter_invalid` for a column that is not there.
   */
  predictVariants(
    task: PredictTask & { readonly variants: readonly ColumnVariant[] },
    signal: AbortSignal,
  ): Promise<Float64Array[]>;
  /** Screens the columns of a matrix over some rows without a label. */
  screen(task: ScreenTask, signal: AbortSignal): Promise<CandidateScreen>;
  /** What each column of a matrix says about the label, by itself. @throws AppError `data_insufficient`. */
  assess(task: AssessTask, signal: AbortSignal): Promise<readonly ColumnAssessment[]>;
  /**
   * What the results depend on besides the task: a hash over the LightGBM library and the version of our own code.
   * @throws AppError `lightgbm_unavailable`.
   */
  identity(): Promise<Sha256>;
  /** Threads that work at once: how many tasks are worth having in flight. */
  readonly concurrency: number;
}

/** One configuration that was scored on a dataset family, whatever became of it. */
export interface TrialRecord {
  readonly family: string;
  /** Hash over dataset, features, labels, parameters and seed: an exact repetition is not a new trial. */
  readonly configHash: Sha256;
  /** `look`: no model of its own, but a look at the labels that something was chosen by. */
  readonly status: 'scored' | 'pruned' | 'failed' | 'look';
  readonly params: Json;
  readonly seed: number;
  readonly datasetId: Sha256;
  /** Hash over what was learned from: features and classes. */
  readonly dataHash: Sha256;
  /** As `Compute.identity`. */
  readonly codeHash: Sha256;
  /** Value of the objective, higher is better; null when it failed or was given up before all folds. */
  readonly score: number | null;
  /** Out-of-fold Sharpe ratio per bar (not annualised); null without a score, or when it never traded. */
  readonly sharpePerBar: number | null;
  readonly foldScores: readonly number[];
}

/** The ledger of everything ever tried. */
export interface TrialLedger {
  /**
   * Adds trials. One already known (family, configHash) is left as it is, unless it was pruned or failed and is scored
   * now: it becomes the scored one, and counts once.
   */
  record(trials: readonly TrialRecord[]): Promise<void>;
  /** All trials of a family so far: how many, and the Sharpe ratios of the scored ones in a stable order. */
  summary(family: string): Promise<{ readonly count: number; readonly sharpesPerBar: readonly number[] }>;
  /**
   * Parameters of the best trials of a family by Sharpe ratio per bar, the best first: of workflows submitted before
   * this one, so that a run that is repeated sees the same.
   */
  best(family: string, count: number): Promise<readonly Json[]>;
  /** Where a study of this key was ended by its budget; null when it never was. */
  stopOf(key: Sha256): Promise<StudyStop | null>;
  /** Keeps where a study was ended; returns the stop that stands, which is the first one. */
  recordStop(stop: StudyStop): Promise<StudyStop>;
  /**
   * P-values of every other model that was judged so far, by any workflow, whatever the verdict; 1 for a record that
   * had none. In the order of the models' ids.
   */
  judged(exceptModelId: Sha256): Promise<readonly number[]>;
}

/** A study that its budget of time or money has ended: a repetition ends at the same trial. */
export interface StudyStop {
  /** Hash over everything the study reads, its budget included. */
  readonly key: Sha256;
  /** Trials that were ended. */
  readonly trials: number;
  /** Which limit was reached, for people. */
  readonly reason: string;
  /** Time of its trainings, milliseconds. */
  readonly trainMs: number;
}

/** What is kept of a training. */
export interface FinishedFit extends Omit<FitResult, 'modelText'> {
  /** Null where nobody needs the model itself. */
  readonly modelText: string | null;
}

/** Finished trainings by the hash of everything they read: nothing is trained twice. */
export interface FitMemo {
  find(key: Sha256): Promise<FinishedFit | null>;
  /** Keeps a result; of a key that is known only an absent model text is added. */
  store(key: Sha256, fit: FinishedFit): Promise<void>;
}

/** What a strategy earned over a sealed segment: figures by name, null where undefined. */
export type SealedResult = Readonly<Record<string, number | null>>;

/** The only way to the sealed test segment. */
export interface Vault {
  /**
   * Opens the sealed bars, once per lineage, model and strategy; the opening is logged with workflow, role and reason.
   * Opening again for the same ones (a retried job) gives the same bars and no second log line.
   * @throws AppError `sealed_segment` when the role may not, or the lineage has opened it for another model or strategy.
   */
  open(request: {
    readonly ref: ArtifactRef;
    readonly lineage: string;
    readonly modelId: Sha256;
    /** Hash over everything that decides what is traded: the model, and the rules it is traded by. */
    readonly strategy: Sha256;
    readonly reason: string;
  }): Promise<Columns>;
  /**
   * Writes down what came of the opened segment. The first result of a lineage is final: it is what this returns, to
   * whoever comes later, in whatever workflow.
   * @throws AppError `sealed_segment` when the lineage has not opened its segment.
   */
  conclude(lineage: string, result: SealedResult): Promise<SealedResult>;
}
