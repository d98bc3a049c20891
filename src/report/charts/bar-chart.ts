import { shareTicks } from '../format.ts';
import { type Html, html, join, raw } from '../html.ts';
import { niceTicks, padded } from './scale.ts';

export interface Bar {
  readonly label: string;
  /** Share of one, unless the chart has an axis of its own. */
  readonly value: number;
  readonly tooltip: string;
}

export interface BarChart {
  readonly label: string;
  readonly bars: readonly Bar[];
  /** How the values are written at the axis; as percent when absent. */
  readonly axis?: typeof shareTicks;
}

/** Columns up and down from zero, gains and losses in two colours that stay apart for every eye, and by direction. */
export function barChart({ label, bars, axis: axisOf = shareTicks }: BarChart): Html {
  if (bars.length === 0) return html`<p class="muted">Nothing to draw.</p>`;
  const values = bars.map((bar) => bar.value);
  const [bottom, top] = padded(Math.min(0, ...values), Math.max(0, ...values), 0.06);
  const y = (value: number): number => Math.round(((top - value) / (top - bottom)) * 10_000) / 10;
  const slot = 1000 / bars.length;
  const ticks = niceTicks(bottom, top, 4);
  const axis = axisOf(ticks);
  return html`<figure class="chart short" role="img" aria-label="${label}">
    <div class="plot">
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
        ${join(ticks.map((tick) => html`<line class="grid" x1="0" x2="1000" y1="${y(tick)}" y2="${y(tick)}"/>`))}
        ${join(
          bars.map((bar, i) => {
            const from = Math.min(y(bar.value), y(0));
            const height = Math.max(Math.abs(y(bar.value) - y(0)), 4);
            return html`<rect class="bar ${bar.value < 0 ? 'loss' : 'main'}" x="${rounded(i * slot + slot * 0.14)}" y="${from}" width="${rounded(slot * 0.72)}" height="${rounded(height)}"><title>${bar.tooltip}</title></rect>`;
          }),
        )}
        <line class="zero" x1="0" x2="1000" y1="${y(0)}" y2="${y(0)}"/>
      </svg>
      ${join(
        ticks.map(
          (tick) => html`<span class="tick y" style="top:${raw(`${y(tick) / 10}%`)}">${axis(tick)}</span>`,
        ),
      )}
      ${join(
        bars.map(
          (bar, i) =>
            html`<span class="tick x" style="left:${raw(`${rounded((i * slot + slot / 2) / 10)}%`)}">${bar.label}</span>`,
        ),
      )}
    </div>
  </figure>`;
}

/** Named shares as horizontal bars, the longest filling the row. */
export function shareBars(
  rows: readonly { readonly name: string; readonly share: number; readonly text: Html }[],
): Html {
  const longest = Math.max(...rows.map((row) => row.share), Number.MIN_VALUE);
  return html`<ol class="sharebars">${join(
    rows.map(
      ({ name, share, text }) =>
        html`<li><span class="name" title="${name}">${name}</span><span class="track"><span class="fill" style="width:${raw(`${rounded((share / longest) * 100)}%`)}"></span></span>${text}</li>`,
    ),
  )}</ol>`;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;
