import { plainTicks } from '../format.ts';
import { type Html, html, join, raw } from '../html.ts';
import { niceTicks, padded } from './scale.ts';

export interface XyPoint {
  readonly x: number;
  readonly y: number;
}

export interface XySeries {
  readonly shape: 'dots' | 'line' | 'dashed';
  readonly points: readonly XyPoint[];
}

export interface XyPlot {
  /** What the chart shows, for those who cannot see it. */
  readonly label: string;
  readonly series: readonly XySeries[];
  /** Drawn as a line across: a probability of one half, a contribution of nothing. */
  readonly reference?: number;
  readonly caption: string;
}

const X_TICKS = 4;
const Y_TICKS = 4;

/** Points and lines over a plain scale; it stretches to its box, its texts keep their size. */
export function xyPlot({ label, series, reference, caption }: XyPlot): Html {
  const points = series.flatMap((one) => one.points);
  if (points.length < 2) return html`<p class="muted">Too few points to draw.</p>`;
  const xs = points.map(({ x }) => x);
  const ys = [...points.map(({ y }) => y), ...(reference === undefined ? [] : [reference])];
  const [left, right] = padded(Math.min(...xs), Math.max(...xs), 0.03);
  const [bottom, top] = padded(Math.min(...ys), Math.max(...ys), 0.08);
  const at = ({ x, y }: XyPoint): XyPoint => ({
    x: round(((x - left) / (right - left)) * 1000),
    y: round(((top - y) / (top - bottom)) * 1000),
  });
  const across = (y: number, name: string): Html =>
    html`<line class="${name}" x1="0" x2="1000" y1="${at({ x: left, y }).y}" y2="${at({ x: left, y }).y}"/>`;
  const xTicks = niceTicks(left, right, X_TICKS);
  const yTicks = niceTicks(bottom, top, Y_TICKS);
  const [xText, yText] = [plainTicks(xTicks), plainTicks(yTicks)];
  return html`<figure class="chart small" role="img" aria-label="${label}">
    <div class="plot">
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
        ${join(yTicks.map((tick) => across(tick, 'grid')))}
        ${reference !== undefined && across(reference, 'ideal')}
        ${join(series.map((one) => html`<path class="${CLASS[one.shape]}" d="${pathOf(one, at)}"/>`))}
      </svg>
      ${join(yTicks.map((tick) => html`<span class="tick y" style="top:${raw(`${at({ x: left, y: tick }).y / 10}%`)}">${yText(tick)}</span>`))}
      ${join(xTicks.map((tick) => html`<span class="tick x" style="left:${raw(`${at({ x: tick, y: top }).x / 10}%`)}">${xText(tick)}</span>`))}
    </div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}

const CLASS = { dots: 'points', line: 'line main', dashed: 'line loss dashed' } as const;

/** A dot is a stroke of no length: its round ends keep their shape however the drawing is stretched. */
function pathOf({ shape, points }: XySeries, at: (point: XyPoint) => XyPoint): string {
  const placed = points.map(at);
  if (shape === 'dots') return placed.map(({ x, y }) => `M${x} ${y}h0`).join('');
  return placed.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

const round = (value: number): number => Math.round(value * 10) / 10;
