import { backtest } from '../../domain/backtest/backtest.ts';
import type { BacktestInput, BacktestResult } from '../../domain/backtest/input.ts';
import { atr } from '../../domain/indicators/atr.ts';
import { gapShare, type StressScenario, worstMoves } from '../../domain/risk/stress.ts';
import type { ScenarioSpec } from '../../orchestration/spec/risk.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';

const ATR_BARS = 14;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** What was traded, and what came of it. */
export interface TradedRun {
  readonly input: BacktestInput;
  readonly result: BacktestResult;
}

/**
 * The bad things a bot is held against: the worst moves of its own data, a gap, wide spreads, high volatility, and what
 * the spec adds. Losses are those of a position of the whole equity.
 */
export function stressScenarios(run: TradedRun, { stress }: WorkflowSpec['risk']): StressScenario[] {
  return [
    worstMoveScenario(run, stress.worstDays),
    ...gapScenarios(run, stress.gapAtr),
    {
      name: 'wide_spread',
      description: `Every spread is ${stress.spreadTimes} times as wide.`,
      effect: { returns: withSpread(run, stress.spreadTimes) },
    },
    {
      name: 'high_volatility',
      description: `Every bar moves ${stress.volatilityTimes} times as far, for better and worse.`,
      effect: { returns: run.result.returns.map((value) => value * stress.volatilityTimes) },
    },
    ...stress.scenarios.map((scenario) => customScenario(run, scenario)),
  ];
}

/** A position against the worst move of the whole history, entered at its worst moment, without a stop. */
function worstMoveScenario(run: TradedRun, days: number): StressScenario {
  const { timeMs, close } = run.input.bars;
  const moves = worstMoves(timeMs, close, days);
  const { isLong, isShort } = sidesOf(run);
  const loss = Math.max(isLong ? moves.long : 0, isShort ? moves.short : 0);
  const at = loss === moves.short && isShort ? moves.shortAt : moves.longAt;
  const when = at >= 0 ? ` up to ${new Date(timeMs[at]).toISOString().slice(0, 10)}` : '';
  return {
    name: 'worst_days',
    description: `The worst ${days} days of the data${when}: ${percent(loss)} against a position without a stop.`,
    effect: { loss },
  };
}

function gapScenarios({ input: { bars } }: TradedRun, atrs: number): StressScenario[] {
  const loss = gapShare(atr(bars, ATR_BARS), bars.close, atrs);
  if (loss === null) return [];
  return [
    {
      name: 'gap_open',
      description: `An open ${atrs} average true ranges of a wide bar against the position: ${percent(loss)}.`,
      effect: { loss },
    },
  ];
}

/** Returns of every bar when the spread is so many times as wide. */
function withSpread({ input }: TradedRun, times: number): Float64Array {
  const { costs, bars } = input;
  if (costs.spread !== 'data') {
    return backtest({ ...input, costs: { ...costs, spread: costs.spread * times } }).returns;
  }
  const spread = bars.spread?.map((value) => value * times);
  return backtest({ ...input, bars: spread ? { ...bars, spread } : bars }).returns;
}

/** A jump of the price hurts the side it goes against; the other effects act on every bar. */
function customScenario(run: TradedRun, scenario: ScenarioSpec): StressScenario {
  const { name, priceMove, spreadTimes, volatilityTimes } = scenario;
  const parts = [
    ...(priceMove === undefined ? [] : [`the price jumps by ${percent(priceMove)}`]),
    ...(spreadTimes === undefined ? [] : [`spreads are ${spreadTimes} times as wide`]),
    ...(volatilityTimes === undefined ? [] : [`bars move ${volatilityTimes} times as far`]),
  ];
  const description = `By the spec: ${parts.join(', ')}.`;
  const { isLong, isShort } = sidesOf(run);
  const jump = priceMove ?? 0;
  const blow = (jump < 0 && isLong) || (jump > 0 && isShort) ? Math.abs(jump) : 0;
  if (spreadTimes === undefined && volatilityTimes === undefined) {
    return { name, description, effect: { loss: blow } };
  }
  const path = spreadTimes === undefined ? run.result.returns : withSpread(run, spreadTimes);
  // The blow comes at the end of the path, where what came before has already been lost.
  const returns = new Float64Array(path.length + 1);
  returns.set(path.map((value) => value * (volatilityTimes ?? 1)));
  returns[path.length] = -blow;
  return { name, description, effect: { returns } };
}

const sidesOf = ({ result: { trades } }: TradedRun) => ({
  isLong: trades.some((trade) => trade.side === 1),
  isShort: trades.some((trade) => trade.side === -1),
});
