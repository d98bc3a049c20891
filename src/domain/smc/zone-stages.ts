import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction, ZoneEventKind } from './events.ts';
import { LevelStack } from './level-stack.ts';
import type { PriceBar } from './price-bar.ts';

/**
 * How far price has come into the open zones of one side: to their near edge, then to their middle. Stages are events and
 * nothing else, no series depends on them; so they are followed only where events are kept.
 */
export class ZoneStages {
  private readonly untouched = new LevelStack<TrackedZone>();
  private readonly unhalved = new LevelStack<TrackedZone>();
  private readonly direction: Direction;
  private readonly touchedKind: ZoneEventKind;
  private readonly halvedKind: ZoneEventKind;
  private readonly sink: EventSink;

  constructor(direction: Direction, touchedKind: ZoneEventKind, halvedKind: ZoneEventKind, sink: EventSink) {
    this.direction = direction;
    this.touchedKind = touchedKind;
    this.halvedKind = halvedKind;
    this.sink = sink;
  }

  /** Follows a zone from its creation on. */
  watch(zone: TrackedZone): void {
    this.untouched.insert(zone.top, zone);
    this.unhalved.insert(zone.bottom + (zone.top - zone.bottom) / 2, zone);
  }

  /** Takes a bar, as the zones' side sees it. */
  step({ low }: PriceBar, index: number): void {
    const { untouched, unhalved } = this;
    for (let zone = untouched.takeAt(low); zone; zone = untouched.takeAt(low)) {
      this.report(this.touchedKind, zone, index);
    }
    for (let zone = unhalved.takeAt(low); zone; zone = unhalved.takeAt(low)) {
      this.report(this.halvedKind, zone, index);
    }
  }

  private report(kind: ZoneEventKind, zone: TrackedZone, index: number): void {
    this.sink.addZone(kind, this.direction, zone, this.direction === -1, index, index);
  }
}
