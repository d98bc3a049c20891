import type { AgentContext } from '../../agent.ts';
import { labelledBars } from '../../label-in-threads.ts';
import type { Columns, FitTask, SharedMatrix } from '../../ports.ts';
import { fitOnce } from '../../training/fit-once.ts';
import type { Study } from '../study.ts';
import { stitch, tradeWindow, type WindowRun } from '../walk-forward-run.ts';
import { sharpeOf } from './stressed-trades.ts';

/**
 * Trades the windows on prices moved at random by a share of the ATR: features, barriers and fills are those of the moved
 * prices, the models those of the true ones.
 * @returns Per-bar Sharpe ratio; null where it is undefined.
 */
export async function sharpeUnderNoise(
  study: Study,
  runs: readonly WindowRun[],
  { share, draw }: { readonly share: number; readonly draw: number },
  context: AgentContext,
): Promise<number | null> {
  const { seed } = context.rng.fork(`noise/${share}/${draw}`);
  const request = { bars: study.bars, share, seed };
  const bars = await context.compute.calculate('noisyBars', request, context.signal);
  const names = [...new Set(runs.flatMap(({ features }) => features))];
  const columns = await context.compute.calculate('columns', { names, bars }, context.signal);
  const moved = { ...study, ...(await labelledBars({ ...study, bars }, context)) };
  const records: Pick<WindowRun, 'record'>[] = [];
  for (const run of runs) {
    context.signal.throwIfAborted();
    const { predictions } = await fitOnce(onOtherRows(run, columns), context);
    const tuned = { ...run, probability: run.calibrate(predictions) };
    records.push({ record: await tradeWindow(moved, tuned, context) });
  }
  return sharpeOf(stitch(records).returns);
}

/** The training of a window, to predict the window's bars as other columns describe them. */
function onOtherRows({ task, window, features }: WindowRun, columns: Columns): FitTask {
  const { from, to } = window;
  const { rows, columns: width } = task.matrix;
  const values = new Float64Array(
    new SharedArrayBuffer((rows + to - from) * width * Float64Array.BYTES_PER_ELEMENT),
  ) as SharedMatrix['values'];
  values.set(task.matrix.values);
  for (let r = 0; r < to - from; r++) {
    features.forEach((name, c) => {
      values[(rows + r) * width + c] = columns[name][from + r];
    });
  }
  const longer = (list: Float32Array): Float32Array => {
    const padded = new Float32Array(rows + to - from);
    padded.set(list);
    return padded;
  };
  return {
    ...task,
    matrix: { values, rows: rows + to - from, columns: width },
    target: longer(task.target),
    ...(task.weight && { weight: longer(task.weight) }),
    predictRows: Int32Array.from({ length: to - from }, (_, i) => rows + i),
  };
}
