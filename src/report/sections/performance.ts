import type { TradeRow } from '../../orchestration/trade-row.ts';
import type { ValidationReport } from '../../orchestration/validation-report.ts';
import { lineChart } from '../charts/line-chart.ts';
import { figureName } from '../figure-names.ts';
import { figure, formatFigure, signed } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { metricTable } from '../metric-table.ts';
import { drawdownsOf, periodReturns, type YearReturns } from '../period-returns.ts';
import { facts, folded, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Equity, drawdown, periods and figures of the stitched walk-forward. */
export function performanceSection({ validation }: TearSheetData): Section | null {
  if (!validation) return null;
  const { timeMs, value } = validation.equity;
  const growth = (equity: number): string => formatFigure(equity - 1, 'share');
  const body = html`${lead(
    'Out of sample only: each window was traded by a model trained on the bars before it. Net of all costs, whole equity in each trade.',
  )}
  ${subheading('Equity')}
  ${lineChart({ label: `Equity: ${growth(value.at(-1) ?? 1)} over ${timeMs.length} bars${beside(validation)}`, name: 'Strategy', timeMs, values: gains(value), others: comparisons(validation), baseline: 0, tone: 'main', height: 'tall' })}
  ${subheading('Drawdown')}
  ${lineChart({ label: 'Loss from the last peak of equity', timeMs, values: drawdownsOf(value), baseline: 0, tone: 'loss', height: 'short' })}
  ${rollingOf(validation)}
  ${subheading('Returns by month and year')}
  ${monthTable(periodReturns(timeMs, value))}
  ${subheading('Metrics')}
  ${metricTable(validation.metrics)}
  ${subheading('Figures of the verdict')}
  ${figureList(notMeasured(validation))}
  ${skippedOf(validation)}
  ${tradesOf(validation)}`;
  return { id: 'performance', title: 'Out-of-sample performance', body };
}

const gains = (equity: readonly number[]): number[] => equity.map((value) => value - 1);

/** What the same money would have made in the instrument and as cash. */
function comparisons({ equity: { benchmark, cash } }: ValidationReport) {
  if (benchmark.length === 0) return [];
  return [
    { name: 'Holding the instrument', tone: 'bench', values: gains(benchmark) },
    { name: 'Cash', tone: 'cash', values: gains(cash) },
  ] as const;
}

const beside = (validation: ValidationReport): string =>
  comparisons(validation)
    .map(({ name, values }) => `; ${name.toLowerCase()} ${formatFigure(values.at(-1) ?? 0, 'share')}`)
    .join('');

function rollingOf({ rolling }: ValidationReport): Html | false {
  if (!rolling) return false;
  const known = rolling.sharpe.flatMap((sharpe, i) => (sharpe === null ? [] : [{ i, sharpe }]));
  return html`${subheading('Rolling Sharpe ratio')}
  ${lineChart({ label: `Annual Sharpe ratio over the last ${rolling.window} bars`, kind: 'ratio', timeMs: known.map(({ i }) => rolling.timeMs[i]), values: known.map(({ sharpe }) => sharpe), baseline: 0, tone: 'main', height: 'short' })}`;
}

/** What of the verdict's figures is not among the metrics. */
function notMeasured({ figures, metrics }: ValidationReport): ValidationReport['figures'] {
  const shown = new Set(metrics.map(({ name }) => name));
  return Object.fromEntries(Object.entries(figures).filter(([name]) => !shown.has(name)));
}

/** All figures of a document by name, in its order. */
export const figureList = (figures: Readonly<Record<string, number | null>>): Html =>
  facts(
    Object.entries(figures).map(([name, value]) => {
      const { label, kind, help } = figureName(name);
      return [html`<span title="${help ?? name}">${label}</span>`, figure(value, kind)] as const;
    }),
  );

function monthTable(years: readonly YearReturns[]): Html {
  if (years.length === 0) return html`<p class="muted">No bars.</p>`;
  const extreme = Math.max(...years.flatMap((y) => y.months.map((m) => Math.abs(m ?? 0))), Number.MIN_VALUE);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Returns by month and year"><table class="months">
    <thead><tr><th scope="col">Year</th>${join(MONTHS.map((m) => html`<th scope="col" class="right">${m}</th>`))}<th scope="col" class="right">Year</th></tr></thead>
    <tbody>${join(years.map((row) => html`<tr><th scope="row">${row.year}</th>${join(row.months.map((m) => monthCell(m, extreme)))}<td class="right total">${signed(row.total, 'share')}</td></tr>`))}</tbody>
  </table></div>`;
}

function monthCell(value: number | null, extreme: number): Html {
  if (value === null) return html`<td></td>`;
  const strength = Math.round((Math.abs(value) / extreme) * 100);
  const tone = value > 0 ? 'up' : value < 0 ? 'down' : '';
  const sign = value > 0 ? '+' : '';
  return html`<td class="right heat ${tone}" style="--strength:${strength}%" title="${String(value)}">${sign}${oneDecimal(value)}</td>`;
}

/** Percent at one place in every cell, so that columns line up; the exact value is in the tooltip. */
const oneDecimal = (share: number): string =>
  (share * 100).toFixed(1).replace('-0.0', '0.0').replace('-', '−');

/** Rows of the trade list; the artifact holds all of them. */
const TRADES_SHOWN = 200;

/** Signals that led to no trade, and why. */
function skippedOf({ skippedSignals }: ValidationReport): Html | false {
  const reasons = Object.entries(skippedSignals).filter(([, count]) => count > 0);
  if (reasons.length === 0) return false;
  const text = reasons.map(([reason, count]) => `${count} ${SKIPPED[reason] ?? reason}`).join(', ');
  return html`<p class="muted">Signals not traded: ${text}.</p>`;
}

const SKIPPED: Readonly<Record<string, string>> = {
  noBarrier: 'without a known volatility',
  noSize: 'too small for a lot step or without margin',
  outsideSession: 'outside the sessions',
  unfilled: 'whose order was not filled in time',
};

function tradesOf({ trades }: ValidationReport): Html | false {
  if (trades.length === 0) return false;
  const last = trades.slice(-TRADES_SHOWN);
  const count =
    last.length < trades.length ? `the last ${last.length} of ${trades.length}` : `${trades.length}`;
  return folded(`Trades (${count})`, tradeTable(last));
}

export function tradeTable(trades: readonly TradeRow[]): Html {
  return table(
    [
      { title: 'Side' },
      { title: 'Entry' },
      { title: 'Exit' },
      { title: 'Entry price', numeric: true },
      { title: 'Exit price', numeric: true },
      { title: 'Return', numeric: true },
      { title: 'Costs', numeric: true },
      { title: 'MAE', numeric: true },
      { title: 'MFE', numeric: true },
      { title: 'Closed by' },
    ],
    trades.map((trade) => [
      trade.side,
      trade.entryAt.slice(0, 16).replace('T', ' '),
      trade.exitAt.slice(0, 16).replace('T', ' '),
      figure(trade.entryPrice, 'amount'),
      figure(trade.exitPrice, 'amount'),
      signed(trade.return, 'share'),
      figure(trade.costs, 'share'),
      figure(trade.mae, 'share'),
      figure(trade.mfe, 'share'),
      trade.scaledOut === undefined
        ? trade.exit
        : [trade.exit, ', ', figure(trade.scaledOut, 'share'), ' on the way'],
    ]),
    'Trades',
  );
}
