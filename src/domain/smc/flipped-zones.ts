import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction, ZoneEventKind } from './events.ts';
import { LevelStack } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';

type Turn = 'created' | 'tested' | 'broken';

const KINDS = {
  breaker: { created: 'breaker_created', tested: 'breaker_tested', broken: 'breaker_broken' },
  inverse_gap: {
    created: 'inverse_gap_created',
    tested: 'inverse_gap_tested',
    broken: 'inverse_gap_broken',
  },
} as const;

/**
 * Zones of one side that failed and now work for the other. Breakers and inverse gaps: a zone below price that a bar
 * closes through turns into resistance, an order block into a breaker, a gap into an inverse gap. The first later return
 * to it is its test; a close beyond its far edge ends it.
 */
export class FlippedZones {
  private readonly sink: EventSink | undefined;
  private readonly kinds: Readonly<Record<Turn, ZoneEventKind>>;
  private readonly flippedDirection: Direction;
  private readonly standing = new LevelStack<TrackedZone>();
  /** Nothing but an event comes of a test: followed only where events are kept. */
  private readonly untested: LevelStack<TrackedZone> | undefined;
  private readonly open = new LevelStack<TrackedZone>();
  /** Of the nearest open flipped zone, in real prices. */
  private nearEdge = Number.NaN;
  private index = -1;

  /** @param direction Side of the zones that are watched; the flipped ones have the other. */
  constructor(direction: Direction, name: 'breaker' | 'inverse_gap', sink: EventSink | undefined) {
    this.sink = sink;
    this.kinds = KINDS[name];
    this.untested = sink && new LevelStack();
    this.flippedDirection = direction === 1 ? -1 : 1;
  }

  /** Watches a zone from its creation on. */
  watch(zone: TrackedZone): void {
    this.standing.insert(zone.bottom, zone);
  }

  /** Takes the next bar: as the zone's own side sees it, and as the other side does. */
  step(bar: PriceBar, opposite: PriceBar): void {
    this.index += 1;
    this.visit(opposite);
    this.flip(bar);
  }

  /** Writes down the near edge of the nearest open flipped zone after the bar just taken; NaN: there is none. */
  write(edges: Float64Array, row: number): void {
    edges[row] = this.nearEdge;
  }

  private visit({ low, close }: PriceBar): void {
    const { untested, open } = this;
    for (let zone = untested?.takeAt(low); zone; zone = untested?.takeAt(low)) {
      this.report('tested', zone);
    }
    for (let zone = open.takeBeyond(close); zone; zone = open.takeBeyond(close)) {
      this.report('broken', zone);
      this.followNearest();
    }
  }

  private flip({ close }: PriceBar): void {
    const { standing } = this;
    for (let zone = standing.takeBeyond(close); zone; zone = standing.takeBeyond(close)) {
      const flipped: TrackedZone = { originIndex: zone.originIndex, top: -zone.bottom, bottom: -zone.top };
      this.untested?.insert(flipped.top, flipped);
      this.open.insert(flipped.bottom, flipped);
      this.report('created', flipped);
      this.followNearest();
    }
  }

  private followNearest(): void {
    const nearest = this.open.top();
    this.nearEdge = nearest ? this.flippedDirection * nearest.top : Number.NaN;
  }

  private report(turn: Turn, zone: TrackedZone): void {
    const { flippedDirection, index } = this;
    this.sink?.addZone(this.kinds[turn], flippedDirection, zone, flippedDirection === -1, index, index);
  }
}
