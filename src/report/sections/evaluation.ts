import type { CardEstimate, CardSample, ModelCard } from '../../orchestration/model-card.ts';
import { intervalPlot } from '../charts/interval-plot.ts';
import { figureName } from '../figure-names.ts';
import { figure, formatFigure, plural, signed } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { metricTable } from '../metric-table.ts';
import { folded, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

/** How sure the model's scores are, where they hold, and what speaks against it. */
export function evaluationSection({ card }: TearSheetData): Section | null {
  if (!card) return null;
  const { outOfFold, validation, confidence } = card.evaluation;
  const shown = validation ?? outOfFold;
  const where = validation ? 'on the validation segment' : 'out of fold';
  const body = html`${lead(
    `Out of fold over ${plural(outOfFold.rows, 'labelled bar')}, and by the final model on ${plural(validation?.rows ?? 0, 'bar')} of the validation segment. Intervals hold ${formatFigure(confidence, 'share')} by a block bootstrap that does not take overlapping labels for independent ones.`,
  )}
  ${subheading('What speaks against it')}
  <ul class="reasons">${join(card.limits.map((limit) => html`<li>${limit}</li>`))}</ul>
  ${subheading('Scores')}
  ${scoreTable(outOfFold, validation)}
  <div class="columns">
    <div>${subheading(`AUC by year and regime, ${where}`)}${slicePlot(shown)}</div>
    <div>${subheading(`Net return by year and regime, ${where}`)}${sliceTable(shown)}</div>
  </div>
  ${folded('What other thresholds would have done', thresholdTable(card.evaluation, shown))}
  ${shown.profit.metrics.length > 0 && folded(`What trading it would have brought, ${where}`, metricTable(shown.profit.metrics))}`;
  return { id: 'evaluation', title: 'How sure its scores are', body };
}

function scoreTable(outOfFold: CardSample, validation: CardSample | null): Html {
  const rows: [string, (sample: CardSample) => CardEstimate][] = [
    ...(Object.keys(outOfFold.scores) as (keyof CardSample['scores'])[]).map(
      (name): [string, (sample: CardSample) => CardEstimate] => [name, (sample) => sample.scores[name]],
    ),
    ['sharpe', (sample) => sample.profit.sharpe],
  ];
  return table(
    [
      { title: 'Score' },
      { title: 'Out of fold', numeric: true },
      { title: 'Validation segment', numeric: true },
    ],
    rows.map(([name, of]) => [
      figureName(name).label,
      estimate(of(outOfFold)),
      validation ? estimate(of(validation)) : html`<span class="muted">no label</span>`,
    ]),
    'Scores with their intervals',
  );
}

const estimate = ({ value, interval }: CardEstimate): Html =>
  html`${figure(value, 'ratio')}${interval && html` <span class="muted num">[${formatFigure(interval.low, 'ratio')}, ${formatFigure(interval.high, 'ratio')}]</span>`}`;

const slicePlot = ({ slices }: CardSample): Html =>
  intervalPlot(
    'AUC of each slice with its interval; one half is a coin',
    slices.map((slice) => ({ name: nameOf(slice), ...slice.scores.auc })),
    0.5,
  );

const sliceTable = ({ slices }: CardSample): Html =>
  table(
    [
      { title: 'Slice' },
      { title: 'Labels', numeric: true },
      { title: 'Return', numeric: true },
      { title: 'Sharpe', numeric: true },
    ],
    slices.map((slice) => [
      nameOf(slice),
      figure(slice.rows, 'count'),
      signed(slice.totalReturn, 'share'),
      figure(slice.sharpe, 'ratio'),
    ]),
    'Net return by slice',
  );

const nameOf = ({ by, name }: CardSample['slices'][number]): string =>
  by === 'year' ? name : `${by} ${name}`;

const thresholdTable = ({ minConfidence }: ModelCard['evaluation'], { thresholds }: CardSample): Html =>
  table(
    [
      { title: 'Threshold' },
      { title: 'Calls', numeric: true },
      { title: 'Right', numeric: true },
      { title: 'F0.5', numeric: true },
      { title: 'Trades', numeric: true },
      { title: 'Mean trade', numeric: true },
      { title: 'Return', numeric: true },
      { title: 'Sharpe', numeric: true },
    ],
    thresholds.map((row) => [
      html`${formatFigure(row.confidence, 'ratio')}${row.confidence === minConfidence && html` <span class="mark">used</span>`}`,
      figure(row.called, 'count'),
      figure(row.hitRate, 'share'),
      figure(row.fBeta, 'ratio'),
      figure(row.trades, 'count'),
      signed(row.expectancy, 'share'),
      signed(row.totalReturn, 'share'),
      figure(row.sharpe, 'ratio'),
    ]),
    'Thresholds',
  );
