import type { Direction, SmcEvent, ZoneEventKind } from './events.ts';

/** A zone in the prices of its tracker: negated on the bearish side. */
export interface TrackedZone {
  readonly originIndex: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where trackers put what they find, in the order in which it becomes known. A tracker without one makes no events. */
export interface EventSink {
  add(event: SmcEvent): void;
  /** @param isMirrored Whether the zone's prices are negated. */
  addZone(
    kind: ZoneEventKind,
    direction: Direction,
    zone: TrackedZone,
    isMirrored: boolean,
    eventIndex: number,
    knownIndex: number,
  ): void;
}

/** Keeps every event, in real prices. */
export const collectInto = (events: SmcEvent[]): EventSink => ({
  add: (event) => void events.push(event),
  addZone: (kind, direction, { originIndex, top, bottom }, isMirrored, eventIndex, knownIndex) =>
    void events.push({
      kind,
      direction,
      eventIndex,
      knownIndex,
      originIndex,
      top: isMirrored ? -bottom : top,
      bottom: isMirrored ? -top : bottom,
    }),
});
