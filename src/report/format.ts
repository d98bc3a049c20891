import { type Html, html } from './html.ts';

/** How a figure is meant: a share of one, a plain ratio, a count, or a price or amount of money. */
export type FigureKind = 'share' | 'ratio' | 'count' | 'amount';

const UNDEFINED = '–';

/** A figure for people, its exact value in the tooltip. A null figure is undefined and says so. */
export function figure(value: number | null | undefined, kind: FigureKind): Html {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return html`<span class="num undefined" title="undefined: there is nothing to measure it on">${UNDEFINED}</span>`;
  }
  return html`<span class="num" title="${String(value)}">${formatFigure(value, kind)}</span>`;
}

/** The same with a plus sign before gains, and coloured by its sign. */
export function signed(value: number | null | undefined, kind: FigureKind): Html {
  if (value === null || value === undefined || !Number.isFinite(value)) return figure(value, kind);
  const tone = value > 0 ? 'gain' : value < 0 ? 'loss' : '';
  const sign = value > 0 ? '+' : '';
  return html`<span class="num ${tone}" title="${String(value)}">${sign}${formatFigure(value, kind)}</span>`;
}

/** Text of a figure: a true minus, thousands apart, digits by what the kind needs. */
export function formatFigure(value: number, kind: FigureKind): string {
  switch (kind) {
    case 'share':
      return `${decimal(value * 100, digitsOf(value * 100))} %`;
    case 'ratio':
      return decimal(
        value,
        Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 0.1 || value === 0 ? 2 : smallDigits(value),
      );
    case 'count':
      return decimal(value, 0);
    case 'amount':
      return decimal(value, Math.abs(value) >= 1 ? 2 : 5);
  }
}

const digitsOf = (percent: number): number =>
  Math.abs(percent) >= 100
    ? 0
    : Math.abs(percent) >= 10
      ? 1
      : Math.abs(percent) >= 0.1 || percent === 0
        ? 2
        : 4;

/** Two significant digits of a number near zero, and not more than nine places. */
const smallDigits = (value: number): number => Math.min(9, 1 - Math.floor(Math.log10(Math.abs(value))));

/** A bar as its author wrote it: without trailing zeros. */
export const barFigure = (value: number, kind: FigureKind): Html =>
  html`<span class="num" title="${String(value)}">${formatFigure(value, kind).replace(/\.0+(?=\s|$)|(\.\d*?[1-9])0+(?=\s|$)/, '$1')}</span>`;

/** Percentages of an axis: as many places as its steps need, the same on all of them. */
export function shareTicks(ticks: readonly number[]): (value: number) => string {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) * 100 : 1;
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return (value) => `${decimal(value * 100, places)} %`;
}

/** Plain numbers of an axis, in the same way. */
export function plainTicks(ticks: readonly number[]): (value: number) => string {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(ticks[0] ?? 1) || 1;
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return (value) => decimal(value, places);
}

function decimal(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  const [whole, fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  const isZero = Number(text) === 0;
  return `${value < 0 && !isZero ? '−' : ''}${grouped}${fraction ? `.${fraction}` : ''}`;
}

/** Day of an instant, UTC, with the instant in the tooltip. */
export function day(at: string | number | Date): Html {
  const iso = isoOf(at);
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 10)}</time>`;
}

/** Day and minute of an instant, UTC. */
export function instant(at: string | number | Date): Html {
  const iso = isoOf(at);
  return html`<time datetime="${iso}" title="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}

export const isoOf = (at: string | number | Date): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
};

/** A hash, short, the whole of it in the tooltip. */
export const hash = (value: string): Html =>
  html`<code class="hash" title="${value}">${value.slice(0, 12)}…</code>`;

const ACRONYMS: Readonly<Record<string, string>> = {
  ml: 'ML',
  smc: 'SMC',
  auc: 'AUC',
  pbo: 'PBO',
  cvar: 'CVaR',
  atr: 'ATR',
};

/** `walk_forward_sharpe` as `Walk forward sharpe`. */
export function humanise(name: string): string {
  const spaced = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  const spelled = spaced.replace(/\b(ml|smc|auc|pbo|cvar|atr)\b/g, (word) => ACRONYMS[word]);
  return spelled.charAt(0).toUpperCase() + spelled.slice(1);
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatFigure(count, 'count')} ${count === 1 ? one : many}`;

/** A length of time in the two largest units that matter. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}
