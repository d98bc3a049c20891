import type { QualityReport } from '../orchestration/quality-report.ts';
import { readingSteps } from '../orchestration/reading-steps.ts';
import { escapeHtml, type Html, html, join } from './html.ts';
import { coverageChart } from './quality/coverage-chart.ts';
import { findingsPart } from './quality/findings.ts';
import { statisticsPart } from './quality/statistics.ts';
import { facts, lead, subheading, table } from './section.ts';
import { STYLE } from './style.ts';

/**
 * The quality report of a dataset as one HTML page that needs nothing else: no script, no font, no request. Pure: the
 * same report gives the same page.
 */
export function renderQualityPage(report: QualityReport): string {
  const title = `Data quality of ${report.symbol} ${report.timeframe}: ${report.score} of 100`;
  const page = html`<div class="sheet"><main id="content">
<section><h1>${title}</h1>
${lead(`${VERDICTS[report.verdict]} ${report.bars} bars from ${report.source}, ${report.firstAt.slice(0, 10)} to ${report.lastAt.slice(0, 10)}.`)}
${facts([
  ['Dataset', html`<code>${report.datasetId}</code>`],
  ...lineageFacts(report.lineage),
  ['Instrument', instrumentText(report.instrument)],
  ...readingFacts(report.reading),
  ['Calendar', `${report.calendar.kind}, holidays: ${report.calendar.holidays}. ${report.calendar.evidence}`],
  ['Coverage', `${(report.coverage.share * 100).toFixed(2)} %, ${report.coverage.missing} bars missing`],
  [
    'Pauses',
    Object.entries(report.coverage.pauses)
      .map(([kind, count]) => `${kind} ${count}`)
      .join(', '),
  ],
])}</section>
<section><h2>Findings</h2>${findingsPart(report.findings)}</section>
<section><h2>Coverage by month</h2>${coverageChart(report.coverage.months)}${longestGaps(report)}</section>
<section><h2>Repairs</h2>${repairsPart(report)}</section>
${report.statistics && html`<section><h2>Statistics</h2>${statisticsPart(report.statistics)}</section>`}
<section><h2>What no check of the rows can show</h2>${risksPart(report)}</section>
<section><h2>How the score is made</h2>${weightsPart(report)}</section>
</main></div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<style>${STYLE}${QUALITY_STYLE}</style>
</head>
<body>
${page.markup}
</body>
</html>
`;
}

const VERDICTS: Readonly<Record<QualityReport['verdict'], string>> = {
  accept: 'Accepted.',
  accept_with_warnings: 'Accepted with warnings.',
  block: 'Blocked until a person accepts the findings.',
};

/** Cells of the coverage chart; the colour says what the figure says, for those who look from afar. */
const QUALITY_STYLE = `
.coverage td{text-align:center;font-size:.75rem;padding:.15rem .3rem;min-width:2.4rem}
.coverage .full{background:#2e7d3233}.coverage .some{background:#f9a82544}.coverage .poor{background:#c6282855}
`;

const instrumentText = ({
  symbol,
  assetClass,
  base,
  quote,
  digits,
  contractSize,
  tickValue,
  session,
}: QualityReport['instrument']) =>
  `${symbol}, ${assetClass.replace('_', ' ')}, ${base} quoted in ${quote} with ${digits} digits, ${contractSize} a lot, a point of a lot is ${tickValue} ${quote}, session ${session.replace('_', ' ')}`;

/** What the dataset was made from, when it was not read from a file. */
const lineageFacts = (lineage: QualityReport['lineage']): readonly (readonly [string, Html])[] =>
  lineage
    ? [
        [
          'Made from',
          html`<code>${lineage.parent}</code>, undone: ${lineage.undone.map(({ message }) => message).join('; ')}`,
        ],
      ]
    : [];

const PROVIDER = { terminal: 'Terminal', company: 'Company', server: 'Server' } as const;

/** Format and clock of the source, with how the clock is known, and what was done to the figures. */
function readingFacts(reading: QualityReport['reading']): readonly (readonly [string, string])[] {
  if (reading === null) return [];
  const { format, zone, provider, remarks, ignoredColumns } = reading;
  const steps = readingSteps(reading);
  return [
    ['Format', format],
    ...Object.entries(PROVIDER).flatMap(([key, title]) => {
      const name = provider?.[key as keyof typeof PROVIDER];
      return name ? [[title, name] as const] : [];
    }),
    ['Clock', `${zone.name} (${zone.basis}): ${zone.evidence}`],
    ...(steps.length > 0 ? [['Figures', steps.join(' ')] as const] : []),
    ...(ignoredColumns.length > 0 ? [['Columns not read', ignoredColumns.join(', ')] as const] : []),
    ...(remarks.length > 0 ? [['Remarks', remarks.join(' ')] as const] : []),
  ];
}

const risksPart = ({ researchRisks }: QualityReport): Html =>
  html`<ul>${join(researchRisks.map(({ risk, statement }) => html`<li><strong>${risk}</strong>: ${statement}</li>`))}</ul>`;

function longestGaps({ coverage }: QualityReport): Html {
  if (coverage.longestGaps.length === 0) return html`<p>No gap that the calendar does not explain.</p>`;
  return html`${subheading('Longest gaps')}${table(
    [{ title: 'Last bar before' }, { title: 'First bar after' }, { title: 'Missing bars', numeric: true }],
    coverage.longestGaps.map((gap) => [gap.from, gap.to, gap.missing]),
    'Longest gaps',
  )}`;
}

function repairsPart({ repairs, resampled }: QualityReport): Html {
  const rows = repairs.map(({ step, message, firstAt }) => [
    html`<code>${step}</code>`,
    message,
    firstAt[0] ?? '',
  ]);
  const list =
    rows.length === 0
      ? html`<p>None: the bars are those of the source.</p>`
      : table([{ title: 'Step' }, { title: 'What was done' }, { title: 'First' }], rows, 'Repairs, in order');
  return html`${list}${
    resampled &&
    html`<p>Put together from ${resampled.from} bars, days begin ${resampled.dayBoundary === 'utc' ? 'at midnight UTC' : 'at 17:00 New York'}${resampled.droppedIncomplete && '; the last bar was not over and was left out'}.</p>`
  }`;
}

function weightsPart({ weights, findings }: QualityReport): Html {
  const found = new Set(findings.map(({ rule }) => rule));
  const rows = Object.entries(weights).map(([rule, weight]) => [
    html`<code>${rule}</code>`,
    weight,
    found.has(rule) ? 'found' : '',
  ]);
  return html`${lead(
    '100 points less the cost of each finding: the weight of its rule times a factor from 0.1 (there is one) to 1 (a tenth of the bars and more). Findings for the record cost nothing.',
  )}${table([{ title: 'Rule' }, { title: 'Weight', numeric: true }, { title: '' }], rows, 'Weights')}`;
}
