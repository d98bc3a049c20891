import {
  continuousStakeError,
  kellyContinuous,
  kellyShrinkage,
  kellyTwoOutcome,
  twoOutcomeStakeError,
} from './kelly.ts';
import type { TradeStatistics } from './trade-statistics.ts';

/** A stake as estimated, and the share of it that its own error leaves. */
export interface KellyStake {
  /** Full Kelly, as an exposure (share of equity). */
  readonly full: number;
  /** Factor for the error of the estimate, 0 to 1 (Baker & McHale 2013). */
  readonly shrinkage: number;
}

/** Kelly stakes by two models of the same trades; null where a model is undefined. */
export interface KellyStakes {
  readonly twoOutcome: KellyStake | null;
  readonly continuous: KellyStake | null;
  /** The smaller, shrunk, of those that are defined: the two differ by what they assume, not by what is known. */
  readonly used: number | null;
}

/** Kelly stakes of closed trades. */
export function kellyStakes(statistics: TradeStatistics): KellyStakes {
  const twoOutcome = twoOutcomeStake(statistics);
  const continuous = continuousStake(statistics);
  const shrunk = [twoOutcome, continuous].flatMap((stake) => (stake ? [stake.full * stake.shrinkage] : []));
  return { twoOutcome, continuous, used: shrunk.length === 0 ? null : Math.min(...shrunk) };
}

function twoOutcomeStake({ winRate, averageWin, averageLoss, trades }: TradeStatistics): KellyStake | null {
  if (winRate === null || averageLoss === null) return null;
  if (averageWin === null) return { full: 0, shrinkage: 0 };
  const outcomes = { winProbability: winRate, win: averageWin, loss: averageLoss };
  const full = kellyTwoOutcome(outcomes);
  return { full, shrinkage: kellyShrinkage(full, twoOutcomeStakeError(outcomes, trades)) };
}

function continuousStake({ expectancy, variance, trades }: TradeStatistics): KellyStake | null {
  const full = expectancy === null || variance === null ? null : kellyContinuous(expectancy, variance);
  if (full === null || variance === null) return null;
  return { full, shrinkage: kellyShrinkage(full, continuousStakeError(variance, trades)) };
}
