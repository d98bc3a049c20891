import { annualVolatility } from '../performance/growth.ts';
import { exposureForDrawdown } from './drawdown.ts';
import { type KellyStakes, kellyStakes } from './kelly-stakes.ts';
import { exposureBesideOpen, type Holding } from './portfolio-tail.ts';
import { justBelow, type StressResult } from './stress.ts';
import { historicalCvar } from './tail-loss.ts';
import type { TradeStatistics } from './trade-statistics.ts';

export interface ExposureLimits {
  /** Largest position whatever else allows, share of equity: 1 is unlevered. */
  readonly maxExposure: number;
  /** Share of the full Kelly stake that is used, above 0 to 1. */
  readonly kellyFraction: number;
  /** Share of the worst periods that CVaR looks at. */
  readonly tail: number;
  /** Largest CVaR of one period and largest drawdown, positive shares of equity. */
  readonly maxCvar: number;
  readonly maxDrawdown: number;
  /** Annual volatility that is aimed at, share of equity; null: none. */
  readonly targetVolatility: number | null;
  /** Largest CVaR of one period of all positions together. */
  readonly maxPortfolioCvar: number;
}

export const EXPOSURE_RULES = [
  'limit',
  'kelly',
  'cvar',
  'drawdown',
  'volatility',
  'stress',
  'portfolio',
] as const;

/** One reason for a largest exposure. Null: the sample does not define it, which counts as no exposure at all. */
export interface ExposureRule {
  readonly rule: (typeof EXPOSURE_RULES)[number];
  readonly exposure: number | null;
}

export interface ExposureCap {
  /** Share of equity a position may take: the smallest of the rules. */
  readonly exposure: number;
  readonly boundBy: ExposureRule['rule'];
  readonly rules: readonly ExposureRule[];
  readonly kelly: KellyStakes;
}

/** What a cap is computed from. Returns are net, one a period, at an exposure of 1. */
export interface ExposureSample {
  readonly statistics: TradeStatistics;
  readonly returns: Float64Array;
  readonly barsPerYear: number;
  readonly stresses: readonly StressResult[];
  /** Positions held already; their returns are over the periods of `returns`. */
  readonly open: readonly Holding[];
}

/**
 * How large a position may be at most, as a share of equity: the smallest of the given limit, fractional Kelly on the
 * trades (shrunk by its error), and the exposures at which CVaR, drawdown, volatility, the worst stress scenario and
 * the CVaR of the whole portfolio meet their bars. Rules that were not asked for are absent.
 */
export function exposureCap(sample: ExposureSample, limits: ExposureLimits): ExposureCap {
  const { returns, open, stresses } = sample;
  const kelly = kellyStakes(sample.statistics);
  const rules: readonly ExposureRule[] = [
    { rule: 'limit', exposure: limits.maxExposure },
    { rule: 'kelly', exposure: kelly.used === null ? null : kelly.used * limits.kellyFraction },
    { rule: 'cvar', exposure: cvarExposure(returns, limits) },
    {
      rule: 'drawdown',
      exposure: returns.length === 0 ? null : exposureForDrawdown(returns, limits.maxDrawdown),
    },
    ...(limits.targetVolatility === null
      ? []
      : [{ rule: 'volatility', exposure: volatilityExposure(sample, limits.targetVolatility) } as const]),
    ...(stresses.length === 0
      ? []
      : [{ rule: 'stress', exposure: Math.min(...stresses.map((result) => result.exposure)) } as const]),
    ...(open.length === 0
      ? []
      : [{ rule: 'portfolio', exposure: portfolioExposure(returns, open, limits) } as const]),
  ];
  const tightest = smallest(rules);
  return { exposure: tightest.exposure ?? 0, boundBy: tightest.rule, rules, kelly };
}

/** CVaR scales with the exposure. A sample that never loses in its tail sets no bound: Kelly has the word. */
function cvarExposure(returns: Float64Array, { tail, maxCvar }: ExposureLimits): number | null {
  const cvar = historicalCvar(returns, tail);
  if (cvar === null) return null;
  return cvar < 0 ? justBelow(maxCvar / -cvar) : Number.MAX_VALUE;
}

/** Volatility scales with the exposure; without variation there is nothing to aim with. */
function volatilityExposure({ returns, barsPerYear }: ExposureSample, target: number): number | null {
  const volatility = annualVolatility(returns, barsPerYear);
  return volatility ? target / volatility : null;
}

const portfolioExposure = (
  returns: Float64Array,
  open: readonly Holding[],
  { tail, maxPortfolioCvar, maxExposure }: ExposureLimits,
): number =>
  exposureBesideOpen(
    open,
    { name: 'strategy', returns },
    { tail, maxCvar: maxPortfolioCvar, largest: maxExposure },
  );

/** The first of the tightest rules; an undefined one is the tightest of all. */
const smallest = (rules: readonly ExposureRule[]): ExposureRule =>
  rules.reduce((least, rule) => ((rule.exposure ?? 0) < (least.exposure ?? 0) ? rule : least));
