import { NewYorkClock } from '../../src/domain/ict/new-york-clock.ts';
import { isWithin, KILL_ZONES } from '../../src/domain/ict/windows.ts';
import { type Bars, barCount } from '../../src/domain/market/bars.ts';
import type { Rng } from '../../src/kernel/rng.ts';
import { HOURLY_SD, type ReturnProcess } from './price-process.ts';

/** Markets with one true edge: after a trigger prices drift for a while, else they are a random walk. */
export const EDGE_KINDS = ['momentum', 'sweep-reversion', 'session-drift'] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** Bars the drift lasts: the default time limit of a trade. No trigger counts while it does. */
export const DRIFT_BARS = 10;

const MOMENTUM_BARS = 20;
/** Deviations of a random walk the move must have made. */
const MOMENTUM_DEVIATIONS = 1.5;
const SWEEP_BARS = 48;

/** Side of the edge that becomes known at the close of bar `i`; 0 without one. Looks at bars up to `i` alone. */
export type Trigger = (bars: Bars, i: number) => -1 | 0 | 1;

/** A trigger of each kind. It may keep a clock: bars are asked for in their order. */
export const TRIGGERS: Readonly<Record<EdgeKind, () => Trigger>> = {
  momentum: () => momentum,
  'sweep-reversion': () => sweepReversion,
  'session-drift': sessionDrift,
};

/** A move of 20 bars beyond 1.5 deviations goes on. */
const momentum: Trigger = ({ close }, i) => {
  if (i < MOMENTUM_BARS) return 0;
  const move = Math.log(close[i] / close[i - MOMENTUM_BARS]) / (HOURLY_SD * Math.sqrt(MOMENTUM_BARS));
  return Math.abs(move) > MOMENTUM_DEVIATIONS ? (Math.sign(move) as -1 | 1) : 0;
};

/** A bar beyond the extreme of the 48 bars before it that closes back inside turns the price. */
const sweepReversion: Trigger = ({ high, low, close }, i) => {
  if (i < SWEEP_BARS) return 0;
  let [floor, ceiling] = [low[i - 1], high[i - 1]];
  for (let j = i - SWEEP_BARS; j < i - 1; j++) {
    if (low[j] < floor) floor = low[j];
    if (high[j] > ceiling) ceiling = high[j];
  }
  if (low[i] < floor && close[i] > floor) return 1;
  return high[i] > ceiling && close[i] < ceiling ? -1 : 0;
};

/** From the first bar of the London kill zone on, prices rise. */
function sessionDrift(): Trigger {
  const clock = new NewYorkClock();
  let wasWithin = false;
  return ({ timeMs }, i) => {
    clock.show(timeMs[i]);
    const isNow = isWithin(KILL_ZONES.london, clock.minute);
    const opens = isNow && !wasWithin;
    wasWithin = isNow;
    return opens ? 1 : 0;
  };
}

/**
 * A random walk with a drift of `strength` deviations a bar over the bars after each trigger, in its direction.
 * The noise does not depend on the strength: one seed gives one market at every strength.
 */
export function plantedEdge(kind: EdgeKind, strength: number, rng: Rng): ReturnProcess {
  const side = withoutOverlap(TRIGGERS[kind]());
  let active: { side: -1 | 0 | 1; until: number } = { side: 0, until: 0 };
  return (bars, i) => {
    const triggered = i > 0 ? side(bars, i - 1) : 0;
    if (triggered !== 0) active = { side: triggered, until: i + DRIFT_BARS };
    const drift = i < active.until ? active.side * strength * HOURLY_SD : 0;
    return { logReturn: HOURLY_SD * rng.normal() - HOURLY_SD ** 2 / 2 + drift, sd: HOURLY_SD };
  };
}

/** The planted rule itself: the side of each bar, by the very triggers that made the market. */
export function plantedSides(kind: EdgeKind, bars: Bars): Int8Array {
  const side = withoutOverlap(TRIGGERS[kind]());
  return Int8Array.from({ length: barCount(bars) }, (_, i) => side(bars, i));
}

function withoutOverlap(trigger: Trigger): Trigger {
  let freeFrom = 0;
  return (bars, i) => {
    const side = trigger(bars, i);
    if (side === 0 || i < freeFrom) return 0;
    freeFrom = i + DRIFT_BARS;
    return side;
  };
}
