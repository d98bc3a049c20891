import { NewYorkClock } from '../../src/domain/ict/new-york-clock.ts';
import { isWithin, KILL_ZONES } from '../../src/domain/ict/windows.ts';
import { type Bars, barCount } from '../../src/domain/market/bars.ts';
import type { Rng } from '../../src/kernel/rng.ts';
import { HOURLY_SD, type ReturnProcess } from './price-process.ts';

/** Markets with one true edge: while a state of the market lasts prices drift, else they are a random walk. */
export const EDGE_KINDS = ['momentum', 'sweep-reversion', 'session-drift'] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** Bars the drift of a session lasts: the default time limit of a trade. */
const SESSION_BARS = 10;

/** Bars prices drift after a trigger; no trigger counts while they do. What is a state is asked anew at each bar. */
export const DRIFT_BARS: Readonly<Record<EdgeKind, number>> = {
  momentum: 1,
  'sweep-reversion': 1,
  'session-drift': SESSION_BARS,
};

const MOMENTUM_BARS = 20;
/** Deviations of a random walk the move must have made. */
const MOMENTUM_DEVIATIONS = 1.5;
const SWEEP_BARS = 48;
/** Bars a sweep is remembered, its own counted. */
const SWEEP_FRESH_BARS = 5;

/**
 * Drift of a bar that no trigger is active on, in units of the planted one. A session that rises every day would be a
 * market that rises, and holding it no skill: the other hours take it back.
 */
export const REST_DRIFT: Readonly<Record<EdgeKind, number>> = {
  momentum: 0,
  'sweep-reversion': 0,
  'session-drift': -SESSION_BARS / (24 - SESSION_BARS),
};

/** Side of the edge that becomes known at the close of bar `i`; 0 without one. Looks at bars up to `i` alone. */
export type Trigger = (bars: Bars, i: number) => -1 | 0 | 1;

/** A trigger of each kind. It may keep a clock: bars are asked for in their order. */
export const TRIGGERS: Readonly<Record<EdgeKind, () => Trigger>> = {
  momentum: () => momentum,
  'sweep-reversion': () => sweepReversion,
  'session-drift': sessionDrift,
};

/** A move of 20 bars beyond 1.5 deviations goes on for as long as it is one. */
const momentum: Trigger = ({ close }, i) => {
  if (i < MOMENTUM_BARS) return 0;
  const move = Math.log(close[i] / close[i - MOMENTUM_BARS]) / (HOURLY_SD * Math.sqrt(MOMENTUM_BARS));
  return Math.abs(move) > MOMENTUM_DEVIATIONS ? (Math.sign(move) as -1 | 1) : 0;
};

/** For some bars after the extreme of the last 48 has been swept, and the other one has not, the price turns. */
const sweepReversion: Trigger = ({ high, low }, i) => {
  if (i < SWEEP_BARS) return 0;
  let [lowest, highest] = [i, i];
  for (let j = i - 1; j >= i - SWEEP_BARS; j--) {
    if (low[j] < low[lowest]) lowest = j;
    if (high[j] > high[highest]) highest = j;
  }
  const [sweptLow, sweptHigh] = [i - lowest < SWEEP_FRESH_BARS, i - highest < SWEEP_FRESH_BARS];
  if (sweptLow === sweptHigh) return 0;
  return sweptLow ? 1 : -1;
};

/** From the first bar of the London kill zone on, prices rise; what they gain is given back over the rest of the day. */
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
 * A random walk with a drift of `strength` deviations a bar over the bar or bars after each trigger, in its direction.
 * The noise does not depend on the strength: one seed gives one market at every strength.
 */
export function plantedEdge(kind: EdgeKind, strength: number, rng: Rng): ReturnProcess {
  const side = withoutOverlap(TRIGGERS[kind](), DRIFT_BARS[kind]);
  let active: { side: -1 | 0 | 1; until: number } = { side: 0, until: 0 };
  return (bars, i) => {
    const triggered = i > 0 ? side(bars, i - 1) : 0;
    if (triggered !== 0) active = { side: triggered, until: i + DRIFT_BARS[kind] };
    const drift = (i < active.until ? active.side : REST_DRIFT[kind]) * strength * HOURLY_SD;
    return { logReturn: HOURLY_SD * rng.normal() - HOURLY_SD ** 2 / 2 + drift, sd: HOURLY_SD };
  };
}

/** The planted rule itself: the side of each bar, by the very triggers that made the market. */
export function plantedSides(kind: EdgeKind, bars: Bars): Int8Array {
  const side = withoutOverlap(TRIGGERS[kind](), DRIFT_BARS[kind]);
  return Int8Array.from({ length: barCount(bars) }, (_, i) => side(bars, i));
}

function withoutOverlap(trigger: Trigger, bars: number): Trigger {
  let freeFrom = 0;
  return (market, i) => {
    const side = trigger(market, i);
    if (side === 0 || i < freeFrom) return 0;
    freeFrom = i + bars;
    return side;
  };
}
