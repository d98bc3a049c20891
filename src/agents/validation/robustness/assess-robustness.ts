import type { Figures } from '../../../domain/validation/figures.ts';
import {
  meanPart,
  ROBUSTNESS_WEIGHTS,
  type RobustnessPart,
  type RobustnessParts,
  retention,
  robustnessScore,
} from '../../../domain/validation/robustness/score.ts';
import { annualised } from '../../../domain/validation/sharpe.ts';
import type { AgentContext } from '../../agent.ts';
import { tradingRules } from '../../trading-rules.ts';
import type { Study } from '../study.ts';
import { stitch, type WindowRun } from '../walk-forward-run.ts';
import { sharpeUnderNoise } from './noisy-prices.ts';
import { type Neighbour, parameterSurface } from './parameter-surface.ts';
import { regimesBefore } from './regimes-before.ts';
import type { Retraded, RetradeRequest } from './retrade.ts';
import { costlier, sharpeOf, withoutBest } from './stressed-trades.ts';
import { measureTransfer } from './transfer.ts';

/** Shares of the ATR by which prices are moved, and how often each. */
const NOISE_SHARES = [0.05, 0.1] as const;
const NOISE_DRAWS = 2;
const COST_FACTORS = [2, 3] as const;
const DELAYS = [1, 2] as const;
const SKIPPED_SHARE = 0.1;
const SKIP_DRAWS = 10;
/** Of the trades, the best, that must not carry the record. */
const BEST_SHARE = 0.02;
/** Starts moved by these shares of the time limit of a trade. */
const START_SHIFTS = [0.25, 0.5, 0.75, 1] as const;
/** Loss of equity that counts as ruin. */
const RUIN_LOSS = 0.5;

export interface Robustness {
  readonly figures: Figures;
  /** Annual Sharpe ratio beside the chosen settings. */
  readonly surface: readonly { readonly setting: string; readonly sharpe: number | null }[];
}

/**
 * Stresses the walk-forward record in ten ways and sums up what is left of it, 0 to 100. Weights and formulas are in
 * docs/methodology.md.
 * @throws what the training throws.
 */
export async function assessRobustness(
  study: Study,
  runs: readonly WindowRun[],
  context: AgentContext,
): Promise<Robustness> {
  const { spec, dataset } = study;
  const record = stitch(runs);
  const base = sharpeOf(record.returns);
  const kept = (stressed: readonly (number | null)[]): number | null =>
    meanPart(stressed.map((sharpe) => retention(base, sharpe)));

  const surface: Neighbour[] = await parameterSurface(study, runs, context);
  const costs = COST_FACTORS.map((factor) => sharpeOf(costlier(runs, factor)));
  const rng = context.rng.fork('robustness');
  const again = await retraded(study, runs, rng.seed, context);
  const orders = await context.compute.calculate(
    'tradeOrders',
    {
      returns: Float64Array.from(record.trades, (trade) => trade.return),
      draws: spec.validation.draws,
      seed: rng.fork('orders').seed,
      maxDrawdown: spec.risk.maxDrawdown,
      ruinLoss: RUIN_LOSS,
    },
    context.signal,
  );
  const transfer = await measureTransfer(study, context);
  const regimes = regimesBefore(study, runs[0].window.from, record.returns);
  const parts: RobustnessParts = {
    parameters: kept(surface.map(({ sharpe }) => sharpe)),
    price_noise: kept(await underNoise(study, runs, context)),
    costs: kept(costs),
    delay: kept(again.delay),
    skipped_trades: kept([...again.missed, sharpeOf(withoutBest(runs, BEST_SHARE))]),
    start: kept(again.start),
    timeframe: transfer.timeframe,
    symbol: transfer.symbol,
    regimes: shareAboveZero(regimes),
    drawdown: orders && 1 - orders.breach,
  };
  return {
    surface: surface.map(({ setting, sharpe }) => ({
      setting,
      sharpe: annualised(sharpe, dataset.barsPerYear),
    })),
    figures: {
      robustness_score: robustnessScore(parts),
      ...named(parts),
      sharpe_costs_x2: annualised(costs[0], dataset.barsPerYear),
      sharpe_costs_x3: annualised(costs[1], dataset.barsPerYear),
      mc_drawdown_median: orders?.drawdownMedian ?? null,
      mc_drawdown_95: orders?.drawdown95 ?? null,
      ruin_probability: orders?.ruin ?? null,
    },
  };
}

/** Late, missed and later begun: the same signals traded again. */
function retraded(
  { spec, bars, labels }: Study,
  runs: readonly WindowRun[],
  seed: string,
  { compute, signal }: AgentContext,
): Promise<Retraded> {
  const { target, stop } = labels;
  const request: RetradeRequest = {
    rules: tradingRules(spec),
    bars,
    barriers: { target, stop },
    windows: runs.map(({ record: { side }, window: { from, to } }) => ({ side, from, to })),
    delays: DELAYS,
    starts: START_SHIFTS.map((share) => Math.ceil(share * spec.labels.horizonBars)),
    missed: { share: SKIPPED_SHARE, draws: SKIP_DRAWS, seed },
  };
  return compute.calculate('retrade', request, signal);
}

async function underNoise(
  study: Study,
  runs: readonly WindowRun[],
  context: AgentContext,
): Promise<(number | null)[]> {
  const sharpes: (number | null)[] = [];
  for (const share of NOISE_SHARES) {
    for (let draw = 0; draw < NOISE_DRAWS; draw++) {
      sharpes.push(await sharpeUnderNoise(study, runs, { share, draw }, context));
    }
  }
  return sharpes;
}

function shareAboveZero(regimes: Readonly<Record<string, number | null>>): number | null {
  const known = Object.values(regimes).filter((value) => value !== null);
  return known.length === 0 ? null : known.filter((value) => value > 0).length / known.length;
}

const named = (parts: RobustnessParts): Figures =>
  Object.fromEntries(
    (Object.keys(ROBUSTNESS_WEIGHTS) as RobustnessPart[]).map((part) => [`robust_${part}`, parts[part]]),
  );
