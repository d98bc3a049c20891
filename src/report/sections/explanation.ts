import type { ModelCard } from '../../orchestration/model-card.ts';
import { intervalPlot } from '../charts/interval-plot.ts';
import { shapPlot } from '../charts/shap-plot.ts';
import { xyPlot } from '../charts/xy-plot.ts';
import { figure, formatFigure, plural } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { folded, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

const DEPENDENCES_SHOWN = 6;
const PERMUTATIONS_SHOWN = 12;
const SHIFTS_SHOWN = 12;

type Explanation = NonNullable<ModelCard['explanation']>;

/** What moves the model's probability, whether more data would help it, and what has changed since it was trained. */
export function explanationSection({ card }: TearSheetData): Section | null {
  if (!card) return null;
  const { explanation, learningCurve, drift } = card;
  const body = html`${explanation ? explained(explanation) : html`<p class="muted">The validation segment holds no label to explain the model on.</p>`}
  <div class="columns">
    <div>${subheading('Whether more history would help')}${curve(learningCurve)}</div>
    <div>${subheading('What has moved since the training')}${shifts(drift)}</div>
  </div>`;
  return { id: 'explanation', title: 'What moves it', body };
}

const explained = ({ rows, shap, permutation, partialDependence }: Explanation): Html =>
  html`${lead(`Asked on ${plural(rows, 'bar')} of the validation segment, which the model has not learned from.`)}
  <div class="columns">
    <div>${subheading('SHAP values')}${shapPlot(shap)}</div>
    <div>
      ${subheading('What shuffling a feature costs')}
      ${intervalPlot(
        'Growth of log loss with the feature shuffled; zero is a feature the model does without',
        permutation
          .slice(0, PERMUTATIONS_SHOWN)
          .map(({ feature, lossIncrease, interval }) => ({ name: feature, value: lossIncrease, interval })),
        0,
      )}
      <p class="note">Growth of the log loss with its 95 % interval. Features that say the same cover for each other.</p>
    </div>
  </div>
  ${folded('SHAP value and probability by value of the strongest features', dependences(shap, partialDependence))}`;

const dependences = (shap: Explanation['shap'], partial: Explanation['partialDependence']): Html =>
  html`<div class="multiples">${join(
    shap.slice(0, DEPENDENCES_SHOWN).map(({ feature, points }) => {
      const line = partial.find((one) => one.feature === feature);
      return html`<div><h3><code>${feature}</code></h3>
      ${xyPlot({
        label: `SHAP value over the value of ${feature}`,
        series: [
          {
            shape: 'dots',
            points: points.flatMap(({ value, contribution }) =>
              value === null ? [] : [{ x: value, y: contribution }],
            ),
          },
        ],
        reference: 0,
        caption: 'Value → SHAP value, a dot a bar.',
      })}
      ${line && xyPlot({ label: `Mean probability with ${feature} set to a value`, series: [{ shape: 'line', points: line.points.map(({ value, probability }) => ({ x: value, y: probability })) }], caption: 'Value, set for all bars → mean probability.' })}
      </div>`;
    }),
  )}</div>`;

function curve(points: ModelCard['learningCurve']): Html {
  if (points.length === 0) return html`<p class="muted">Not asked for by the spec.</p>`;
  const series = (of: 'train' | 'test') => points.map((point) => ({ x: point.rows, y: point[of] }));
  const last = points[points.length - 1];
  return xyPlot({
    label: 'Log loss of training and test rows over the number of training rows',
    series: [
      { shape: 'line', points: series('test') },
      { shape: 'dashed', points: series('train') },
    ],
    caption: `Training rows → log loss, mean of the folds. Line: test rows (${formatFigure(last.test, 'ratio')} at the end); dashed: the training rows themselves (${formatFigure(last.train, 'ratio')}).`,
  });
}

function shifts({ features, prediction }: ModelCard['drift']): Html {
  const rows = [...(prediction ? [prediction] : []), ...features.slice(0, SHIFTS_SHOWN)];
  if (rows.length === 0) return html`<p class="muted">Nothing to compare.</p>`;
  return html`${table(
    [
      { title: 'Train → validation' },
      { title: 'Stability index', numeric: true },
      { title: 'KS', numeric: true },
      { title: 'Missing', numeric: true },
    ],
    rows.map((row) => [
      html`${row === prediction ? 'the prediction' : html`<code>${row.feature}</code>`}${(row.psi ?? 0) > 0.25 && html` <span class="mark warning">moved</span>`}`,
      figure(row.psi, 'ratio'),
      figure(row.ks, 'ratio'),
      figure(row.missing, 'share'),
    ]),
    'Drift from train to validation segment',
  )}<p class="note">Below 0.1 a stability index is read as no change, above 0.25 as a strong one.</p>`;
}
