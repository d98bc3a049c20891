import { exposureForDrawdown } from './drawdown.ts';
import { kellyContinuous, kellyTwoOutcome } from './kelly.ts';
import { historicalCvar } from './tail-loss.ts';
import type { TradeStatistics } from './trade-statistics.ts';

export interface ExposureLimits {
  /** Share of the full Kelly stake that is used, above 0 to 1. */
  readonly kellyFraction: number;
  /** Share of the worst periods that CVaR looks at. */
  readonly tail: number;
  /** Largest CVaR of one period and largest drawdown, positive shares of equity. */
  readonly maxCvar: number;
  readonly maxDrawdown: number;
}

/** One reason for a largest exposure. Null: the sample does not define it, which counts as no exposure at all. */
export interface ExposureRule {
  readonly rule: 'kelly' | 'cvar' | 'drawdown';
  readonly exposure: number | null;
}

export interface ExposureCap {
  /** Share of equity a position may take: the smallest of the rules. */
  readonly exposure: number;
  readonly boundBy: ExposureRule['rule'];
  readonly rules: readonly ExposureRule[];
  readonly kelly: KellyStakes;
}

/** Full Kelly stakes by two models of the same trades; null where a model is undefined. */
export interface KellyStakes {
  readonly twoOutcome: number | null;
  readonly continuous: number | null;
  /** The smaller of those that are defined: the two differ by what they assume, not by what is known. */
  readonly used: number | null;
}

/**
 * How large a position may be at most, as a share of equity: the smallest of fractional Kelly on the trades, the
 * exposure at which the CVaR of one period meets its bar, and the one at which the drawdown meets its bar.
 *
 * @param returns Net returns of each period at an exposure of 1.
 */
export function exposureCap(
  statistics: TradeStatistics,
  returns: Float64Array,
  limits: ExposureLimits,
): ExposureCap {
  const kelly = kellyStakes(statistics);
  const rules: readonly ExposureRule[] = [
    { rule: 'kelly', exposure: kelly.used === null ? null : kelly.used * limits.kellyFraction },
    { rule: 'cvar', exposure: cvarExposure(returns, limits) },
    {
      rule: 'drawdown',
      exposure: returns.length === 0 ? null : exposureForDrawdown(returns, limits.maxDrawdown),
    },
  ];
  const tightest = smallest(rules);
  return { exposure: tightest.exposure ?? 0, boundBy: tightest.rule, rules, kelly };
}

/** Full Kelly stakes of the trades, as exposures (shares of equity). */
export function kellyStakes(statistics: TradeStatistics): KellyStakes {
  const { winRate, averageWin, averageLoss, expectancy, variance } = statistics;
  const twoOutcome =
    winRate === null || averageLoss === null
      ? null
      : averageWin === null
        ? 0
        : kellyTwoOutcome({ winProbability: winRate, win: averageWin, loss: averageLoss });
  const continuous = expectancy === null || variance === null ? null : kellyContinuous(expectancy, variance);
  const defined = [twoOutcome, continuous].filter((stake) => stake !== null);
  return { twoOutcome, continuous, used: defined.length === 0 ? null : Math.min(...defined) };
}

/** CVaR scales with the exposure. A sample that never loses in its tail sets no bound: Kelly has the word. */
function cvarExposure(returns: Float64Array, { tail, maxCvar }: ExposureLimits): number | null {
  const cvar = historicalCvar(returns, tail);
  if (cvar === null) return null;
  return cvar < 0 ? maxCvar / -cvar : Number.MAX_VALUE;
}

/** The first of the tightest rules; an undefined one is the tightest of all. */
const smallest = (rules: readonly ExposureRule[]): ExposureRule =>
  rules.reduce((least, rule) => ((rule.exposure ?? 0) < (least.exposure ?? 0) ? rule : least));
