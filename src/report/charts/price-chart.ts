import type { Overlay, OverlayLine, OverlaySegment, OverlayZone } from '../../domain/overlays/overlay.ts';
import { type Html, html, join, raw } from '../html.ts';
import { evidenceMarkup, evidenceOf } from './evidence.ts';
import { overlayText, sideOf } from './overlay-text.ts';
import { drawingNames, type PlotScale, percent, pinMarkup, pinsOf, rounded } from './price-names.ts';
import { niceTicks, padded, timeTicks } from './scale.ts';

export interface PriceChart {
  /** What the chart shows, for those who cannot see it. */
  readonly label: string;
  readonly bars: Readonly<Record<'timeMs' | 'open' | 'high' | 'low' | 'close', readonly number[]>>;
  readonly overlays: readonly Overlay[];
}

const X_TICKS = 8;
const Y_TICKS = 5;

/**
 * Bars with drawings on them. Bars stand side by side whatever the time between them, so nights and weekends leave no
 * holes. What is drawn is an outline until it was known and filled from then on: nobody could have acted on the outline.
 * The bars an event was read from have a ring.
 * An SVG that stretches to its box; texts are HTML beside it. Without a script: tooltips are titles.
 */
export function priceChart({ label, bars, overlays }: PriceChart): Html {
  if (bars.timeMs.length < 2) return html`<p class="muted">Too few bars to draw.</p>`;
  const frame = frameOf(bars);
  const ofShape = <S extends Overlay['shape']>(shape: S) =>
    overlays.filter((overlay): overlay is Extract<Overlay, { shape: S }> => overlay.shape === shape);
  const pins = pinsOf(ofShape('mark'), frame);
  return html`<figure class="chart tall price" role="img" aria-label="${label}">
    <div class="plot">
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
        ${join(frame.yTicks.map((tick) => html`<line class="grid" x1="0" x2="1000" y1="${frame.y(tick)}" y2="${frame.y(tick)}"/>`))}
        ${join(ofShape('zone').map((zone) => zoneMarkup(zone, frame)))}
        ${candles(bars, frame)}
        ${join(ofShape('line').map((line) => lineMarkup(line, frame)))}
        ${join(ofShape('segment').map((segment) => segmentMarkup(segment, frame)))}
      </svg>
      ${join(evidenceOf(ofShape('mark'), bars).map((evidence) => evidenceMarkup(evidence, frame)))}
      ${join(pins.map((pin) => pinMarkup(pin)))}
      ${drawingNames(overlays, pins, frame)}
      ${join(
        frame.yTicks.map(
          (tick) =>
            html`<span class="tick y" style="top:${raw(percent(frame.y(tick)))}">${String(tick)}</span>`,
        ),
      )}
      ${join(
        frame.xTicks.map(
          ({ atMs, label: text }) =>
            html`<span class="tick x" style="left:${raw(percent(frame.x(atMs)))}">${text}</span>`,
        ),
      )}
    </div>
  </figure>`;
}

interface Frame extends PlotScale {
  readonly barWidth: number;
  readonly xTicks: ReturnType<typeof timeTicks>;
  readonly yTicks: readonly number[];
}

function frameOf({ timeMs, high, low }: PriceChart['bars']): Frame {
  const n = timeMs.length;
  const [bottom, top] = padded(
    low.reduce((a, b) => Math.min(a, b)),
    high.reduce((a, b) => Math.max(a, b)),
    0.06,
  );
  const x = (ms: number): number => {
    if (ms < timeMs[0]) return 0;
    return rounded(((lastAtOrBefore(timeMs, ms) + 0.5) / n) * 1000);
  };
  return {
    x,
    y: (price) => rounded(((top - price) / (top - bottom)) * 1000),
    barWidth: 1000 / n,
    xTicks: timeTicks(timeMs[0], timeMs[n - 1], X_TICKS).filter(({ atMs }) => x(atMs) > 20 && x(atMs) < 980),
    yTicks: niceTicks(bottom, top, Y_TICKS),
  };
}

function lastAtOrBefore(timeMs: readonly number[], ms: number): number {
  let [from, to] = [0, timeMs.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (timeMs[middle] <= ms) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

function candles({ timeMs, open, high, low, close }: PriceChart['bars'], { x, y, barWidth }: Frame): Html {
  const bodies = { up: '', down: '' };
  const wicks = { up: '', down: '' };
  for (let i = 0; i < timeMs.length; i++) {
    const side = close[i] < open[i] ? 'down' : 'up';
    const middle = x(timeMs[i]);
    const half = rounded(barWidth * 0.34);
    const [top, bottom] = [y(Math.max(open[i], close[i])), y(Math.min(open[i], close[i]))];
    wicks[side] += `M${middle} ${y(high[i])}V${y(low[i])}`;
    bodies[side] +=
      `M${rounded(middle - half)} ${top}H${rounded(middle + half)}V${bottom}H${rounded(middle - half)}Z`;
  }
  return join(
    (['up', 'down'] as const).map(
      (side) =>
        html`<path class="wick ${side}" d="${wicks[side]}"/><path class="body ${side}" d="${bodies[side]}"/>`,
    ),
  );
}

function zoneMarkup(zone: OverlayZone, { x, y }: Frame): Html {
  const [left, right] = [x(zone.fromMs), zone.toMs === null ? 1000 : x(zone.toMs)];
  const known = Math.min(Math.max(x(zone.knownMs), left), right);
  const [top, height] = [y(zone.top), rounded(y(zone.bottom) - y(zone.top))];
  return html`<g class="zone ${sideOf(zone)}"><title>${overlayText(zone)}</title>
    <rect class="outline" x="${left}" y="${top}" width="${rounded(right - left)}" height="${height}"/>
    <rect class="known" x="${known}" y="${top}" width="${rounded(right - known)}" height="${height}"/></g>`;
}

function lineMarkup(line: OverlayLine, { x, y }: Frame): Html {
  const right = line.toMs === null ? 1000 : x(line.toMs);
  return html`<line class="level ${sideOf(line)}" x1="${x(line.fromMs)}" x2="${right}" y1="${y(line.price)}" y2="${y(line.price)}"><title>${overlayText(line)}</title></line>`;
}

function segmentMarkup(segment: OverlaySegment, { x, y }: Frame): Html {
  return html`<line class="level slant ${sideOf(segment)}" x1="${x(segment.fromMs)}" x2="${x(segment.toMs)}" y1="${y(segment.fromPrice)}" y2="${y(segment.toPrice)}"><title>${overlayText(segment)}</title></line>`;
}
