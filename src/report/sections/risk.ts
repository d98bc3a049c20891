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
    ['Below the reward-risk bar', figure(signals.belowRiskReward, 'count')],
    ['Not filled: a position was open', figure(signals.notFilled, 'count')],
    ['Trades', figure(figures.trades, 'count')],
  ]);
}

const RULE_LABELS = {
  kelly: 'Fractional Kelly on the trades',
  cvar: 'CVaR of one bar meets its bar',
  drawdown: 'Drawdown meets its bar',
} as const;

/** Beyond any leverage: the rule found nothing to bound. */
const NO_BOUND = 1e6;

function sizing({ sizing: rule, account }: RiskReport): Html {
  return html`<p>Each position risks ${figure(rule.riskPerTrade, 'share')} of equity at its stop, costs included, and takes at most ${figure(rule.exposureCap, 'share')} of equity. ${figure(rule.kellyFraction, 'share')} of the full Kelly stake keeps ${figure(rule.kellyGrowthShare, 'share')} of its growth.</p>
  ${table(
    [{ title: 'Rule' }, { title: 'Largest position', numeric: true }, { title: '' }],
    rule.rules.map((entry) => [
      RULE_LABELS[entry.rule],
      entry.exposure !== null && entry.exposure > NO_BOUND ? 'no bound' : figure(entry.exposure, 'share'),
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
