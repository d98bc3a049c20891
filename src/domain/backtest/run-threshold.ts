import { liquidationPrice, sizePosition, stopOutEquity } from './account.ts';
import {
  type BacktestInput,
  type BacktestResult,
  noneSkipped,
  type SkippedSignals,
  type TradingRules,
} from './input.ts';
import { Ledger } from './ledger.ts';
import type { Position } from './position.ts';
import type { Trade, TradeExit } from './trade.ts';
import type { Venue } from './venue.ts';

/** Whether the fast way covers the rules: market entries, one position, stops that stay, exits in whole. */
export const isThresholdStrategy = ({ entry, account, trailingStop, scaleOut }: TradingRules): boolean =>
  entry.kind === 'market' && account.maxPositions === 1 && !trailingStop && scaleOut.length === 0;

/**
 * Trades signals in one loop over columns, without orders: the same figures as `runEvents` to the last bit, for rules
 * that `isThresholdStrategy` accepts.
 */
export function runThreshold(venue: Venue, input: BacktestInput): BacktestResult {
  const { bars, from, to, side } = input;
  const ledger = new Ledger(venue);
  const skipped = noneSkipped();
  const returns = new Float64Array(Math.max(0, to - from));
  const life = newLife();
  let equity = venue.account.equity;
  let barsHeld = 0;
  let position: Position | null = null;

  for (let i = from; i < to; i++) {
    if (position) ledger.hold(position, i);
    else {
      if (i === from || side[i - 1] === 0) continue;
      position = enter(venue, ledger, input, i, skipped);
      if (!position) continue;
      placeLevels(life, input, position);
    }
    barsHeld++;
    if (closesIn(venue, ledger, input, position, life, i)) {
      position = null;
      if (!ledger.settle()) {
        returns[i - from] = -1;
        break;
      }
    }
    const after: number = position ? ledger.cash + position.gainAt(i, bars.close[i]) : ledger.cash;
    returns[i - from] = after / equity - 1;
    equity = after;
  }
  return { returns, trades: ledger.trades, exposure: to > from ? barsHeld / (to - from) : 0, skipped };
}

/**
 * The trade of the signal at the close of bar `from`, and nothing after it: the first trade of `runThreshold` over the same
 * range, to the last bit, without the record around it.
 * @returns null where it cannot be taken.
 */
export function runOneTrade(venue: Venue, input: BacktestInput): Trade | null {
  const { from, to, side } = input;
  const entryIndex = from + 1;
  if (entryIndex >= to || side[from] === 0) return null;
  const ledger = new Ledger(venue);
  const skipped = noneSkipped();
  const position = enter(venue, ledger, input, entryIndex, skipped);
  if (!position) return null;
  const life = newLife();
  placeLevels(life, input, position);
  // The last bar of the range closes it at the latest.
  for (let i = entryIndex; !closesIn(venue, ledger, input, position, life, i); i++) {
    ledger.hold(position, i + 1);
  }
  return ledger.trades[0];
}

/** Where a position ends, and what a bar does to it. */
interface Life {
  stop: number;
  target: number;
  readonly fill: Fill;
}

const newLife = (): Life => ({ stop: 0.5, target: 0.5, fill: { exit: null, price: 0.5 } });

function placeLevels(life: Life, { stopDistance, targetDistance }: BacktestInput, position: Position): void {
  const { price, side, signalIndex } = position;
  life.stop = price - side * stopDistance[signalIndex];
  life.target = price + side * targetDistance[signalIndex];
}

/** Lives through bar i with a position. @returns whether the bar closed it. */
function closesIn(
  venue: Venue,
  ledger: Ledger,
  input: BacktestInput,
  position: Position,
  life: Life,
  i: number,
): boolean {
  const { fill } = life;
  followBar(venue, ledger, position, life, i);
  if (!fill.exit) closeByTime(input, position, i, fill);
  if (!fill.exit) return false;
  ledger.close(position, i, fill.price, fill.exit);
  return true;
}

/** What a bar does to a position; filled anew for each, so that no bar costs an allocation. */
interface Fill {
  exit: TradeExit | null;
  price: number;
}

/** The rules of `Broker` for one position: the open first, then the adverse way, then the target. */
function followBar(
  venue: Venue,
  ledger: Ledger,
  position: Position,
  { stop, target, fill }: Life,
  i: number,
): void {
  const { bars, mayEnter, flatOutside } = venue;
  const { side } = position;
  const liquidation = liquidationOf(venue, ledger, position, i);
  const isMargin = side * (liquidation - stop) > 0;
  const level = isMargin ? liquidation : stop;
  const open = bars.open[i];
  const [worst, best] = side === 1 ? [bars.low[i], bars.high[i]] : [bars.high[i], bars.low[i]];
  const adverse: TradeExit = isMargin ? 'liquidation' : 'stop';

  fill.exit = null;
  fill.price = open;
  if (position.entryIndex < i) position.see(open);
  if (flatOutside && mayEnter && mayEnter[i] === 0) fill.exit = 'session';
  else if (side * (open - level) <= 0) fill.exit = adverse;
  else if (side * (open - target) >= 0) fill.exit = 'target';
  else if (side * (worst - level) <= 0) {
    fill.exit = adverse;
    fill.price = level;
  } else if (side * (best - target) >= 0) {
    fill.exit = 'target';
    fill.price = target;
  } else {
    position.see(worst);
    position.see(best);
  }
}

function closeByTime(
  { bars, to, horizonBars }: BacktestInput,
  position: Position,
  i: number,
  fill: Fill,
): void {
  fill.price = bars.close[i];
  if (i >= position.signalIndex + horizonBars) fill.exit = 'time';
  else if (i === to - 1) fill.exit = 'end';
}

/** Takes the signal of the bar before at the open of bar i; null, and counted, when it cannot be taken. */
function enter(
  venue: Venue,
  ledger: Ledger,
  input: BacktestInput,
  i: number,
  skipped: SkippedSignals,
): Position | null {
  if (!(input.stopDistance[i - 1] > 0 && input.targetDistance[i - 1] > 0)) {
    skipped.noBarrier++;
    return null;
  }
  if (venue.mayEnter && venue.mayEnter[i] === 0) {
    skipped.outsideSession++;
    return null;
  }
  const price = input.bars.open[i];
  const equity = ledger.cash;
  const quantity = sizePosition(venue, { equity, usedMargin: 0, price, index: i });
  if (quantity === 0) {
    skipped.noSize++;
    return null;
  }
  const side = input.side[i - 1] > 0 ? 1 : -1;
  return ledger.open({ side, quantity, price, signalIndex: i - 1, entryIndex: i, equity });
}

function liquidationOf(venue: Venue, ledger: Ledger, position: Position, i: number): number {
  const net = position.side * position.quantity;
  const floor = stopOutEquity(venue.account, position.margin);
  return liquidationPrice({ net, netValue: net * position.price }, ledger.cash, floor, venue.conversion, i);
}
