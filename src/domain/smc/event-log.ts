import type { EventSink, TrackedZone } from './event-sink.ts';
import type { Direction, Scope, SmcEvent, SwingEvent, ZoneEvent, ZoneEventKind } from './events.ts';

/** Events in the order in which they became known. Reading makes each anew: keep what is needed, `[...events]` keeps all. */
export interface SmcEvents extends Iterable<SmcEvent> {
  readonly length: number;
}

/** Events of a block of the log: large enough that blocks are few, small enough that the last one wastes little. */
const BLOCK_EVENTS = 4_096;

const CODE_OF = {
  swing: 0,
  bos: 1,
  choch: 2,
  swing_strong: 3,
  swing_weak: 4,
  gap_created: 5,
  gap_mitigated: 6,
  gap_half_filled: 7,
  gap_filled: 8,
  inverse_gap_created: 9,
  inverse_gap_tested: 10,
  inverse_gap_broken: 11,
  block_created: 12,
  block_mitigated: 13,
  block_half_mitigated: 14,
  block_broken: 15,
  breaker_created: 16,
  breaker_tested: 17,
  breaker_broken: 18,
  pool_created: 19,
  pool_joined: 20,
  pool_swept: 21,
  pool_reclaimed: 22,
  pool_lost: 23,
  displacement: 24,
  gap_stacked: 25,
} as const satisfies Readonly<Record<SmcEvent['kind'], number>>;
const KINDS = Object.keys(CODE_OF) as SmcEvent['kind'][];
const ROLES: readonly SwingEvent['role'][] = ['structural', 'extension', 'inner'];

/**
 * Keeps events, in real prices, as numbers in columns: 34 bytes each. A market has three or four events a bar, and so many
 * objects that live on take the garbage collector longer than finding them takes, the more the longer the series.
 */
export class EventLog implements EventSink, SmcEvents {
  private readonly blocks: Block[] = [];
  private last = new Block();
  private count = 0;

  get length(): number {
    return this.count;
  }

  add(event: Exclude<SmcEvent, ZoneEvent>): void {
    const { block, row } = this.next();
    block.kind[row] = CODE_OF[event.kind];
    block.direction[row] = event.direction;
    block.eventIndex[row] = event.eventIndex;
    block.knownIndex[row] = event.knownIndex;
    switch (event.kind) {
      case 'swing':
        block.isExternal[row] = Number(event.scope === 'external');
        block.count[row] = ROLES.indexOf(event.role);
        block.price[row] = event.price;
        return;
      case 'bos':
      case 'choch':
        block.isExternal[row] = Number(event.scope === 'external');
        block.origin[row] = event.swingIndex;
        block.price[row] = event.level;
        return;
      case 'swing_strong':
      case 'swing_weak':
        block.isExternal[row] = Number(event.scope === 'external');
        block.origin[row] = event.swingIndex;
        block.price[row] = event.price;
        return;
      case 'displacement':
        block.price[row] = event.bodyAtr;
        return;
      case 'gap_stacked':
        block.count[row] = event.size;
        return;
      default:
        block.origin[row] = event.originIndex;
        block.count[row] = event.touches;
        block.price[row] = event.level;
        block.otherPrice[row] = event.extreme;
    }
  }

  addZone(
    kind: ZoneEventKind,
    direction: Direction,
    { originIndex, top, bottom }: TrackedZone,
    isMirrored: boolean,
    eventIndex: number,
    knownIndex: number,
  ): void {
    const { block, row } = this.next();
    block.kind[row] = CODE_OF[kind];
    block.direction[row] = direction;
    block.eventIndex[row] = eventIndex;
    block.knownIndex[row] = knownIndex;
    block.origin[row] = originIndex;
    block.price[row] = isMirrored ? -bottom : top;
    block.otherPrice[row] = isMirrored ? -top : bottom;
  }

  *[Symbol.iterator](): Generator<SmcEvent> {
    for (let k = 0; k < this.count; k++) {
      yield eventAt(this.blocks[Math.floor(k / BLOCK_EVENTS)], k % BLOCK_EVENTS);
    }
  }

  /** Room for one event more. */
  private next(): { readonly block: Block; readonly row: number } {
    const row = this.count++ % BLOCK_EVENTS;
    if (row === 0) {
      this.last = new Block();
      this.blocks.push(this.last);
    }
    return { block: this.last, row };
  }
}

/** What a column means depends on the kind. */
class Block {
  readonly kind = new Uint8Array(BLOCK_EVENTS);
  readonly direction = new Int8Array(BLOCK_EVENTS);
  readonly isExternal = new Uint8Array(BLOCK_EVENTS);
  readonly eventIndex = new Int32Array(BLOCK_EVENTS);
  readonly knownIndex = new Int32Array(BLOCK_EVENTS);
  /** Bar of the swing or zone the event is about. */
  readonly origin = new Int32Array(BLOCK_EVENTS);
  /** Touches of a pool, gaps of a stack, role of a swing. */
  readonly count = new Int32Array(BLOCK_EVENTS);
  /** Price or level, a zone's top, a body in ATR; then a pool's extreme or a zone's bottom. */
  readonly price = new Float64Array(BLOCK_EVENTS);
  readonly otherPrice = new Float64Array(BLOCK_EVENTS);
}

function eventAt(block: Block, row: number): SmcEvent {
  const kind = KINDS[block.kind[row]];
  const direction = block.direction[row] as Direction;
  const scope: Scope = block.isExternal[row] === 1 ? 'external' : 'internal';
  const eventIndex = block.eventIndex[row];
  const knownIndex = block.knownIndex[row];
  const origin = block.origin[row];
  const count = block.count[row];
  const price = block.price[row];
  const otherPrice = block.otherPrice[row];
  switch (kind) {
    case 'swing':
      return { kind, scope, eventIndex, knownIndex, direction, price, role: ROLES[count] };
    case 'bos':
    case 'choch':
      return { kind, scope, direction, eventIndex, knownIndex, swingIndex: origin, level: price };
    case 'swing_strong':
    case 'swing_weak':
      return { kind, scope, direction, eventIndex, knownIndex, swingIndex: origin, price };
    case 'displacement':
      return { kind, direction, eventIndex, knownIndex, bodyAtr: price };
    case 'gap_stacked':
      return { kind, direction, eventIndex, knownIndex, size: count };
    case 'pool_created':
    case 'pool_joined':
    case 'pool_swept':
    case 'pool_reclaimed':
    case 'pool_lost':
      return {
        kind,
        direction,
        eventIndex,
        knownIndex,
        originIndex: origin,
        level: price,
        touches: count,
        extreme: otherPrice,
      };
    default:
      return { kind, direction, eventIndex, knownIndex, originIndex: origin, top: price, bottom: otherPrice };
  }
}
