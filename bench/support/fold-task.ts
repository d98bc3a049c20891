import type { FitTask } from '../../src/agents/ports.ts';
import { learnableTask } from '../../test/support/learnable-task.ts';

/** The fold that pools and processes are timed with: half of 20,000 rows are learned, half are predicted. */
export const foldTask = (): FitTask =>
  learnableTask({ rows: 20_000, columns: 50, params: { num_iterations: 100 } });
