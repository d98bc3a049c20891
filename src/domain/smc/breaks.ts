import type { EventSink } from './event-sink.ts';
import type { BreakEvent, Direction, Scope, SwingEvent } from './events.ts';
import type { PriceBar } from './price-bar.ts';
import type { SwingTracker } from './swings.ts';

/** What must lie beyond a swing to break it. */
export type BreakRule = 'close' | 'wick';

/** Direction of the market and the prices that made it. */
export interface BreakTracker {
  /** Takes the next bar, after the swing tracker has taken it. */
  step(bar: PriceBar, swings: SwingTracker, sink: EventSink): void;
  /** Whether the bar just taken broke the structure to this side. */
  isBroken(direction: Direction): boolean;
  /** Direction of the last break; 0 before the first. */
  direction(): Direction | 0;
  lastBreak(): BreakEvent | undefined;
  /** Latest break of a kind. */
  latest(kind: BreakEvent['kind']): BreakEvent | undefined;
}

/**
 * Watches the latest swing of the structure on each side. The first price beyond it breaks it, once; then the side has
 * nothing to break until its next swing is confirmed. No close can break both sides: while neither is broken, the
 * close lies between them. Both wicks of one bar can: the side the bar closes towards then comes last, because that
 * is where it left the market.
 */
export function createBreakTracker(scope: Scope, rule: BreakRule = 'close'): BreakTracker {
  let high: SwingEvent | undefined;
  let low: SwingEvent | undefined;
  let lastBreak: BreakEvent | undefined;
  let lastBos: BreakEvent | undefined;
  let lastChoch: BreakEvent | undefined;
  let brokenSides = 0;
  let index = -1;

  const breakSwing = (direction: Direction, swing: SwingEvent, sink: EventSink): void => {
    const kind = lastBreak && lastBreak.direction !== direction ? 'choch' : 'bos';
    lastBreak = {
      kind,
      scope,
      direction,
      eventIndex: index,
      knownIndex: index,
      swingIndex: swing.eventIndex,
      level: swing.price,
    };
    if (kind === 'bos') lastBos = lastBreak;
    else lastChoch = lastBreak;
    brokenSides |= bitOf(direction);
    sink.add(lastBreak);
  };

  const tryHigh = (bar: PriceBar, sink: EventSink): void => {
    if (high === undefined || (rule === 'close' ? bar.close : bar.high) <= high.price) return;
    breakSwing(1, high, sink);
    high = undefined;
  };

  const tryLow = (bar: PriceBar, sink: EventSink): void => {
    if (low === undefined || (rule === 'close' ? bar.close : bar.low) >= low.price) return;
    breakSwing(-1, low, sink);
    low = undefined;
  };

  return {
    step: (bar, swings, sink) => {
      index += 1;
      brokenSides = 0;
      high = swings.confirmed(1) ?? high;
      low = swings.confirmed(-1) ?? low;
      if (bar.close < bar.open) {
        tryHigh(bar, sink);
        tryLow(bar, sink);
      } else {
        tryLow(bar, sink);
        tryHigh(bar, sink);
      }
    },
    isBroken: (direction) => (brokenSides & bitOf(direction)) !== 0,
    direction: () => lastBreak?.direction ?? 0,
    lastBreak: () => lastBreak,
    latest: (kind) => (kind === 'bos' ? lastBos : lastChoch),
  };
}

const bitOf = (direction: Direction): number => (direction === 1 ? 1 : 2);
