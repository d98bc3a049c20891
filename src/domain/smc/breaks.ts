import type { BreakEvent, Direction, EventSink, SwingEvent } from './events.ts';

/** Direction of the market and the closes that made it. */
export interface BreakTracker {
  /** Takes the close of bar `index` and the swings confirmed with it; returns the break it made, if any. */
  step(index: number, close: number, swings: readonly SwingEvent[], sink: EventSink): BreakEvent | undefined;
  /** Direction of the last break; 0 before the first. */
  direction(): Direction | 0;
  lastBreak(): BreakEvent | undefined;
  /** Latest break of a kind. */
  latest(kind: BreakEvent['kind']): BreakEvent | undefined;
}

/**
 * Watches the latest swing of the structure on each side. The first close beyond it breaks it, once; then the side has
 * nothing to break until its next swing is confirmed. No close can break both sides: while neither is broken, the
 * close lies between them.
 */
export function createBreakTracker(): BreakTracker {
  const unbroken = new Map<Direction, SwingEvent>();
  const latest = new Map<BreakEvent['kind'], BreakEvent>();
  let lastBreak: BreakEvent | undefined;

  const tryBreak = (side: Direction, index: number, close: number): BreakEvent | undefined => {
    const swing = unbroken.get(side);
    if (!swing || side * close <= side * swing.price) return undefined;
    unbroken.delete(side);
    return {
      kind: lastBreak && lastBreak.direction !== side ? 'choch' : 'bos',
      direction: side,
      eventIndex: index,
      knownIndex: index,
      swingIndex: swing.eventIndex,
      level: swing.price,
    };
  };

  return {
    step: (index, close, swings, sink) => {
      for (const swing of swings) unbroken.set(swing.direction, swing);
      const found = tryBreak(1, index, close) ?? tryBreak(-1, index, close);
      if (found) {
        lastBreak = found;
        latest.set(found.kind, found);
        sink(found);
      }
      return found;
    },
    direction: () => lastBreak?.direction ?? 0,
    lastBreak: () => lastBreak,
    latest: (kind) => latest.get(kind),
  };
}
