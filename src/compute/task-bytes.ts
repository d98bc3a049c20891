import type { AssessTask, ColumnVariant, PredictTask, ScreenTask } from '../agents/ports.ts';
import { unsharedBytes } from './shared-arrays.ts';
import type { CalculationTask } from './tasks.ts';

const DOUBLE = Float64Array.BYTES_PER_ELEMENT;
/** The columns of a screen or an assessment: gathered, made finite, ranked. */
const COLUMN_COPIES = 3;

type Rows = Pick<PredictTask, 'matrix' | 'rows'>;
const gatheredBytes = ({ matrix, rows }: Rows): number => rows.length * matrix.columns * DOUBLE;

/** The rows, copied for LightGBM, and so many values a row that come back. */
const predictedBytes = (task: PredictTask, valuesARow: number): number =>
  gatheredBytes(task) + task.rows.length * valuesARow * DOUBLE;

/**
 * Bytes a task takes besides what is shared already, by the sizes of its copies and of its result. Of a calculation the
 * copies and, of columns, the columns: what else it needs is not known before.
 */
export const taskBytes = {
  predict: (task: PredictTask): number => predictedBytes(task, 1),
  contributions: (task: PredictTask): number => predictedBytes(task, task.matrix.columns + 1),
  predictVariants: (task: PredictTask & { readonly variants: readonly ColumnVariant[] }): number =>
    predictedBytes(task, task.variants.length),
  screen: (task: ScreenTask): number => COLUMN_COPIES * gatheredBytes(task),
  assess: (task: AssessTask): number => COLUMN_COPIES * gatheredBytes(task),
  calculate: ({ name, input }: CalculationTask): number =>
    unsharedBytes(input) + (name === 'columns' ? input.names.length * input.bars.timeMs.length * DOUBLE : 0),
} as const;
