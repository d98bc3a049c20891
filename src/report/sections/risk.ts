import type { RiskReport } from '../../orchestration/risk-report.ts';
import { lineChart } from '../charts/line-chart.ts';
import { figureName } from '../figure-names.ts';
import { day, figure, humanise, plural } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { facts, folded, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';
import { figureList, tradeTable } from './performance.ts';

/** What the signals would have risked out of sample, the limits a bot has to keep, and how large its positions are. */
export function riskSection({ risk, state }: TearSheetData): Section | null {
  if (!risk) return null;
  const { timeMs, value } = risk.equity;
  const body = html`${lead(
    html`The filtered signals, traded over ${plural(risk.segment.bars, 'bar')} from ${day(risk.segment.firstAt)} to ${day(risk.segment.lastAt)} that the model was not trained on, whole equity in each trade.`,
  )}
  <ul class="reasons">${join(risk.reasons.map((reason) => html`<li>${reason}</li>`))}</ul>
  ${signalFacts(risk, state?.filteredSignals?.dropped)}
  ${lineChart({ label: 'Equity of the filtered signals', timeMs, values: value.map((v) => v - 1), baseline: 0, tone: 'main', height: 'short' })}
  ${subheading('Figures')}
  ${figureList(risk.figures)}
  ${subheading('Limits')}
  ${facts(
    Object.entries(risk.limits).map(([name, limit]) => {
      const { label, kind } = figureName(name);
      return [label, figure(limit, kind)] as const;
    }),
  )}
  ${subheading('Position size')}
  ${sizing(risk)}
  ${subheading('Stress')}
  ${stressTable(risk)}
  ${risk.portfolio.length > 0 && html`${subheading('Beside what is open')}${portfolioTable(risk)}`}
  ${risk.filters.length > 0 && html`${subheading('What the filters dropped')}${filterTable(risk)}`}
  ${risk.trades.length > 0 && folded(`Trades (${risk.trades.length})`, tradeTable(risk.trades))}`;
  return { id: 'risk', title: 'Risk and position size', body };
}

function signalFacts(
  { signals, figures }: RiskReport,
  dropped: Readonly<Record<string, number>> | undefined,
): Html {
  return facts([
    ...Object.entries(dropped ?? {}).map(
      ([name, count]) => [`Dropped: ${humanise(name).toLowerCase()}`, figure(count, 'count')] as const,
    ),
    ['Signals kept by the filters', figure(signals.kept, 'count')],
    ['Approved', figure(signals.approved, 'count')],
    ['Approved at a reduced size', figure(signals.reduced, 'count')],
    ['Rejected', figure(signals.rejected, 'count')],
    ['Below the reward-risk bar', figure(signals.belowRiskReward, 'count')],
    ['Not filled: a position was open', figure(signals.notFilled, 'count')],
    ['Trades', figure(figures.trades, 'count')],
  ]);
}

const RULE_LABELS = {
  limit: 'Largest position of the spec',
  kelly: 'Fractional Kelly on the trades, shrunk by its error',
  cvar: 'CVaR of one bar meets its bar',
  drawdown: 'Drawdown meets its bar',
  volatility: 'Volatility meets its target',
  stress: 'The worst stress scenario meets its bar',
  portfolio: 'CVaR of all positions together meets its bar',
} as const;

/** Beyond any leverage: the rule found nothing to bound. */
const NO_BOUND = 1e6;

const exposureText = (exposure: number | null) =>
  exposure !== null && exposure > NO_BOUND ? 'no bound' : figure(exposure, 'share');

function stressTable({ stress }: RiskReport): Html {
  return table(
    [
      { title: 'If' },
      { title: 'Loss of a full position', numeric: true },
      { title: 'Position it allows', numeric: true },
    ],
    stress.map(({ description, loss, exposure }) => [
      description,
      figure(loss, 'share'),
      exposureText(exposure),
    ]),
    'Stress scenarios',
  );
}

function portfolioTable({ portfolio }: RiskReport): Html {
  return table(
    [
      { title: 'Position' },
      { title: 'Share of equity', numeric: true },
      { title: 'Part of the CVaR', numeric: true },
    ],
    portfolio.map(({ name, exposure, cvar }) => [name, figure(exposure, 'share'), figure(cvar, 'share')]),
    'Positions and their part of the CVaR of the whole; a negative one is a hedge',
  );
}

function filterTable({ filters }: RiskReport): Html {
  return table(
    [
      { title: 'Filter' },
      { title: 'Reached it', numeric: true },
      { title: 'Dropped', numeric: true },
      { title: 'Mean return of the dropped', numeric: true },
      { title: 'Saved', numeric: true },
    ],
    filters.map(({ name, reached, dropped, droppedMean, saved }) => [
      humanise(name),
      figure(reached, 'count'),
      figure(dropped, 'count'),
      figure(droppedMean, 'share'),
      figure(saved, 'share'),
    ]),
    'Each dropped signal taken as a trade of its own, out of sample; a negative saving is a cost',
  );
}

function sizing({ sizing: rule, account }: RiskReport): Html {
  return html`<p>Each position risks ${figure(rule.riskPerTrade, 'share')} of equity at its stop, costs included, and takes at most ${figure(rule.exposureCap, 'share')} of equity. ${figure(rule.kellyFraction, 'share')} of the full Kelly stake keeps ${figure(rule.kellyGrowthShare, 'share')} of its growth.</p>
  ${table(
    [{ title: 'Rule' }, { title: 'Largest position', numeric: true }, { title: '' }],
    rule.rules.map((entry) => [
      RULE_LABELS[entry.rule],
      exposureText(entry.exposure),
      entry.rule === rule.boundBy ? html`<span class="mark">◂ sets the cap</span>` : '',
    ]),
    'Rules for the largest position',
  )}
  ${example(account)}`;
}

function example({ equity, example: position }: RiskReport['account']): Html {
  if (!position) return html`<p class="muted">No signal to size a position for.</p>`;
  return html`<p>On an account of ${figure(equity, 'amount')}, the latest signal (${position.side}, ${day(position.at)}, entry near ${figure(position.price, 'amount')}, stop ${figure(position.stop, 'amount')}) asks for <strong>${figure(position.units, 'amount')} units</strong>: ${figure(position.notional, 'amount')}, or ${figure(position.exposure, 'share')} of equity, losing ${figure(position.lossAtStop, 'amount')} (${figure(position.lossShare, 'share')}) at the stop.</p>`;
}
