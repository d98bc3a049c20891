import type { ModelCard } from '../../orchestration/model-card.ts';
import { figure, formatFigure } from '../format.ts';
import { type Html, html, join } from '../html.ts';

type ShapRow = NonNullable<ModelCard['explanation']>['shap'][number];

/** Lanes a row's points are spread over, so that equal contributions do not hide each other. */
const LANES = 5;
const LOW_RANK = 1 / 3;
const HIGH_RANK = 2 / 3;

/**
 * SHAP summary: a row a feature, a point a bar. To the right it raised the probability, to the left it lowered it; high
 * values of the feature are blue, low ones orange, and the sign in front of the name says the same without colour.
 */
export function shapPlot(rows: readonly ShapRow[]): Html {
  const reach = Math.max(...rows.flatMap(({ points }) => points.map((p) => Math.abs(p.contribution))), 1e-12);
  const x = (contribution: number): number => Math.round(500 + (contribution / reach) * 480);
  return html`<ol class="intervals shap" aria-label="SHAP values of the strongest features">${join(
    rows.map(
      (row) => html`<li><span class="name" title="${row.feature}">${sign(row)} ${row.feature}</span>
      <svg viewBox="0 0 1000 60" preserveAspectRatio="none" role="img" aria-label="mean absolute SHAP value ${formatFigure(row.meanAbsolute, 'ratio')}">
        <line class="ideal" x1="500" x2="500" y1="0" y2="60"/>
        ${join(
          (['low', 'middle', 'high'] as const).map(
            (tone) =>
              html`<path class="points ${tone}" d="${row.points
                .map((point, i) => (toneOf(point.rank) === tone ? dot(x(point.contribution), i) : ''))
                .join('')}"/>`,
          ),
        )}
      </svg>
      ${figure(row.meanAbsolute, 'ratio')}</li>`,
    ),
  )}</ol>
  <p class="note">A point a bar of the validation segment; right of the dashed line the feature raised the probability. Blue: high values of the feature, orange: low ones, grey: between or missing. + rises with the value, − falls, ~ neither. The figure is the mean absolute value in log odds; the scale ends at ${formatFigure(reach, 'ratio')}.</p>`;
}

const dot = (x: number, i: number): string => `M${x} ${10 + (i % LANES) * 10}h0`;

function toneOf(rank: number | null): 'low' | 'middle' | 'high' {
  if (rank === null) return 'middle';
  return rank < LOW_RANK ? 'low' : rank > HIGH_RANK ? 'high' : 'middle';
}

const sign = ({ direction }: ShapRow): string =>
  direction === null || Math.abs(direction) < 0.2 ? '~' : direction > 0 ? '+' : '−';
