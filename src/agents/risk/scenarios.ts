import { backtest } from '../../domain/backtest/backtest.ts';
import type { BacktestInput, BacktestResult } from '../../domain/backtest/input.ts';
import { atr } from '../../domain/indicators/atr.ts';
import { gapShare, type StressScenario, worstMoves } from '../../domain/risk/stress.ts';
import { wideSpread, wilder } from '../../domain/risk/stressed-market.ts';
import type { ScenarioSpec } from '../../orchestration/spec/risk.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';

const ATR_BARS = 14;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** What was traded, and what came of it. */
export interface ScenarioRun {
  readonly input: BacktestInput;
  readonly result: BacktestResult;
}

/**
 * The bad things a bot is held against: the worst moves of its own data, a gap, wide spreads, high volatility, and what
 * the spec adds. Losses are those of a position of the whole equity.
 */
export function stressScenarios(run: ScenarioRun, { stress }: WorkflowSpec['risk']): StressScenario[] {
  return [
    worstMoveScenario(run, stress.worstDays),
    ...gapScenarios(run, stress.gapAtr),
    wideSpreadScenario(run, stress.spreadTimes),
    {
      name: 'high_volatility',
      description: `Every price moves ${stress.volatilityTimes} times as far, barriers are as much wider, costs stay.`,
      effect: { returns: backtest(wilder(run.input, stress.volatilityTimes)).returns },
    },
    ...stress.scenarios.map((scenario) => customScenario(run, scenario)),
  ];
}

/** A position against the worst move of the whole history, entered at its worst moment, without a stop. */
function worstMoveScenario(run: ScenarioRun, days: number): StressScenario {
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

function gapScenarios({ input: { bars } }: ScenarioRun, atrs: number): StressScenario[] {
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

function wideSpreadScenario({ input }: ScenarioRun, times: number): StressScenario {
  const wide = wideSpread(input, times);
  return {
    name: 'wide_spread',
    description: `Every spread is ${times} times as wide${counted(wide.floor)}.`,
    effect: { returns: backtest(wide.input).returns },
  };
}

const counted = (floor: number | null): string =>
  floor === null ? '' : `, one below ${+floor.toPrecision(3)} taken as that`;

/**
 * A jump of the price hurts the side it goes against; the other effects act on every bar, and the jump comes at the end,
 * where what came before has already been lost.
 */
function customScenario(run: ScenarioRun, scenario: ScenarioSpec): StressScenario {
  const { name, priceMove, spreadTimes, volatilityTimes } = scenario;
  const wide = spreadTimes === undefined ? null : wideSpread(run.input, spreadTimes);
  const parts = [
    ...(priceMove === undefined ? [] : [`the price jumps by ${percent(priceMove)}`]),
    ...(wide === null ? [] : [`spreads are ${spreadTimes} times as wide${counted(wide.floor)}`]),
    ...(volatilityTimes === undefined ? [] : [`prices move ${volatilityTimes} times as far`]),
  ];
  const description = `By the spec: ${parts.join(', ')}.`;
  const { isLong, isShort } = sidesOf(run);
  const jump = priceMove ?? 0;
  const blow = (jump < 0 && isLong) || (jump > 0 && isShort) ? Math.abs(jump) : 0;
  if (wide === null && volatilityTimes === undefined) return { name, description, effect: { loss: blow } };
  const market = wide === null ? run.input : wide.input;
  const path = backtest(volatilityTimes === undefined ? market : wilder(market, volatilityTimes)).returns;
  return { name, description, effect: { returns: followedBy(path, -blow) } };
}

function followedBy(path: Float64Array, last: number): Float64Array {
  const returns = new Float64Array(path.length + 1);
  returns.set(path);
  returns[path.length] = last;
  return returns;
}

const sidesOf = ({ result: { trades } }: ScenarioRun) => ({
  isLong: trades.some((trade) => trade.side === 1),
  isShort: trades.some((trade) => trade.side === -1),
});
