import type { DatasetInfo, Finding } from '../../orchestration/state.ts';
import { barFigure, day, figure, hash, plural } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { facts, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

/** What the bot was built on, how the bars were split, and what is wrong with them. */
export function dataSection({ state, workflow }: TearSheetData): Section | null {
  const dataset = state?.dataset;
  if (!dataset) return null;
  const body = html`${lead(
    `${plural(dataset.bars, 'bar')} of ${dataset.symbol} (${dataset.timeframe}) from ${dataset.source}.`,
  )}
  ${facts([
    [
      'Quality',
      html`${barFigure(dataset.quality.score, 'ratio')} of 100, ${VERDICTS[dataset.quality.verdict]}`,
    ],
    ['Report', html`<a href="/v1/workflows/${workflow.id}/quality">findings, coverage and statistics</a>`],
    ['Bars a year', figure(dataset.barsPerYear, 'count')],
    ['Dataset', hash(dataset.id)],
    ['Dataset family', html`<code>${dataset.family}</code>`],
  ])}
  ${subheading('Split')}
  ${split(dataset)}
  ${subheading('Quality findings')}
  ${findings(dataset.quality.findings)}`;
  return { id: 'data', title: 'Data', body };
}

const VERDICTS: Readonly<Record<DatasetInfo['quality']['verdict'], string>> = {
  accept: 'accepted',
  accept_with_warnings: 'accepted with warnings',
  block: 'blocked',
};

const USE = {
  train: 'the model learns here',
  validation: 'signals and risk are judged here',
  test: 'sealed; opened once, last',
} as const;

const split = ({ segments }: DatasetInfo): Html =>
  table(
    [
      { title: 'Segment' },
      { title: 'From' },
      { title: 'To' },
      { title: 'Bars', numeric: true },
      { title: 'Use' },
    ],
    (['train', 'validation', 'test'] as const).map((name) => [
      name,
      day(segments[name].firstAt),
      day(segments[name].lastAt),
      figure(segments[name].to - segments[name].from, 'count'),
      USE[name],
    ]),
    'Segments of the dataset',
  );

function findings(list: readonly Finding[]): Html {
  if (list.length === 0) return html`<p>No finding: every check passed.</p>`;
  return html`<ul class="findings">${join(list.map(findingItem))}</ul>`;
}

function findingItem(finding: Finding): Html {
  const examples = finding.examples.map((example) => html`<li>${day(example.at)}: ${example.detail}</li>`);
  return html`<li class="${finding.severity}"><span class="mark ${finding.severity}">${finding.severity}</span> <strong>${finding.rule}</strong>: ${finding.message} <span class="muted">${plural(finding.count, 'bar')}, ${figure(finding.share, 'share')}</span>${examples.length > 0 && html`<ul>${join(examples)}</ul>`}</li>`;
}
