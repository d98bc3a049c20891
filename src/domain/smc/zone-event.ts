import type { Direction, ZoneEvent } from './events.ts';

/** A zone in the prices of its tracker: negated on the bearish side. */
interface TrackedZone {
  readonly originIndex: number;
  readonly top: number;
  readonly bottom: number;
}

/** An event of a tracked zone, in real prices. */
export function zoneEvent(
  kind: ZoneEvent['kind'],
  direction: Direction,
  zone: TrackedZone,
  { eventIndex, knownIndex }: Pick<ZoneEvent, 'eventIndex' | 'knownIndex'>,
): ZoneEvent {
  return {
    kind,
    direction,
    eventIndex,
    knownIndex,
    originIndex: zone.originIndex,
    top: direction === 1 ? zone.top : -zone.bottom,
    bottom: direction === 1 ? zone.bottom : -zone.top,
  };
}
