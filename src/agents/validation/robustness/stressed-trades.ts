import { moments } from '../../../domain/validation/moments.ts';
import { sharpePerBar } from '../../../domain/validation/sharpe.ts';
import { stitch, type WindowRun } from '../walk-forward-run.ts';

/** Per-bar Sharpe ratio of returns; null where it is undefined. */
export const sharpeOf = (returns: Float64Array): number | null => sharpePerBar(moments(returns));

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
