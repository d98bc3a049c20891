import type { Overlay, OverlayMark } from '../../domain/overlays/overlay.ts';
import { type Html, html, join, raw } from '../html.ts';
import { type Box, type LabelRequest, type Place, placeLabels } from './label-layout.ts';
import { overlayText, shortName, sideOf } from './overlay-text.ts';

/** Time and price to 0 … 1000 of the drawing, y downwards; a time is that of the middle of its bar. */
export interface PlotScale {
  readonly x: (timeMs: number) => number;
  readonly y: (price: number) => number;
}

const GLYPHS = { up: '▲', down: '▼', flat: '●' } as const;

/** Marks of one side at one bar: one glyph, all their names. */
interface Pin {
  readonly x: number;
  readonly y: number;
  readonly side: keyof typeof GLYPHS;
  readonly marks: readonly OverlayMark[];
}

export function pinsOf(marks: readonly OverlayMark[], { x, y }: PlotScale): readonly Pin[] {
  const pins = new Map<string, { x: number; y: number; side: Pin['side']; marks: OverlayMark[] }>();
  for (const mark of marks) {
    const side = sideOf(mark);
    const at = x(mark.atMs);
    const pin = pins.get(`${at} ${side}`) ?? { x: at, y: y(mark.price), side, marks: [] };
    pin.marks.push(mark);
    // At the farther of their prices, so that it does not hide the bar.
    pin.y = side === 'down' ? Math.min(pin.y, y(mark.price)) : Math.max(pin.y, y(mark.price));
    pins.set(`${at} ${side}`, pin);
  }
  return [...pins.values()];
}

export const pinMarkup = ({ x, y, side, marks }: Pin): Html =>
  html`<span class="pin ${side}" style="left:${raw(percent(x))};top:${raw(percent(y))}" title="${marks.map(overlayText).join('\n')}">${GLYPHS[side]}</span>`;

/** The plot labels are laid out for; on a wider one there is more room between them, on a narrower one they are left out. */
const LAYOUT = { width: 700, height: 272 };
/** Glyphs stand this far beyond their price, and are so large, pixels. */
const GLYPH = { beyond: 9, size: 9 };
const ABOVE: readonly Place[] = [
  { dx: -0.5, dy: -1.15 },
  { dx: -0.5, dy: 0.15 },
  { dx: 0, dy: -1.15 },
  { dx: -1, dy: -1.15 },
];
/** Inside a zone at its left end, else above or below it. */
const CORNER: readonly Place[] = [
  { dx: 0.05, dy: 0 },
  { dx: 0.05, dy: -1 },
  { dx: 1, dy: 0 },
];
const BESIDE: Readonly<Record<Pin['side'], readonly Place[]>> = {
  up: [
    { dx: -0.5, dy: 0.6 },
    { dx: 0.15, dy: -0.4 },
    { dx: -1.15, dy: -0.4 },
    { dx: -0.5, dy: 1.6 },
  ],
  down: [
    { dx: -0.5, dy: -1.6 },
    { dx: 0.15, dy: -0.6 },
    { dx: -1.15, dy: -0.6 },
    { dx: -0.5, dy: -2.6 },
  ],
  flat: [{ dx: 0.15, dy: -0.5 }],
};

type Named = LabelRequest & { readonly side: string };

/** Short names on the chart, none on another: those of marks first, then of lines, then of zones. */
export function drawingNames(overlays: readonly Overlay[], pins: readonly Pin[], scale: PlotScale): Html {
  const requests = [
    ...pins.flatMap((pin) => pinName(pin) ?? []),
    ...overlays.flatMap((overlay) => (overlay.shape === 'mark' ? [] : (nameOf(overlay, scale) ?? []))),
  ];
  const boxes = placeLabels(requests, LAYOUT, pins.map(glyphBox));
  return join(
    requests.map(({ text, side }, k) => {
      const box = boxes[k];
      return (
        box &&
        html`<span class="name ${side}" style="left:${raw(percent((box.left / LAYOUT.width) * 1000))};top:${raw(percent((box.top / LAYOUT.height) * 1000))}">${text}</span>`
      );
    }),
  );
}

const toLayout = (x: number, y: number): { x: number; y: number } => ({
  x: (x / 1000) * LAYOUT.width,
  y: (y / 1000) * LAYOUT.height,
});

const BEYOND = { up: GLYPH.beyond, down: -GLYPH.beyond, flat: 0 } as const;

function pinName({ x, y, side, marks }: Pin): Named | undefined {
  const text = [...new Set(marks.flatMap((mark) => shortName(mark) ?? []))].join(' ');
  if (text === '') return undefined;
  const point = toLayout(x, y);
  return { text, x: point.x, y: point.y + BEYOND[side], side, places: BESIDE[side] };
}

function glyphBox({ x, y, side }: Pin): Box {
  const point = toLayout(x, y);
  const { size } = GLYPH;
  return { left: point.x - size / 2, top: point.y + BEYOND[side] - size / 2, width: size, height: size };
}

function nameOf(overlay: Exclude<Overlay, OverlayMark>, { x, y }: PlotScale): Named | undefined {
  const text = shortName(overlay);
  if (text === undefined) return undefined;
  const [left, right] = [x(overlay.fromMs), overlay.toMs === null ? 1000 : x(overlay.toMs)];
  const named = { text, side: sideOf(overlay) };
  if (overlay.shape === 'zone') return { ...named, ...toLayout(left, y(overlay.top)), places: CORNER };
  const price = overlay.shape === 'line' ? overlay.price : (overlay.fromPrice + overlay.toPrice) / 2;
  return { ...named, ...toLayout((left + right) / 2, y(price)), places: ABOVE };
}

export const percent = (thousandths: number): string => `${rounded(thousandths / 10)}%`;
export const rounded = (value: number): number => Math.round(value * 10) / 10;
