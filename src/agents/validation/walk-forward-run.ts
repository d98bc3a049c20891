import type { Trade } from '../../domain/backtest/trade.ts';
import type { TrackRecord } from '../../domain/validation/figures.ts';
import { type WalkForwardWindow, walkForwardWindows } from '../../domain/validation/walk-forward.ts';
import type { AgentContext } from '../agent.ts';
import { forEachInFlight } from '../training/in-flight.ts';
import { fitCalibrated } from './calibrated-fit.ts';
import type { Study } from './study.ts';
import { type TradedRecord, tradeProbabilities } from './traded-record.ts';

/** A window that was trained for and traded. */
export interface WindowRun {
  readonly window: WalkForwardWindow;
  /** Calibrated probability of each bar of the window. */
  readonly probability: Float64Array;
  readonly record: TradedRecord;
}

/** The windows of a study, as its spec plans them. @throws as `walkForwardWindows`. */
export const planWindows = ({ spec, bars, labels }: Study): WalkForwardWindow[] =>
  walkForwardWindows({
    rows: bars.timeMs.length,
    ...spec.validation.walkForward,
    embargoBars: spec.split.embargoBars,
    endIndex: labels.endIndex,
  });

/**
 * Trains the model's configuration anew before each window and trades it over the window, positions closed at its
 * end. Several windows are in flight at once; the results do not depend on how many.
 */
export async function runWalkForward(
  study: Study,
  windows: readonly WalkForwardWindow[],
  context: AgentContext,
  onWindow: (done: number) => void,
): Promise<WindowRun[]> {
  const runs = new Array<WindowRun>(windows.length);
  let done = 0;
  await forEachInFlight([...windows.entries()], context.compute.concurrency, async ([k, window]) => {
    context.signal.throwIfAborted();
    runs[k] = await runWindow(study, window, context);
    onWindow(++done);
  });
  return runs;
}

async function runWindow(study: Study, window: WalkForwardWindow, context: AgentContext): Promise<WindowRun> {
  const { trainFrom, trainRows, from, to } = window;
  const predictRows = Int32Array.from({ length: to - from }, (_, i) => from + i);
  const predicted = await fitCalibrated(study, { trainRows, predictRows }, context);
  const probability = new Float64Array(study.bars.timeMs.length).fill(Number.NaN);
  probability.set(predicted, from);
  const record = tradeProbabilities({
    ...study,
    probability,
    learn: { from: trainFrom, to: from },
    trade: { from, to },
  });
  return { window, probability: predicted, record };
}

/** The windows' records as one: they follow each other without a gap. */
export function stitch(runs: readonly WindowRun[]): TrackRecord {
  const bars = runs.reduce((total, { record }) => total + record.returns.length, 0);
  const returns = new Float64Array(bars);
  const trades: Trade[] = [];
  let at = 0;
  let held = 0;
  for (const { record } of runs) {
    returns.set(record.returns, at);
    at += record.returns.length;
    held += record.exposure * record.returns.length;
    trades.push(...record.trades);
  }
  return { returns, trades, exposure: bars === 0 ? 0 : held / bars };
}
