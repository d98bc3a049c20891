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
