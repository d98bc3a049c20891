import type { MessagePort } from 'node:worker_threads';
import type { CalculationName, Calculations } from '../agents/calculations.ts';
import type {
  AssessTask,
  ColumnVariant,
  FitProgress,
  FitResult,
  FitTask,
  PredictTask,
  ScreenTask,
} from '../agents/ports.ts';
import type { ColumnAssessment } from '../domain/ml/selection/assess-columns.ts';
import type { CandidateScreen } from '../domain/ml/selection/screen-candidates.ts';
import type { SerializedError } from '../kernel/errors.ts';
import type { Sha256 } from '../kernel/hash.ts';
import type { NativeLogLine } from '../native/lightgbm/api.ts';
import type { MemoryShare } from './memory.ts';

/** A pure calculation, by its name. */
export type CalculationTask = {
  readonly [Name in CalculationName]: {
    readonly name: Name;
    readonly input: Calculations[Name]['input'];
  };
}[CalculationName];

/** What the threads can do: the name of each task, what it takes and what it gives. */
export interface ComputeTasks {
  readonly calculate: {
    readonly input: CalculationTask;
    readonly output: Calculations[CalculationName]['output'];
  };
  readonly fit: {
    readonly input: FitTask & { readonly memory: MemoryShare };
    readonly output: FitResult;
  };
  readonly predict: { readonly input: PredictTask; readonly output: Float64Array };
  readonly contributions: { readonly input: PredictTask; readonly output: Float64Array };
  readonly predictVariants: {
    readonly input: PredictTask & { readonly variants: readonly ColumnVariant[] };
    readonly output: Float64Array[];
  };
  readonly screen: { readonly input: ScreenTask; readonly output: CandidateScreen };
  readonly assess: { readonly input: AssessTask; readonly output: readonly ColumnAssessment[] };
  /** Hash of the library that is loaded. */
  readonly identity: { readonly input: null; readonly output: Sha256 };
}
export type ComputeTaskName = keyof ComputeTasks;
/** Tasks on some rows of a shared matrix. */
export type RowsTaskName = Exclude<ComputeTaskName, 'calculate' | 'fit' | 'identity'>;

/** A task as a compute thread receives it. */
export type ComputeCall = {
  readonly [Name in ComputeTaskName]: {
    readonly name: Name;
    readonly input: ComputeTasks[Name]['input'];
    readonly libraryPath: string | undefined;
  };
}[ComputeTaskName];

/** What a thread is handed: the caller's payload and the cell through which both sides agree how far the call is. */
export interface ThreadCall<Payload> {
  readonly payload: Payload;
  readonly control: Int32Array<SharedArrayBuffer>;
  /** Where the thread tells how far it is; null when nobody listens. */
  readonly news: MessagePort | null;
}

/** A line that LightGBM logged in a thread, and how often in one task. */
export interface NativeLine extends NativeLogLine {
  readonly times: number;
}

/** What a thread tells while it works. */
export type ComputeNews = { readonly progress: FitProgress } | { readonly line: NativeLine };

/** How a thread answers. Errors travel as values: a cloned Error would lose its code. */
export type ThreadReply<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: SerializedError };
