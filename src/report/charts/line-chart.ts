import { type FigureKind, formatFigure, isoOf, plainTicks, shareTicks } from '../format.ts';
import { type Html, html, join, raw } from '../html.ts';
import { drawnIndices, niceTicks, padded, timeTicks } from './scale.ts';

export interface LineChart {
  /** What the chart shows, for those who cannot see it. */
  readonly label: string;
  readonly timeMs: readonly number[];
  /** By default shares of one: 0.1 is drawn as 10 %. */
  readonly values: readonly number[];
  readonly kind?: 'share' | 'ratio';
  /** What the line is called in the legend; only a chart with others has one. */
  readonly name?: string;
  /** Lines it is held against: as many values each, at the same times. */
  readonly others?: readonly OtherLine[];
  /** Filled between the line and this value; absent: a bare line. */
  readonly baseline?: number;
  readonly tone: 'main' | 'loss';
  readonly height: 'tall' | 'short';
}

interface OtherLine {
  readonly name: string;
  /** `bench` is drawn dashed, `cash` dotted, so that colour is not what tells them apart. */
  readonly tone: 'bench' | 'cash';
  readonly values: readonly number[];
}

const kindOf = ({ kind = 'share' }: LineChart): FigureKind => kind;

/** Stretches of the series that are drawn with their extremes, and stretches that have a tooltip. */
const BUCKETS = 220;
const TOOLTIPS = 110;
const X_TICKS = 8;
const Y_TICKS = 5;

/**
 * A line over time as an SVG that stretches to its box; axis texts are HTML beside it, so that they keep their size
 * on any screen. Without a script: tooltips are the titles of invisible columns.
 */
export function lineChart(chart: LineChart): Html {
  if (chart.values.length < 2) return html`<p class="muted">Too few points to draw.</p>`;
  const frame = frameOf(chart);
  const axis = (chart.kind === 'ratio' ? plainTicks : shareTicks)(frame.yTicks);
  return html`<figure class="chart ${chart.height}" role="img" aria-label="${chart.label}">
    <div class="plot">
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
        ${join(frame.yTicks.map((tick) => html`<line class="grid" x1="0" x2="1000" y1="${frame.y(tick)}" y2="${frame.y(tick)}"/>`))}
        ${area(chart, frame)}
        ${join((chart.others ?? []).map(({ tone, values }) => html`<path class="line ${tone}" d="${path({ ...chart, values }, frame)}"/>`))}
        <path class="line ${chart.tone}" d="${path(chart, frame)}"/>
        ${tooltips(chart, frame)}
      </svg>
      ${join(
        frame.yTicks.map(
          (tick) =>
            html`<span class="tick y" style="top:${raw(percent(frame.y(tick)))}">${axis(tick)}</span>`,
        ),
      )}
      ${join(
        frame.xTicks.map(
          ({ atMs, label }) =>
            html`<span class="tick x" style="left:${raw(percent(frame.x(atMs)))}">${label}</span>`,
        ),
      )}
    </div>
    ${legend(chart)}
  </figure>`;
}

function legend({ name, tone, others = [] }: LineChart): Html | false {
  if (others.length === 0) return false;
  const lines = [{ name: name ?? 'This', tone }, ...others];
  return html`<figcaption class="legend">${join(lines.map((line) => html`<span><svg class="swatch" viewBox="0 0 24 4" aria-hidden="true"><path class="line ${line.tone}" d="M0 2L24 2"/></svg> ${line.name}</span>`))}</figcaption>`;
}

interface Frame {
  /** Time and value to 0 … 1000 of the drawing, y downwards. */
  readonly x: (timeMs: number) => number;
  readonly y: (value: number) => number;
  readonly xTicks: ReturnType<typeof timeTicks>;
  readonly yTicks: readonly number[];
}

function frameOf({ timeMs, values, baseline, others = [] }: LineChart): Frame {
  const [first, last] = [timeMs[0], timeMs[timeMs.length - 1]];
  const drawn = [...values, ...others.flatMap((other) => other.values)];
  const bounds = baseline === undefined ? drawn : [...drawn, baseline];
  const lowest = bounds.reduce((a, b) => Math.min(a, b));
  const highest = bounds.reduce((a, b) => Math.max(a, b));
  const [bottom, top] = padded(lowest, highest, 0.04);
  const span = last - first || 1;
  return {
    x: (ms) => rounded(((ms - first) / span) * 1000),
    y: (value) => rounded(((top - value) / (top - bottom)) * 1000),
    xTicks: timeTicks(first, last, X_TICKS).filter(
      ({ atMs }) => atMs - first > span * 0.02 && last - atMs > span * 0.02,
    ),
    yTicks: niceTicks(bottom, top, Y_TICKS),
  };
}

function path({ timeMs, values }: LineChart, { x, y }: Frame): string {
  return drawnIndices(values, BUCKETS)
    .map((i, n) => `${n === 0 ? 'M' : 'L'}${x(timeMs[i])} ${y(values[i])}`)
    .join('');
}

function area(chart: LineChart, frame: Frame): Html | false {
  if (chart.baseline === undefined) return false;
  const base = frame.y(chart.baseline);
  const d = `${path(chart, frame)}L1000 ${base}L0 ${base}Z`;
  return html`<path class="area ${chart.tone}" d="${d}"/>`;
}

function tooltips(chart: LineChart, { x }: Frame): Html {
  const { timeMs, values, others = [] } = chart;
  const format = (value: number): string => formatFigure(value, kindOf(chart));
  const count = Math.min(TOOLTIPS, values.length);
  return join(
    Array.from({ length: count }, (_, b) => {
      const from = Math.floor((b * values.length) / count);
      const to = Math.floor(((b + 1) * values.length) / count);
      const left = x(timeMs[from]);
      const width = rounded((to < values.length ? x(timeMs[to]) : 1000) - left);
      const beside = others.map((other) => `; ${other.name} ${format(other.values[to - 1])}`).join('');
      const text = `${isoOf(timeMs[to - 1]).slice(0, 10)}: ${format(values[to - 1])}${beside}`;
      return html`<rect class="hover" x="${left}" y="0" width="${width}" height="1000"><title>${text}</title></rect>`;
    }),
  );
}

const percent = (thousandths: number): string => `${rounded(thousandths / 10)}%`;
const rounded = (value: number): number => Math.round(value * 10) / 10;
