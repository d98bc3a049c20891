import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction } from './events.ts';
import { createLevelStack } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';

/** Zones of one side that failed and now work for the other. */
export interface FlippedZones {
  /** Watches a zone from its creation on. */
  watch(zone: TrackedZone): void;
  /** Takes the next bar: as the zone's own side sees it, and as the other side does. */
  step(bar: PriceBar, opposite: PriceBar, sink: EventSink): void;
  /** Writes down the near edge of the nearest open flipped zone after the bar just taken; NaN: there is none. */
  write(edges: Float64Array): void;
}

/**
 * Breakers and inverse gaps: a zone below price that a bar closes through turns into resistance, an order block into a
 * breaker, a gap into an inverse gap. The first later return to it is its test; a close beyond its far edge ends it.
 *
 * @param direction Side of the zones that are watched; the flipped ones have the other.
 */
export function createFlippedZones(direction: Direction, name: 'breaker' | 'inverse_gap'): FlippedZones {
  const standing = createLevelStack<TrackedZone>();
  const untested = createLevelStack<TrackedZone>();
  const open = createLevelStack<TrackedZone>();
  const flippedDirection = direction === 1 ? -1 : 1;
  let index = -1;

  const report = (turn: 'created' | 'tested' | 'broken', zone: TrackedZone, sink: EventSink): void =>
    sink.addZone(`${name}_${turn}`, flippedDirection, zone, flippedDirection === -1, index, index);

  const visit = (opposite: PriceBar, sink: EventSink): void => {
    const { low, close } = opposite;
    for (let zone = untested.takeReached(low, 'at'); zone; zone = untested.takeReached(low, 'at')) {
      report('tested', zone, sink);
    }
    for (let zone = open.takeReached(close, 'beyond'); zone; zone = open.takeReached(close, 'beyond')) {
      report('broken', zone, sink);
    }
  };

  const flip = ({ close }: PriceBar, sink: EventSink): void => {
    for (
      let zone = standing.takeReached(close, 'beyond');
      zone;
      zone = standing.takeReached(close, 'beyond')
    ) {
      const flipped: TrackedZone = { originIndex: zone.originIndex, top: -zone.bottom, bottom: -zone.top };
      untested.insert(flipped.top, flipped);
      open.insert(flipped.bottom, flipped);
      report('created', flipped, sink);
    }
  };

  return {
    watch: (zone) => standing.insert(zone.bottom, zone),
    step: (bar, opposite, sink) => {
      index += 1;
      visit(opposite, sink);
      flip(bar, sink);
    },
    write: (edges) => {
      const nearest = open.top();
      edges[index] = nearest ? flippedDirection * nearest.top : Number.NaN;
    },
  };
}
