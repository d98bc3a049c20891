import type { PredictTask } from '../agents/ports.ts';
import { unsharedBytes } from './shared-arrays.ts';
import type { CalculationTask, ComputeTasks, RowsTaskName } from './tasks.ts';

const DOUBLE = Float64Array.BYTES_PER_ELEMENT;
/** Copies of the columns: gathered, made finite, ranked; for a screen standardised, too. */
const SCREEN_COPIES = 4;
const ASSESS_COPIES = 3;

type Rows = Pick<PredictTask, 'matrix' | 'rows'>;
const gatheredBytes = ({ matrix, rows }: Rows): number => rows.length * matrix.columns * DOUBLE;

/** The rows, copied for LightGBM, and so many values a row that come back. */
const predictedBytes = (task: PredictTask, valuesARow: number): number =>
  gatheredBytes(task) + task.rows.length * valuesARow * DOUBLE;

/** Bytes a task on rows of a matrix takes besides what is shared already, by the sizes of its copies and of its result. */
export const taskBytes: {
  readonly [Name in RowsTaskName]: (task: ComputeTasks[Name]['input']) => number;
} = {
  predict: (task) => predictedBytes(task, 1),
  contributions: (task) => predictedBytes(task, task.matrix.columns + 1),
  predictVariants: (task) => predictedBytes(task, task.variants.length),
  screen: (task) => SCREEN_COPIES * gatheredBytes(task),
  assess: (task) => ASSESS_COPIES * gatheredBytes(task),
};

/** Bytes of a calculation: its copies and, of columns, the columns. What else it needs is not known before. */
export const calculationBytes = ({ name, input }: CalculationTask): number =>
  unsharedBytes(input) + (name === 'columns' ? input.names.length * input.bars.timeMs.length * DOUBLE : 0);
