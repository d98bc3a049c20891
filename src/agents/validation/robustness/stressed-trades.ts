import { backtest } from '../../../domain/backtest/backtest.ts';
import { type SideDistances, sideBarriers } from '../../../domain/labels/side-barriers.ts';
import type { TrackRecord } from '../../../domain/validation/figures.ts';
import { moments } from '../../../domain/validation/moments.ts';
import { sharpePerBar } from '../../../domain/validation/sharpe.ts';
import type { Rng } from '../../../kernel/rng.ts';
import { tradingRules } from '../../trading-rules.ts';
import type { Study } from '../study.ts';
import { stitch, type WindowRun } from '../walk-forward-run.ts';

/** Per-bar Sharpe ratio of returns; null where it is undefined. */
export const sharpeOf = (returns: Float64Array): number | null => sharpePerBar(moments(returns));

/** Signals of a window and the brackets they came with. */
interface Signals extends SideDistances {
  readonly side: Int8Array;
}

/** Trades every window again by altered signals. No model is asked again. */
function retrade(
  study: Study,
  runs: readonly WindowRun[],
  alter: (signals: Signals, run: WindowRun) => Signals,
): TrackRecord {
  const rules = { ...tradingRules(study.spec), bars: study.bars };
  return stitch(
    runs.map((run) => {
      const { side } = run.record;
      const signals = alter({ side, ...sideBarriers(study.labels, side) }, run);
      const { from, to } = run.window;
      return { record: { side: signals.side, ...backtest({ ...rules, ...signals, from, to }) } };
    }),
  );
}

/** Every signal is acted on `bars` later than decided, with the bracket it was decided with. */
export const delayed = (study: Study, runs: readonly WindowRun[], bars: number): TrackRecord =>
  retrade(study, runs, ({ side, stopDistance, targetDistance }) => ({
    side: moved(side, bars),
    stopDistance: moved(stopDistance, bars),
    targetDistance: moved(targetDistance, bars),
  }));

function moved<T extends Int8Array | Float64Array>(values: T, bars: number): T {
  const later = values.slice() as T;
  later.fill(0, 0, bars);
  later.set(values.subarray(0, values.length - bars), bars);
  return later;
}

/** A share of the signals is missed at random; what they would have blocked is traded instead. */
export const skipped = (study: Study, runs: readonly WindowRun[], share: number, rng: Rng): TrackRecord =>
  retrade(study, runs, (signals) => ({
    ...signals,
    side: signals.side.map((side) => (side !== 0 && rng.uniform() < share ? 0 : side)),
  }));

/** Each window begins `bars` later: what depends on the first trade falls into another step. */
export const startedLater = (study: Study, runs: readonly WindowRun[], bars: number): TrackRecord =>
  retrade(study, runs, (signals, { window }) => ({
    ...signals,
    side: signals.side.map((side, i) => (i < window.from + bars ? 0 : side)),
  }));

/** Costs `factor` times as high: what they cost more is taken from the bar that closes the trade. */
export function costlier(runs: readonly WindowRun[], factor: number): Float64Array {
  const { returns, trades } = stitch(runs);
  const first = runs[0].window.from;
  const poorer = returns.slice();
  for (const { exitIndex, costs } of trades) {
    poorer[exitIndex - first] -= (factor - 1) * Math.max(0, costs);
  }
  return poorer;
}

/** The record without its best trades (at least one): the bars on which they were held earn nothing. */
export function withoutBest(runs: readonly WindowRun[], share: number): Float64Array {
  const { returns, trades } = stitch(runs);
  const first = runs[0].window.from;
  const best = [...trades]
    .sort((a, b) => b.return - a.return || a.entryIndex - b.entryIndex)
    .slice(0, Math.ceil(share * trades.length));
  const poorer = returns.slice();
  for (const { entryIndex, exitIndex } of best) {
    poorer.fill(0, entryIndex - first, exitIndex - first + 1);
  }
  return poorer;
}
