import { fitModel } from '../../src/native/lightgbm/fit.ts';
import { loadLightGbm } from '../../src/native/lightgbm/library.ts';
import { foldTask } from './fold-task.ts';

/**
 * A process of its own that trains as many folds as it is told to, one after the other: what two of them reach is what the
 * machine has to give to two threads.
 */
const library = loadLightGbm();
const task = foldTask();
fitModel(library, task, () => false);
process.on('message', (folds: number) => {
  for (let k = 0; k < folds; k++) fitModel(library, task, () => false);
  process.send?.('done');
});
process.send?.('ready');
