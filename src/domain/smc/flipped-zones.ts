import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction } from './events.ts';
import { LevelStack } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';

/**
 * Zones of one side that failed and now work for the other. Breakers and inverse gaps: a zone below price that a bar
 * closes through turns into resistance, an order block into a breaker, a gap into an inverse gap. The first later return
 * to it is its test; a close beyond its far edge ends it.
 */
export class FlippedZones {
  private readonly name: 'breaker' | 'inverse_gap';
  private readonly flippedDirection: Direction;
  private readonly standing = new LevelStack<TrackedZone>();
  private readonly untested = new LevelStack<TrackedZone>();
  private readonly open = new LevelStack<TrackedZone>();
  private index = -1;

  /** @param direction Side of the zones that are watched; the flipped ones have the other. */
  constructor(direction: Direction, name: 'breaker' | 'inverse_gap') {
    this.name = name;
    this.flippedDirection = direction === 1 ? -1 : 1;
  }

  /** Watches a zone from its creation on. */
  watch(zone: TrackedZone): void {
    this.standing.insert(zone.bottom, zone);
  }

  /** Takes the next bar: as the zone's own side sees it, and as the other side does. */
  step(bar: PriceBar, opposite: PriceBar, sink: EventSink): void {
    this.index += 1;
    this.visit(opposite, sink);
    this.flip(bar, sink);
  }

  /** Writes down the near edge of the nearest open flipped zone after the bar just taken; NaN: there is none. */
  write(edges: Float64Array, row: number): void {
    const nearest = this.open.top();
    edges[row] = nearest ? this.flippedDirection * nearest.top : Number.NaN;
  }

  private visit({ low, close }: PriceBar, sink: EventSink): void {
    const { untested, open } = this;
    for (let zone = untested.takeAt(low); zone; zone = untested.takeAt(low)) {
      this.report('tested', zone, sink);
    }
    for (let zone = open.takeBeyond(close); zone; zone = open.takeBeyond(close)) {
      this.report('broken', zone, sink);
    }
  }

  private flip({ close }: PriceBar, sink: EventSink): void {
    const { standing } = this;
    for (let zone = standing.takeBeyond(close); zone; zone = standing.takeBeyond(close)) {
      const flipped: TrackedZone = { originIndex: zone.originIndex, top: -zone.bottom, bottom: -zone.top };
      this.untested.insert(flipped.top, flipped);
      this.open.insert(flipped.bottom, flipped);
      this.report('created', flipped, sink);
    }
  }

  private report(turn: 'created' | 'tested' | 'broken', zone: TrackedZone, sink: EventSink): void {
    const { name, flippedDirection, index } = this;
    sink.addZone(`${name}_${turn}`, flippedDirection, zone, flippedDirection === -1, index, index);
  }
}
