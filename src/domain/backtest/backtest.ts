import { assertBacktestInput } from './assert-input.ts';
import { type Costs, costPerSide, nightsBetween, swapPerNight } from './costs.ts';
import { type Bracket, touchedBarrier } from './exit-rule.ts';
import type { BacktestInput, BacktestResult } from './input.ts';
import type { Trade, TradeExit } from './trade.ts';

/**
 * Trades a series of signals bar by bar: one position at a time, whole equity in each, no rebalancing inside a
 * trade. A signal while a position is open is ignored; one at the close of the bar that closed it is taken.
 * Costs are charged on entry and exit, on the value traded. A position that loses the whole equity is
 * closed at a return of -1 and nothing is traded after it.
 * @throws AppError `parameter_invalid` for columns of unequal length, an impossible range, prices that are not
 *   positive numbers inside the range, or costs that are not numbers.
 */
export function backtest(input: BacktestInput): BacktestResult {
  assertBacktestInput(input);
  const { side, from, to } = input;
  const returns = new Float64Array(Math.max(0, to - from));
  const trades: Trade[] = [];
  let position: Position | null = null;
  let barsHeld = 0;
  let untradable = 0;

  for (let i = from; i < to; i++) {
    const signal = i > from ? side[i - 1] : 0;
    if (!position && signal !== 0) {
      position = openPosition(input, i);
      if (!position) untradable++;
    }
    if (!position) continue;
    barsHeld++;
    const valueBefore: number = position.value;
    const trade = advance(position, input, i);
    returns[i - from] = position.value / valueBefore - 1;
    if (!trade) continue;
    trades.push(trade);
    position = null;
    if (trade.return <= -1) break;
  }
  return { returns, trades, exposure: to > from ? barsHeld / (to - from) : 0, untradable };
}

/** Fills the signal of the bar before at this bar's open; null when its barriers are not defined. */
function openPosition(input: BacktestInput, i: number): Position | null {
  const side = input.side[i - 1] > 0 ? 1 : -1;
  const toStop = input.stopDistance[i - 1];
  const toTarget = input.targetDistance[i - 1];
  if (!(toStop > 0 && toTarget > 0)) return null;
  const entryPrice = input.bars.open[i];
  return {
    side,
    signalIndex: i - 1,
    entryIndex: i,
    entryPrice,
    // Unit leverage: once the price has moved by its own size the equity is gone, whatever the stop says.
    stop: entryPrice - side * Math.min(toStop, entryPrice),
    target: entryPrice + side * toTarget,
    paid: costPerSide(input.costs),
    value: 1,
    mae: 0,
    mfe: 0,
  };
}

/** An open position; the numeric fields change from bar to bar. */
interface Position extends Bracket {
  readonly signalIndex: number;
  readonly entryIndex: number;
  readonly entryPrice: number;
  /** Costs so far, share of the equity at entry. */
  paid: number;
  /** Equity at the last close, share of the equity at entry. */
  value: number;
  mae: number;
  mfe: number;
}

/** Lives through bar `i`: updates the position, and closes it when the bar does. */
function advance(position: Position, input: BacktestInput, i: number): Trade | null {
  const { bars, costs, horizonBars, to } = input;
  const prices = { open: bars.open[i], high: bars.high[i], low: bars.low[i] };
  const close = bars.close[i];
  chargeNights(position, input, i);

  const fill = touchedBarrier(position, prices);
  if (fill) {
    // Of a bar that closed the position inside itself only the way from the open to the fill is known.
    excursion(position, prices.open);
    excursion(position, fill.price);
    return closePosition(position, costs, i, fill.price, fill.exit);
  }
  excursion(position, prices.high);
  excursion(position, prices.low);
  if (i >= position.signalIndex + horizonBars) return closePosition(position, costs, i, close, 'time');
  if (i === to - 1) return closePosition(position, costs, i, close, 'end');
  position.value = valueAt(position, close);
  // Costs can use up what little equity is left before the price reaches the stop.
  return position.value > 0 ? null : closePosition(position, costs, i, close, 'stop');
}

function chargeNights(position: Position, { bars, costs }: BacktestInput, i: number): void {
  if (!costs.swap || i === position.entryIndex) return;
  const nights = nightsBetween(bars.timeMs[i - 1], bars.timeMs[i]);
  const worth = bars.close[i - 1] / position.entryPrice;
  position.paid += swapPerNight(costs, position.side) * nights * worth;
}

function excursion(position: Position, price: number): void {
  const gain = position.side * (price / position.entryPrice - 1);
  if (-gain > position.mae) position.mae = -gain;
  if (gain > position.mfe) position.mfe = gain;
}

function closePosition(
  position: Position,
  costs: Costs,
  i: number,
  exitPrice: number,
  exit: TradeExit,
): Trade {
  const { side, signalIndex, entryIndex, entryPrice, mae, mfe } = position;
  position.paid += costPerSide(costs) * (exitPrice / entryPrice);
  position.value = valueAt(position, exitPrice);
  return {
    side,
    signalIndex,
    entryIndex,
    exitIndex: i,
    entryPrice,
    exitPrice,
    return: position.value - 1,
    costs: position.paid,
    exit,
    mae,
    mfe,
  };
}

/** Equity of the position at a price, share of the equity at entry; never below zero. */
const valueAt = (position: Position, price: number): number =>
  Math.max(0, 1 + position.side * (price / position.entryPrice - 1) - position.paid);
