import type { Trade } from '../../domain/backtest/trade.ts';
import type { TrackRecord } from '../../domain/validation/figures.ts';
import { type WalkForwardWindow, walkForwardWindows } from '../../domain/validation/walk-forward.ts';
import type { AgentContext, Threads } from '../agent.ts';
import { tradeInThreads } from '../trade-in-threads.ts';
import type { TradedRecord } from '../trade-probabilities.ts';
import type { Study } from './study.ts';
import { type TunedWindow, tuneWindow } from './tune-window.ts';

/** A window that was tuned and trained for, and traded. */
export interface WindowRun extends TunedWindow {
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
 * Chooses and trains a model anew before each window and trades it over the window, positions closed at its end. One
 * window after the other: the trainings inside of one fill the threads, and each is remembered, so that a run that is
 * killed and repeated trains nothing twice. The results do not depend on the number of threads.
 */
export async function runWalkForward(
  study: Study,
  windows: readonly WalkForwardWindow[],
  context: AgentContext,
  onWindow: (done: number) => void,
): Promise<WindowRun[]> {
  const runs: WindowRun[] = [];
  for (const [k, window] of windows.entries()) {
    context.signal.throwIfAborted();
    const tuned = await tuneWindow(study, window, context, context.rng.fork(`window/${k}`));
    runs.push({ ...tuned, record: await tradeWindow(study, tuned, context) });
    onWindow(runs.length);
  }
  return runs;
}

/** Trades a window by its probabilities, or by others of the same bars. */
export function tradeWindow(
  study: Study,
  { window, probability }: Pick<TunedWindow, 'window' | 'probability'>,
  context: Threads,
): Promise<TradedRecord> {
  const { trainFrom, from, to } = window;
  const known = new Float64Array(study.bars.timeMs.length).fill(Number.NaN);
  known.set(probability, from);
  const learn = [{ from: trainFrom, to: from }];
  const parts = [{ learn, trade: { from, to } }];
  return tradeInThreads({ ...study, probability: known, parts }, context);
}

/** The windows' records as one: they follow each other without a gap. */
export function stitch(runs: readonly Pick<WindowRun, 'record'>[]): TrackRecord {
  const bars = runs.reduce((total, { record }) => total + record.returns.length, 0);
  const returns = new Float64Array(bars);
  const trades: Trade[] = [];
  let at = 0;
  let held = 0;
  for (const { record } of runs) {
    returns.set(record.returns, at);
    at += record.returns.length;
    held += record.exposure * record.returns.length;
    for (const trade of record.trades) trades.push(trade);
  }
  return { returns, trades, exposure: bars === 0 ? 0 : held / bars };
}
