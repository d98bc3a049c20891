/** Up or down: a bullish gap, a break upwards and a swing high's break have 1; their mirror images -1. */
export type Direction = 1 | -1;

/**
 * Everything that happens to a structure is an event of its own; nothing is ever rewritten. `eventIndex` is the bar
 * it happened at, `knownIndex` the bar at whose close it could first be known; a feature may use it from there on.
 */
interface Timed {
  readonly eventIndex: number;
  readonly knownIndex: number;
}

/** A swing high (direction 1) or low (-1): the extreme of the bars around it, known once those after it have closed. */
export interface SwingEvent extends Timed {
  readonly kind: 'swing';
  readonly direction: Direction;
  readonly price: number;
  /**
   * `structural`: follows a swing of the other side. `extension`: no such swing lay between, and this one is more
   * extreme, so it takes the place of the one before. `inner`: less extreme, of no consequence for the structure.
   */
  readonly role: 'structural' | 'extension' | 'inner';
}

/**
 * A close beyond the last structural swing. `bos`, break of structure: along the direction so far (or the first ever).
 * `choch`, change of character: against it.
 */
export interface BreakEvent extends Timed {
  readonly kind: 'bos' | 'choch';
  readonly direction: Direction;
  /** The swing that was broken. */
  readonly swingIndex: number;
  readonly level: number;
}

/** A turn in the life of a zone. `originIndex` and `direction` say which zone. */
export interface ZoneEvent extends Timed {
  readonly kind:
    | 'gap_created'
    /** First trade inside the gap. */
    | 'gap_mitigated'
    /** Traded through to its far edge: closed for good. */
    | 'gap_filled'
    | 'block_created'
    /** First return of price into the block. */
    | 'block_mitigated'
    /** Traded beyond its far edge: no longer a block. */
    | 'block_broken';
  readonly direction: Direction;
  /** The gap's middle bar, or the bar the order block is made of. */
  readonly originIndex: number;
  readonly top: number;
  readonly bottom: number;
}

export type SmcEvent = SwingEvent | BreakEvent | ZoneEvent;

/** Where trackers put what they find, in the order in which it becomes known. */
export type EventSink = (event: SmcEvent) => void;
