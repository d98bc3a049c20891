import type { TradeExit } from './trade.ts';

/** A bracket around a position: the prices at which it is closed. Infinite where there is no barrier. */
export interface Bracket {
  readonly side: 1 | -1;
  readonly stop: number;
  readonly target: number;
}

/** Where and why a bar closed a position. `atOpen`: the bar opened beyond the barrier. */
export interface BarrierFill {
  readonly price: number;
  readonly exit: Extract<TradeExit, 'stop' | 'target'>;
  readonly atOpen: boolean;
}

/** A bar's prices. */
export interface BarPrices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/**
 * The barrier that a bar touches, or null.
 *
 * - A bar that opens beyond a barrier fills at its open: worse than the stop, better than the target.
 * - Inside the bar the stop is taken to come before the target, because bars do not say which came first.
 */
export function touchedBarrier(bracket: Bracket, { open, high, low }: BarPrices): BarrierFill | null {
  const { side, stop, target } = bracket;
  if ((open - stop) * side <= 0) return { price: open, exit: 'stop', atOpen: true };
  if ((open - target) * side >= 0) return { price: open, exit: 'target', atOpen: true };
  const [worst, best] = side === 1 ? [low, high] : [high, low];
  if ((worst - stop) * side <= 0) return { price: stop, exit: 'stop', atOpen: false };
  if ((best - target) * side >= 0) return { price: target, exit: 'target', atOpen: false };
  return null;
}
