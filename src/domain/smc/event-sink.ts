import type { Direction, SmcEvent, ZoneEvent, ZoneEventKind } from './events.ts';

/** A zone in the prices of its tracker: negated on the bearish side. */
export interface TrackedZone {
  readonly originIndex: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where trackers put what they find, in the order in which it becomes known. A tracker without one makes no events. */
export interface EventSink {
  add(event: Exclude<SmcEvent, ZoneEvent>): void;
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
