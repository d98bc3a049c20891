import type { BenchReport } from '../support/report.ts';
import { toMarkdown } from '../support/report.ts';
import { HOURS_A_YEAR } from './price-process.ts';
import type { Cell, GateEffect, Share, Summary } from './summarise.ts';
import { shareOf } from './summarise.ts';

/** Power the design asks for: at which edge, over how many years of hours, and of how many series a kind before it counts. */
const POWER = { share: 0.8, sharpe: 2, years: 10, series: 100 };

/** The summary as the report of a bench. */
export const gateReport = (summary: Summary, notes: readonly string[]): BenchReport => ({
  name: 'gate',
  rows: summary.cells.map(rowOf),
  verdicts: [...falsePromotions(summary), ...power(summary)],
  notes: [...notes, ...provenance(summary)],
});

/** The summary as Markdown, for the documents. */
export function gateMarkdown(summary: Summary): string {
  const report = gateReport(summary, []);
  return [
    toMarkdown(report),
    '',
    ...report.verdicts.map(({ what, isMet }) => `- ${isMet ? 'met' : 'MISSED'}: ${what}`),
    ...report.notes.map((note) => `- ${note}`),
    ...effectTable('Gates over markets without an edge, first attempts', summary.noEdgeGates),
    ...summary.edgeGates.flatMap(({ sharpe, effects }) =>
      effectTable(`Gates over markets with an edge of a Sharpe ratio of ${sharpe}, first attempts`, effects),
    ),
  ].join('\n');
}

const rowOf = (cell: Cell) => ({
  market: cell.kind,
  'planted Sharpe': cell.sharpe === 0 ? 'none' : cell.sharpe,
  years: (cell.bars / HOURS_A_YEAR).toFixed(1),
  promoted: shareText(cell.promoted),
  'best trial by its own p-value': shareText(cell.withoutValidation),
  'gates without the ledger': shareText(cell.withoutLedger),
  'rule, realised': figure(cell.ruleSharpe),
  'bot, walk-forward': figure(cell.botSharpe),
  AUC: cell.auc === null ? '-' : cell.auc.toFixed(3),
  failed: cell.failures,
  'seconds a series': cell.seconds.toFixed(0),
});

function falsePromotions({ noEdge, alpha }: Summary): BenchReport['verdicts'] {
  if (!noEdge) return [];
  return [
    {
      what: `false promotions at most ${percent(alpha)}, by the upper end of the 95 % interval: ${shareText(noEdge.promoted)}`,
      isMet: noEdge.promoted.high <= alpha,
    },
  ];
}

function power({ cells }: Summary): BenchReport['verdicts'] {
  const asked = cells.filter(
    ({ sharpe, bars }) => sharpe === POWER.sharpe && bars >= Math.floor(POWER.years * HOURS_A_YEAR - 240),
  );
  if (asked.length === 0) return [];
  const sum = (of: (share: Share) => number): number =>
    asked.reduce((total, { promoted }) => total + of(promoted), 0);
  const pooled = shareOf(
    sum(({ hits }) => hits),
    sum(({ n }) => n),
  );
  return [
    {
      what: `power at least ${percent(POWER.share)} at a Sharpe ratio of ${POWER.sharpe} after costs over ${POWER.years} years of hours, of at least ${POWER.series} series of each kind: ${shareText(pooled)}`,
      isMet: asked.every(({ promoted: { hits, n } }) => n >= POWER.series && hits / n >= POWER.share),
    },
  ];
}

const provenance = ({ from, to, machines, code, load, cells }: Summary): string[] => [
  `${cells.reduce((sum, { promoted }) => sum + promoted.n, 0)} series, ${from.slice(0, 16)}Z to ${to.slice(0, 16)}Z, ${machines.join('; ')}, median load average ${load.toFixed(1)}, code ${code.slice(0, 12)}.`,
];

function effectTable(title: string, effects: readonly GateEffect[]): string[] {
  if (effects.length === 0) return [];
  const rows = effects.map(({ gate, failed, alone }) => ({
    gate,
    failed: shareText(failed),
    'stopped it alone': alone,
  }));
  return ['', `${title}:`, '', toMarkdown({ rows })];
}

const percent = (value: number): string => `${Number((100 * value).toFixed(1))} %`;
const figure = (value: number | null): string => (value === null ? '-' : value.toFixed(2));
const shareText = ({ hits, n, low, high }: Share): string =>
  `${hits} of ${n} (${percent(low)} to ${percent(high)})`;
