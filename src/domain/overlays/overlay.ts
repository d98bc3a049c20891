/**
 * Something to draw on a price chart. Times are opens of bars in milliseconds since 1970-01-01 UTC, prices are in the
 * quote currency. `knownMs` is the open of the bar at whose close the thing was known: a chart that replays the past
 * shows it from the next bar on.
 */
interface Drawable {
  /** Short, for the chart: BOS, FVG, Spring. */
  readonly label: string;
  /** 1 bullish, -1 bearish, 0 neither. */
  readonly side: 1 | -1 | 0;
  readonly knownMs: number;
}

/** A stretch of price over a stretch of time. `toMs` is null while it lasts. */
export interface OverlayZone extends Drawable {
  readonly shape: 'zone';
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly top: number;
  readonly bottom: number;
}

/** One price over a stretch of time. */
export interface OverlayLine extends Drawable {
  readonly shape: 'line';
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly price: number;
}

/** One price at one time. */
export interface OverlayMark extends Drawable {
  readonly shape: 'mark';
  readonly atMs: number;
  readonly price: number;
  /** Of an event that is judged by signs: the share of them that were there, 0 to 1. */
  readonly confidence?: number;
  /** Of an event that is read from several bars: these bars, ascending. */
  readonly evidenceMs?: readonly number[];
}

/** From one point to another. */
export interface OverlaySegment extends Drawable {
  readonly shape: 'segment';
  readonly fromMs: number;
  readonly toMs: number;
  readonly fromPrice: number;
  readonly toPrice: number;
}

export type Overlay = OverlayZone | OverlayLine | OverlayMark | OverlaySegment;

/** Whether a drawing has anything to show from a time on. */
export const reaches = (overlay: Overlay, fromMs: number): boolean =>
  overlay.shape === 'mark' ? overlay.atMs >= fromMs : overlay.toMs === null || overlay.toMs >= fromMs;

/** Lowest and highest price of a drawing. */
export function pricesOf(overlay: Overlay): readonly [low: number, high: number] {
  switch (overlay.shape) {
    case 'zone':
      return [overlay.bottom, overlay.top];
    case 'segment':
      return [Math.min(overlay.fromPrice, overlay.toPrice), Math.max(overlay.fromPrice, overlay.toPrice)];
    default:
      return [overlay.price, overlay.price];
  }
}
