import { figure, formatFigure } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { padded } from './scale.ts';

export interface IntervalRow {
  readonly name: string;
  readonly value: number | null;
  readonly interval: { readonly low: number; readonly high: number } | null;
}

/** Named figures with their intervals on one scale, and the value that would mean nothing as a dashed line. */
export function intervalPlot(label: string, rows: readonly IntervalRow[], nothing: number): Html {
  const ends = rows.flatMap(({ value, interval }) => [
    ...(value === null ? [] : [value]),
    ...(interval ? [interval.low, interval.high] : []),
  ]);
  if (ends.length === 0) return html`<p class="muted">Nothing to draw.</p>`;
  const [left, right] = padded(Math.min(nothing, ...ends), Math.max(nothing, ...ends), 0.04);
  const x = (value: number): number => Math.round(((value - left) / (right - left)) * 10_000) / 10;
  return html`<ol class="intervals" aria-label="${label}">${join(
    rows.map(
      ({ name, value, interval }) => html`<li><span class="name" title="${name}">${name}</span>
      <svg viewBox="0 0 1000 20" preserveAspectRatio="none" role="img" aria-label="${describe(value, interval)}">
        <line class="ideal" x1="${x(nothing)}" x2="${x(nothing)}" y1="0" y2="20"/>
        ${interval && html`<line class="whisker" x1="${x(interval.low)}" x2="${x(interval.high)}" y1="10" y2="10"/>`}
        ${value !== null && html`<path class="points strong" d="M${x(value)} 10h0"/>`}
      </svg>
      ${figure(value, 'ratio')}</li>`,
    ),
  )}</ol>`;
}

function describe(value: number | null, interval: IntervalRow['interval']): string {
  if (value === null) return 'undefined';
  const range = interval
    ? `, 95 % interval ${formatFigure(interval.low, 'ratio')} to ${formatFigure(interval.high, 'ratio')}`
    : '';
  return `${formatFigure(value, 'ratio')}${range}`;
}
