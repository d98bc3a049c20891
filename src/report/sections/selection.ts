import type { SelectionReport } from '../../orchestration/selection-report.ts';
import { shareBars } from '../charts/bar-chart.ts';
import { intervalPlot } from '../charts/interval-plot.ts';
import { figure, formatFigure, plural, signed } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { facts, folded, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

type Candidate = SelectionReport['columns'][number];
type Outcome = Candidate['outcome'];

const INTERVALS_SHOWN = 15;

/** Stages in the order in which a candidate meets them, with the outcomes that end there. */
const STAGES: readonly { readonly name: string; readonly ends: readonly Outcome[] }[] = [
  { name: 'vary, say it once', ends: ['empty', 'constant', 'duplicate'] },
  { name: 'no unit root', ends: ['non_stationary', 'differenced'] },
  { name: 'one of a cluster', ends: ['cluster'] },
  { name: 'stable on resamples', ends: ['unstable'] },
  { name: 'best ranked', ends: ['unimportant'] },
];

const OUTCOME_TEXT: Readonly<Record<Outcome, string>> = {
  kept: 'kept',
  empty: 'has no value',
  constant: 'never varies',
  duplicate: 'says the same as',
  non_stationary: 'has a unit root',
  differenced: 'has a unit root; in its place',
  cluster: 'its cluster is spoken for by',
  unstable: 'not stable',
  unimportant: 'ranked too low',
};

/** What became of every candidate, and what it was rated. */
export function selectionSection({ selection }: TearSheetData): Section | null {
  if (!selection || selection.columns.length === 0) return null;
  const { columns, clusters, rows, folds, looks, method, importanceLogLoss } = selection;
  const kept = columns.filter(({ outcome }) => outcome === 'kept');
  const dropped = columns.filter(({ outcome }) => outcome !== 'kept');
  const body = html`${lead(
    `${plural(columns.length, 'candidate')}, ${formatFigure(kept.length, 'count')} kept. Rated over ${plural(rows, 'row')} of the train segment; the choice was made anew in each of ${plural(folds, 'fold')} of the cross-validation.`,
  )}
  ${facts([
    ['Method', method === 'ranked' ? 'ranked by its criteria' : 'screened, no label looked at'],
    ['Looks at the labels, each a trial', figure(looks, 'count')],
    ['Clusters of several columns', figure(clusters.length, 'count')],
    ['Log loss of the rating models', figure(importanceLogLoss, 'ratio')],
  ])}
  <div class="columns">
    <div>${subheading('Where candidates were dropped')}${funnel(columns)}</div>
    <div>${subheading('What shuffling a kept column costs')}${costs(kept)}</div>
  </div>
  ${subheading('Kept')}
  ${ratings(kept, 'Columns the model reads, best ranked first')}
  ${dropped.length > 0 && folded(`${plural(dropped.length, 'candidate')} dropped, and why`, ratings(dropped, 'Dropped candidates'))}
  ${clusters.length > 0 && folded(`${plural(clusters.length, 'cluster')} of columns that say much the same`, clusterList(clusters))}`;
  return { id: 'selection', title: 'Selection of features', body };
}

/** How many candidates each stage leaves. */
function funnel(columns: readonly Candidate[]): Html {
  let left = columns.length;
  const row = (name: string, gone: number) => {
    left -= gone;
    const dropped = gone > 0 && html` <span class="muted">−${formatFigure(gone, 'count')}</span>`;
    return {
      name,
      share: left / columns.length,
      text: html`<span class="num">${figure(left, 'count')}${dropped}</span>`,
    };
  };
  return shareBars([
    row('candidates', 0),
    ...STAGES.map(({ name, ends }) =>
      row(name, columns.filter(({ outcome }) => ends.includes(outcome)).length),
    ),
  ]);
}

function costs(kept: readonly Candidate[]): Html {
  const rated = kept.filter(({ rating }) => rating?.permutation != null);
  if (rated.length === 0) return html`<p class="muted">Permutation was not among the criteria.</p>`;
  return html`${intervalPlot(
    'Growth of log loss with the column shuffled; zero is a column the models do without',
    rated.slice(0, INTERVALS_SHOWN).map(({ name, rating }) => ({
      name,
      value: rating?.permutation ?? null,
      interval: rating?.permutationInterval ?? null,
    })),
    0,
  )}<p class="note">Growth of the log loss of held-out rows in purged folds, with its 95 % interval. Columns that say the same cover for each other.</p>`;
}

const ratings = (columns: readonly Candidate[], caption: string): Html =>
  html`<div class="ratings">${table(
    [
      { title: 'Column' },
      { title: 'Outcome' },
      { title: 'Unit root' },
      { title: 'IC', numeric: true },
      { title: 't (Newey-West)', numeric: true },
      { title: 'Mutual information', numeric: true },
      { title: 'Gain', numeric: true },
      { title: 'Permutation', numeric: true },
      { title: 'Stability', numeric: true },
      { title: 'Folds', numeric: true },
    ],
    columns.map((column) => [
      html`<code>${column.name}</code>`,
      outcomeText(column),
      unitRoot(column),
      ...ratingCells(column.rating),
      figure(column.folds, 'count'),
    ]),
    caption,
  )}</div>`;

const outcomeText = ({ outcome, of }: Candidate): Html =>
  html`${OUTCOME_TEXT[outcome]}${of !== null && html` <code>${of}</code>`}`;

/** The Dickey-Fuller statistic against what it must be below. */
function unitRoot({ stationarity }: Candidate): Html {
  if (!stationarity) return html`<span class="muted">not tested</span>`;
  const { statistic, critical, isStationary } = stationarity;
  return html`${isStationary ? 'none' : 'not ruled out'} <span class="muted" title="Dickey-Fuller statistic, critical value ${formatFigure(critical, 'ratio')}">${formatFigure(statistic, 'ratio')}</span>`;
}

function ratingCells(rating: Candidate['rating']): readonly Html[] {
  if (!rating) return Array.from({ length: 6 }, () => html`<span class="muted">–</span>`);
  const { informationCoefficient, tStatistic, mutualInformation, gainShare, permutation, frequency } = rating;
  return [
    signed(informationCoefficient, 'ratio'),
    figure(tStatistic, 'ratio'),
    figure(mutualInformation, 'ratio'),
    figure(gainShare, 'share'),
    html`${figure(permutation, 'ratio')}${intervalText(rating.permutationInterval)}`,
    figure(frequency, 'share'),
  ];
}

const intervalText = (interval: NonNullable<Candidate['rating']>['permutationInterval']): Html | false =>
  interval
    ? html` <span class="muted interval">[${formatFigure(interval.low, 'ratio')}, ${formatFigure(interval.high, 'ratio')}]</span>`
    : false;

const clusterList = (clusters: SelectionReport['clusters']): Html =>
  html`<ul class="clusters">${join(
    clusters.map(
      (names) =>
        html`<li>${join(
          names.map((name) => html`<code>${name}</code>`),
          ', ',
        )}</li>`,
    ),
  )}</ul>`;
