import type { OverlayMark } from '../../domain/overlays/overlay.ts';
import { type Html, html, raw } from '../html.ts';
import { minuteOf, sideOf } from './overlay-text.ts';
import { type PlotScale, percent } from './price-names.ts';

/** A bar that events of one side were read from. */
interface Evidence {
  readonly atMs: number;
  readonly price: number;
  readonly side: ReturnType<typeof sideOf>;
  /** Names of the events, in the order of the marks. */
  readonly of: readonly string[];
}

interface PricedBars {
  readonly timeMs: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
}

/** The bars of the chart that marks were read from; a bar that has the mark itself needs no ring. */
export function evidenceOf(
  marks: readonly OverlayMark[],
  { timeMs, high, low }: PricedBars,
): readonly Evidence[] {
  const placeOf = new Map(timeMs.map((ms, place) => [ms, place]));
  const found = new Map<string, Evidence>();
  for (const mark of marks) {
    const side = sideOf(mark);
    for (const atMs of mark.evidenceMs ?? []) {
      const place = placeOf.get(atMs);
      if (place === undefined || atMs === mark.atMs) continue;
      const of = found.get(`${atMs} ${side}`)?.of ?? [];
      const price = side === 'down' ? high[place] : low[place];
      found.set(`${atMs} ${side}`, { atMs, price, side, of: [...new Set([...of, mark.label])] });
    }
  }
  return [...found.values()];
}

export const evidenceMarkup = ({ atMs, price, side, of }: Evidence, { x, y }: PlotScale): Html =>
  html`<span class="evidence ${side}" style="left:${raw(percent(x(atMs)))};top:${raw(percent(y(price)))}" title="Evidence of ${of.join(', ')}, ${minuteOf(atMs)}"></span>`;
