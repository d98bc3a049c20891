import { type Bars, barCount } from '../market/bars.ts';

/** What counts when one bar reaches both barriers. */
export type BothTouchRule = 'stop' | 'nearest' | 'drop';

/** How a label ended: up, down, or 0 when nothing can be said (both barriers in one bar, under the rule `drop`). */
export interface Outcome {
  readonly direction: 1 | -1 | 0;
  readonly endIndex: number;
}

export interface TouchInput {
  readonly bars: Bars;
  /** Bar that decides; the entry is the open of the next. */
  readonly event: number;
  readonly horizonBars: number;
  /** Distance of the upper and of the lower barrier, price units. */
  readonly target: number;
  readonly stop: number;
  readonly bothTouch: BothTouchRule;
  /** The trade whose fate is asked: what stays open counts against it. */
  readonly side: 1 | -1;
  /** Smallest gain, as a share of the entry, that counts as one at the time limit. */
  readonly costShare: number;
}

/**
 * The first bar from event + 1 to event + horizon that reaches a barrier decides, else the close at the time limit.
 * A bar that opens beyond a barrier has reached that one. Undefined where the series ends before the outcome.
 */
export function firstTouch(input: TouchInput): Outcome | undefined {
  const { bars, event, target, stop } = input;
  const entry = bars.open[event + 1];
  const [upper, lower] = [entry + target, entry - stop];
  const last = Math.min(event + input.horizonBars, barCount(bars) - 1);
  for (let j = event + 1; j <= last; j++) {
    const [isUp, isDown] = [bars.high[j] >= upper, bars.low[j] <= lower];
    if (isUp && isDown) return { direction: ofBoth(input, upper, lower, bars.open[j]), endIndex: j };
    if (isDown) return { direction: -1, endIndex: j };
    if (isUp) return { direction: 1, endIndex: j };
  }
  return atTimeLimit(input);
}

/** The side wins when the close of bar event + horizon is beyond the entry by more than the costs, else it loses. */
export function atTimeLimit({
  bars,
  event,
  horizonBars,
  side,
  costShare,
}: Pick<TouchInput, 'bars' | 'event' | 'horizonBars' | 'side' | 'costShare'>): Outcome | undefined {
  const endIndex = event + horizonBars;
  if (endIndex >= barCount(bars)) return undefined;
  const entry = bars.open[event + 1];
  const gain = (bars.close[endIndex] - entry) * side;
  return { direction: gain > costShare * entry ? side : sideAgainst(side), endIndex };
}

function ofBoth({ bothTouch, side }: TouchInput, upper: number, lower: number, open: number): 1 | -1 | 0 {
  if (bothTouch === 'drop') return 0;
  if (bothTouch === 'stop' || upper - open === open - lower) return sideAgainst(side);
  return upper - open < open - lower ? 1 : -1;
}

const sideAgainst = (side: 1 | -1): 1 | -1 => (side === 1 ? -1 : 1);
