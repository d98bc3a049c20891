import { currentRiskAssessment, currentValidation } from '../../orchestration/state.ts';
import { day, figure, formatFigure, humanise, signed } from '../format.ts';
import { type Html, html, join, raw } from '../html.ts';
import { outcomeOf } from '../outcome.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

/** Name, outcome, and the few figures one looks for first. */
export function pageHeader(data: TearSheetData): Html {
  const { workflow } = data;
  const outcome = outcomeOf(data);
  return html`<header class="page">
    <p class="brand">Bullwright · tear sheet</p>
    <h1>${workflow.name}</h1>
    <p class="subtitle">${subtitle(data)}</p>
    <div class="outcome ${outcome.tone}" role="status">
      <span class="sign" aria-hidden="true">${outcome.mark}</span>
      <div><h2>${outcome.title}</h2><p>${outcome.sentence}</p>${progress(data)}</div>
    </div>
    ${tiles(data)}
    ${data.unreadable && data.unreadable.length > 0 && html`<ul class="findings">${join(data.unreadable.map(({ what, why }) => html`<li class="blocking"><strong>${what}</strong> could not be read: ${why}</li>`))}</ul>`}
    ${issues(data)}
  </header>`;
}

function subtitle({ workflow, state }: TearSheetData): Html {
  const dataset = state?.dataset;
  if (!dataset) return html`${workflow.symbol}`;
  const { train, test } = dataset.segments;
  return html`${dataset.symbol} · ${dataset.timeframe} bars · ${day(train.firstAt)} to ${day(test.lastAt)} · ${dataset.source}`;
}

function progress({ workflow }: TearSheetData): Html | false {
  if (workflow.status !== 'running' && workflow.status !== 'queued') return false;
  const share = Math.round(workflow.progress * 100);
  return html`<div class="progress" role="progressbar" aria-valuenow="${share}" aria-valuemin="0" aria-valuemax="100" aria-label="Progress"><span style="width:${raw(`${share}%`)}"></span></div><p class="muted">${share} %, ${humanise(workflow.stage).toLowerCase()}, step ${workflow.iteration}</p>`;
}

function tiles({ state, validation }: TearSheetData): Html | false {
  const verdict = state ? currentValidation(state) : null;
  const risk = state ? currentRiskAssessment(state) : null;
  if (!verdict && !risk) return false;
  const figures = validation?.figures ?? verdict?.figures ?? {};
  const held = [...(verdict?.gates ?? []), ...(risk?.gates ?? [])];
  return html`<dl class="tiles">
    ${tile('Gates held', html`${held.filter((g) => g.passed).length} of ${held.length}`)}
    ${tile('Return, out of sample', signed(figures.total_return, 'share'))}
    ${tile('Sharpe ratio a year', figure(figures.sharpe, 'ratio'), interval(figures))}
    ${tile('Deflated Sharpe ratio', figure(figures.deflated_sharpe, 'ratio'))}
    ${tile('Maximum drawdown', figure(figures.max_drawdown, 'share'))}
    ${tile('Trades', figure(figures.trades, 'count'))}
    ${tile('Trials counted', figure(verdict?.trialCount, 'count'))}
    ${risk && tile('Largest position', figure(risk.figures.exposure_cap, 'share'), 'of equity')}
  </dl>`;
}

const tile = (name: string, value: Html, below: string | null = null): Html =>
  html`<div><dt>${name}</dt><dd>${value}${below && html`<small>${below}</small>`}</dd></div>`;

function interval(figures: Readonly<Record<string, number | null>>): string | null {
  const { sharpe_low: low, sharpe_high: high } = figures;
  if (typeof low !== 'number' || typeof high !== 'number') return null;
  return `95 %: ${formatFigure(low, 'ratio')} to ${formatFigure(high, 'ratio')}`;
}

/** What was wrong, place by place, when the workflow failed on its input. */
function issues({ workflow }: TearSheetData): Html | false {
  const list = workflow.error?.issues ?? [];
  if (list.length === 0) return false;
  return html`<ul class="findings">${join(list.map((issue) => html`<li class="blocking"><code>${issue.path}</code>: ${issue.message}</li>`))}</ul>`;
}
