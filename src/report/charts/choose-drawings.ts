import { type Overlay, pricesOf, reaches } from '../../domain/overlays/overlay.ts';

export interface VisibleBars {
  readonly timeMs: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
}

/** Stretches of the chart among which drawings are spread. */
const STRETCHES = 6;
/** What a drawing counts for that is a point in time, as a share of the chart's length; lines and zones count for theirs. */
const MARK_WEIGHT = 0.4;
/** A line or zone counts for so much at least, however short it is. */
const LEAST_LENGTH = 0.02;
/** Swings can be seen in the bars themselves; larger structure and what is about to matter come first. */
const WEIGHTS: readonly { readonly label: RegExp; readonly factor: number }[] = [
  { label: /external/i, factor: 3 },
  { label: /^(swing|weak|strong) |gaps$/i, factor: 0.3 },
  { label: /^(BOS|CHoCH|SMT|Spring|UTAD|SC|BC|Judas swing|Power of three)$/, factor: 4 },
];

/**
 * The drawings that say most about the visible bars, at most so many. Each counts for how long it matters in them, more
 * while it still holds and the nearer it is to the last price; and for less, the more of its name there are already in
 * its stretch of the chart. So all of the chart and every kind of structure have their share.
 * @returns In the order of `overlays`.
 */
export function chooseDrawings<T extends Overlay>(
  overlays: readonly T[],
  bars: VisibleBars,
  most: number,
): readonly T[] {
  const candidates = overlays
    .map((overlay, index) => ({
      overlay,
      index,
      weight: weightOf(overlay, bars),
      stretch: stretchOf(overlay, bars),
    }))
    .filter(({ overlay }) => isVisible(overlay, bars));
  const counts = new Map<string, number>();
  const keyOf = ({ overlay, stretch }: (typeof candidates)[number]): string =>
    `${stretch} ${overlay.label.replace(/\d+/g, '')}`;
  const worth = (candidate: (typeof candidates)[number]): number =>
    candidate.weight / (1 + (counts.get(keyOf(candidate)) ?? 0)) ** 2;
  const chosen: number[] = [];
  const left = new Set(candidates);
  while (left.size > 0 && chosen.length < most) {
    const best = [...left].reduce((a, b) => (worth(b) > worth(a) ? b : a));
    left.delete(best);
    chosen.push(best.index);
    counts.set(keyOf(best), (counts.get(keyOf(best)) ?? 0) + 1);
  }
  return chosen.sort((a, b) => a - b).map((index) => overlays[index]);
}

/** Whether a drawing shows in the chart: not before its first bar, and not beyond its prices. */
export function isVisible(overlay: Overlay, { timeMs, high, low }: VisibleBars): boolean {
  if (!reaches(overlay, timeMs[0])) return false;
  const [bottom, top] = [Math.min(...low), Math.max(...high)];
  const [lowest, highest] = pricesOf(overlay);
  return lowest <= top && highest >= bottom;
}

function weightOf(overlay: Overlay, { timeMs, high, low, close }: VisibleBars): number {
  const [first, last] = [timeMs[0], timeMs[timeMs.length - 1]];
  const span = Math.max(last - first, 1);
  const factor = WEIGHTS.find(({ label }) => label.test(overlay.label))?.factor ?? 1;
  if (overlay.shape === 'mark') return factor * MARK_WEIGHT;
  const length = ((overlay.toMs ?? last) - Math.max(overlay.fromMs, first)) / span;
  const height = Math.max(...high) - Math.min(...low);
  const [lowest, highest] = pricesOf(overlay);
  const price = close[close.length - 1];
  const away = Math.max(lowest - price, price - highest, 0) / Math.max(height, Number.MIN_VALUE);
  // What still holds counts for more, unless price has left it behind.
  return overlay.toMs === null
    ? (factor * (length + 1)) / (1 + 6 * away)
    : factor * Math.max(length, LEAST_LENGTH);
}

/** The stretch a drawing begins to matter in. */
function stretchOf(overlay: Overlay, { timeMs }: VisibleBars): number {
  const from = Math.max(overlay.shape === 'mark' ? overlay.atMs : overlay.fromMs, timeMs[0]);
  const after = timeMs.findIndex((ms) => ms > from);
  const place = after < 0 ? timeMs.length - 1 : after - 1;
  return Math.floor((Math.max(place, 0) / timeMs.length) * STRETCHES);
}
