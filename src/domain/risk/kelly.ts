import { AppError } from '../../kernel/errors.ts';

export interface TwoOutcomes {
  /** Probability of the win, 0 to 1. */
  readonly winProbability: number;
  /** Gain of a win and size of a loss, per unit staked, both above zero: 0.02 for two percent. */
  readonly win: number;
  readonly loss: number;
}

/**
 * Stake that maximises expected log growth of a bet with two outcomes: `p / loss - (1 - p) / win`, as a share of
 * capital (Kelly 1956; Thorp 2006). With win and loss of a trade per unit of exposure this is a leverage and may
 * be far above 1. A bet without an edge gets 0: the other side of it is not on offer.
 * @throws AppError `parameter_invalid` for a probability outside [0, 1] or sizes that are not above zero.
 */
export function kellyTwoOutcome({ winProbability: p, win, loss }: TwoOutcomes): number {
  if (!(p >= 0 && p <= 1) || !(win > 0) || !(loss > 0)) {
    throw new AppError(
      'parameter_invalid',
      `Kelly needs a probability within 0 and 1 and sizes above 0; given p ${p}, win ${win}, loss ${loss}`,
      { details: { winProbability: p, win, loss } },
    );
  }
  return Math.max(0, p / loss - (1 - p) / win);
}

/**
 * Stake that maximises growth in the diffusion limit: `mean / variance` (Merton 1969; Thorp 2006), clipped at 0.
 * Null when the variance is zero or undefined: a sample without variation says nothing about the stake.
 */
export function kellyContinuous(mean: number, variance: number): number | null {
  if (!(variance > 0) || !Number.isFinite(mean)) return null;
  return Math.max(0, mean / variance);
}

/** Share of the full Kelly growth rate that the fraction `c` of the stake keeps: `2c - c^2` (diffusion limit). */
export const kellyGrowthShare = (c: number): number => 2 * c - c * c;

/**
 * Share of an estimated Kelly stake that is worth staking, given how badly it is known: `f^2 / (f^2 + s^2)`, the
 * factor that maximises expected growth when the estimate `f` scatters around the truth with standard error `s`
 * (Baker & McHale 2013, in the quadratic approximation of growth). 1 for a stake known exactly, 0 for a stake of 0.
 */
export function kellyShrinkage(stake: number, standardError: number): number {
  if (!(standardError >= 0) || !Number.isFinite(stake)) return 0;
  if (stake === 0) return 0;
  // As a ratio: squares of large stakes or errors would overflow.
  const noise = standardError / stake;
  return 1 / (1 + noise * noise);
}

/** Standard error of `kellyTwoOutcome` from `trades` trades: the win probability is estimated, the sizes are taken as known. */
export const twoOutcomeStakeError = ({ winProbability: p, win, loss }: TwoOutcomes, trades: number): number =>
  (1 / loss + 1 / win) * Math.sqrt((p * (1 - p)) / trades);

/** Standard error of `kellyContinuous` from `n` returns: that of the mean over the variance, `1 / sqrt(n variance)`. */
export const continuousStakeError = (variance: number, n: number): number => 1 / Math.sqrt(n * variance);
