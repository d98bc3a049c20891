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

/** Structure is read twice: `internal` by short swings, `external` by long ones. */
export type Scope = 'internal' | 'external';

/** A swing high (direction 1) or low (-1): the extreme of the bars around it, known once those after it have closed. */
export interface SwingEvent extends Timed {
  readonly kind: 'swing';
  readonly scope: Scope;
  readonly direction: Direction;
  readonly price: number;
  /**
   * `structural`: follows a swing of the other side. `extension`: no such swing lay between, and this one is more
   * extreme, so it takes the place of the one before. `inner`: less extreme, of no consequence for the structure.
   */
  readonly role: 'structural' | 'extension' | 'inner';
}

/**
 * A price beyond the last structural swing. `bos`, break of structure: along the direction so far (or the first ever).
 * `choch`, change of character: against it.
 */
export interface BreakEvent extends Timed {
  readonly kind: 'bos' | 'choch';
  readonly scope: Scope;
  readonly direction: Direction;
  /** The swing that was broken. */
  readonly swingIndex: number;
  readonly level: number;
}

/**
 * What a swing has shown itself to be. `swing_strong`: a break of structure set out from it, so the trend hangs on it.
 * `swing_weak`: it lies where the trend is going, so it is expected to give way. `direction` is the swing's.
 */
export interface StrengthEvent extends Timed {
  readonly kind: 'swing_strong' | 'swing_weak';
  readonly scope: Scope;
  readonly direction: Direction;
  readonly swingIndex: number;
  readonly price: number;
}

export type ZoneEventKind =
  | 'gap_created'
  /** First trade inside the gap. */
  | 'gap_mitigated'
  /** Traded to its middle (the "consequent encroachment"). */
  | 'gap_half_filled'
  /** Traded through to its far edge: closed for good. */
  | 'gap_filled'
  /** A gap a bar has closed through: from now on it works for the other side, whose direction the event has. */
  | 'inverse_gap_created'
  /** First return of price to it. */
  | 'inverse_gap_tested'
  /** Closed through again. */
  | 'inverse_gap_broken'
  | 'block_created'
  /** First return of price into the block. */
  | 'block_mitigated'
  | 'block_half_mitigated'
  /** Traded beyond its far edge: no longer a block. */
  | 'block_broken'
  /** An order block a bar has closed through: a breaker of the other side. */
  | 'breaker_created'
  | 'breaker_tested'
  | 'breaker_broken';

/** A turn in the life of a zone. Kind, `originIndex` and `direction` say which zone. */
export interface ZoneEvent extends Timed {
  readonly kind: ZoneEventKind;
  readonly direction: Direction;
  /** The gap's middle bar, or the bar the order block is made of. */
  readonly originIndex: number;
  readonly top: number;
  readonly bottom: number;
}

/** A turn in the life of the liquidity that rests beyond swings: above highs (direction 1), below lows (-1). */
export interface PoolEvent extends Timed {
  readonly kind:
    | 'pool_created'
    /** Another swing at an equal price: equal highs or lows. */
    | 'pool_joined'
    /** A wick beyond the level. */
    | 'pool_swept'
    /** A close back inside soon after the sweep. */
    | 'pool_reclaimed'
    /** No such close: the level is gone. */
    | 'pool_lost';
  readonly direction: Direction;
  /** The first swing of the pool. */
  readonly originIndex: number;
  /** The most extreme of its swings: what a sweep must trade beyond. */
  readonly level: number;
  readonly touches: number;
  /** Farthest price of the sweep so far; before one, the level itself. */
  readonly extreme: number;
}

/** A bar that runs: its body is large for the market of the bars before it, and most of its range. */
export interface DisplacementEvent extends Timed {
  readonly kind: 'displacement';
  readonly direction: Direction;
  /** Body in ATR of the bar before. */
  readonly bodyAtr: number;
}

/** The second and each later gap of a run of gaps to one side, none to the other between. */
export interface GapStackEvent extends Timed {
  readonly kind: 'gap_stacked';
  readonly direction: Direction;
  readonly size: number;
}

export type SmcEvent =
  | SwingEvent
  | BreakEvent
  | StrengthEvent
  | ZoneEvent
  | PoolEvent
  | DisplacementEvent
  | GapStackEvent;
