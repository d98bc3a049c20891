import { backtest } from '../../../domain/backtest/backtest.ts';
import type { TradingRules } from '../../../domain/backtest/input.ts';
import type { Barriers } from '../../../domain/labels/barrier-distances.ts';
import { type SideDistances, sideBarriers } from '../../../domain/labels/side-barriers.ts';
import type { Bars } from '../../../domain/market/bars.ts';
import { moments } from '../../../domain/validation/moments.ts';
import { sharpePerBar } from '../../../domain/validation/sharpe.ts';
import { createRng, type Rng } from '../../../kernel/rng.ts';

/** What was traded in a window: sides by bar of all bars, decided in [from, to). */
export interface TradedWindow {
  readonly side: Int8Array;
  readonly from: number;
  readonly to: number;
}

export interface RetradeRequest {
  readonly rules: TradingRules;
  readonly bars: Bars;
  readonly barriers: Barriers;
  /** In their order, without a gap between them. */
  readonly windows: readonly TradedWindow[];
  /** Bars by which every signal is acted on late. */
  readonly delays: readonly number[];
  /** Bars by which every window begins late. */
  readonly starts: readonly number[];
  /** Share of the signals that is missed at random, so many times. */
  readonly missed: { readonly share: number; readonly draws: number; readonly seed: string };
}

/** Per-bar Sharpe ratio of the stitched windows under each stress, in the order asked for; null where it is undefined. */
export interface Retraded {
  readonly delay: readonly (number | null)[];
  readonly start: readonly (number | null)[];
  readonly missed: readonly (number | null)[];
}

/** Trades the windows again by altered signals, as one calculation of the compute threads. No model is asked again. Pure. */
export function retrade(request: RetradeRequest): Retraded {
  const { delays, starts, missed } = request;
  const rng = createRng(missed.seed);
  return {
    delay: delays.map((bars) => sharpeAfter(request, (signals) => delayed(signals, bars))),
    start: starts.map((bars) => sharpeAfter(request, (signals, { from }) => after(signals, from + bars))),
    missed: Array.from({ length: missed.draws }, (_, k) => {
      const draw = rng.fork(`skip/${k}`);
      return sharpeAfter(request, (signals) => skipped(signals, missed.share, draw));
    }),
  };
}

/** Signals of a window and the brackets they came with. */
interface Signals extends SideDistances {
  readonly side: Int8Array;
}

function sharpeAfter(
  { rules, bars, barriers, windows }: RetradeRequest,
  alter: (signals: Signals, window: TradedWindow) => Signals,
): number | null {
  const length = windows.reduce((sum, { from, to }) => sum + to - from, 0);
  const returns = new Float64Array(length);
  let at = 0;
  for (const window of windows) {
    const { side, from, to } = window;
    const signals = alter({ side, ...sideBarriers(barriers, side) }, window);
    returns.set(backtest({ ...rules, bars, ...signals, from, to }).returns, at);
    at += to - from;
  }
  return sharpePerBar(moments(returns));
}

/** Every signal acted on `bars` later than decided, with the bracket it was decided with. */
const delayed = ({ side, stopDistance, targetDistance }: Signals, bars: number): Signals => ({
  side: moved(side, bars),
  stopDistance: moved(stopDistance, bars),
  targetDistance: moved(targetDistance, bars),
});

function moved<T extends Int8Array | Float64Array>(values: T, bars: number): T {
  const later = values.slice() as T;
  later.fill(0, 0, bars);
  later.set(values.subarray(0, values.length - bars), bars);
  return later;
}

/** A share of the signals missed at random; what they would have blocked is traded instead. */
const skipped = (signals: Signals, share: number, rng: Rng): Signals => ({
  ...signals,
  side: signals.side.map((side) => (side !== 0 && rng.uniform() < share ? 0 : side)),
});

/** No signal before a bar: what depends on the first trade falls into another step. */
const after = (signals: Signals, bar: number): Signals => ({
  ...signals,
  side: signals.side.map((side, i) => (i < bar ? 0 : side)),
});
