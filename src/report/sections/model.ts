import type { ModelInfo } from '../../orchestration/state.ts';
import type { ValidationReport } from '../../orchestration/validation-report.ts';
import { shareBars } from '../charts/bar-chart.ts';
import { reliabilityPlot } from '../charts/reliability.ts';
import { figureName } from '../figure-names.ts';
import { figure, formatFigure, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import { facts, folded, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

const FEATURES_SHOWN = 15;

/** The chosen model: what it looks at, how often it is right, and whether its probabilities mean what they say. */
export function modelSection({ state, validation }: TearSheetData): Section | null {
  const model = state?.bestModel;
  if (!model) return null;
  const body = html`${lead(
    `LightGBM over ${plural(model.features.length, 'feature')}, the best of ${plural(model.trials, 'configuration')} by ${figureName(model.objective).label} over purged folds.`,
  )}
  ${facts([
    [`${figureName(model.objective).label}, cross-validated`, figure(model.score, 'ratio')],
    ...Object.entries(model.metrics).map(([name, value]) => {
      const { label, kind } = figureName(name);
      return [`${label}, out of fold`, figure(value, kind)] as const;
    }),
  ])}
  <div class="columns">
    <div>${subheading('What it looks at')}${importance(validation?.importance ?? model.importance)}</div>
    <div>
      ${subheading('How it is right and wrong')}
      ${validation ? confusion(validation.confusion) : html`<p class="muted">Known after validation.</p>`}
      ${subheading('Whether its probabilities hold')}
      ${validation ? reliabilityPlot(validation.calibration) : html`<p class="muted">Known after validation.</p>`}
    </div>
  </div>
  ${folded('Parameters', parameters(model))}`;
  return { id: 'model', title: 'Model', body };
}

function importance(rows: ModelInfo['importance']): Html {
  const shown = rows.slice(0, FEATURES_SHOWN);
  const rest = rows.slice(FEATURES_SHOWN);
  return html`${shareBars(
    shown.map(({ feature, share }) => ({ name: feature, share, text: figure(share, 'share') })),
  )}
  ${rest.length > 0 && html`<p class="note">${plural(rest.length, 'more feature')} share ${figure(sum(rest), 'share')}. Share of the total gain of all splits.</p>`}`;
}

const sum = (rows: ModelInfo['importance']): number => rows.reduce((total, row) => total + row.share, 0);

function confusion({
  truePositive: tp,
  falsePositive: fp,
  trueNegative: tn,
  falseNegative: fn,
}: ValidationReport['confusion']): Html {
  const total = tp + fp + tn + fn;
  const cell = (count: number, right: boolean): Html =>
    html`<td class="right ${right ? 'right-call' : 'wrong-call'}">${figure(count, 'count')} <span class="muted">${formatFigure(total > 0 ? count / total : 0, 'share')}</span></td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="confusion">
    <caption>Out-of-fold calls at probability 0.5: ${formatFigure(total > 0 ? (tp + tn) / total : 0, 'share')} right</caption>
    <thead><tr><td></td><th scope="col" class="right">called up</th><th scope="col" class="right">called down</th></tr></thead>
    <tbody>
      <tr><th scope="row">went up</th>${cell(tp, true)}${cell(fn, false)}</tr>
      <tr><th scope="row">went down</th>${cell(fp, false)}${cell(tn, true)}</tr>
    </tbody>
  </table></div>`;
}

const parameters = (model: ModelInfo): Html =>
  table(
    [{ title: 'LightGBM parameter' }, { title: 'Value', numeric: true }],
    Object.entries(model.params).map(([name, value]) => [
      html`<code>${name}</code>`,
      html`<code>${String(value)}</code>`,
    ]),
    'Parameters of the model',
  );
