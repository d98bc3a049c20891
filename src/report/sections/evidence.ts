import { ROBUSTNESS_WEIGHTS } from '../../domain/validation/robustness/score.ts';
import type { ValidationReport } from '../../orchestration/validation-report.ts';
import { barChart } from '../charts/bar-chart.ts';
import { figureName } from '../figure-names.ts';
import { figure, formatFigure, humanise, plainTicks } from '../format.ts';
import { type Html, html } from '../html.ts';
import { facts, folded, lead, type Section, subheading, table } from '../section.ts';
import type { TearSheetData } from '../tear-sheet-data.ts';

const SIGNIFICANCE = [
  'sharpe_p_value',
  'bootstrap_p_value',
  'bootstrap_sharpe_low',
  'bootstrap_sharpe_high',
  'sign_p_value',
  'position_p_value',
  'bar_permutation_p_value',
  'spa_p_value',
  'reality_check_p_value',
  'step_down_p_value',
  'step_down_superior',
  'false_discovery_rate',
  'judged_strategies',
] as const;
const PATHS = [
  'cpcv_paths',
  'cpcv_sharpe_mean',
  'cpcv_sharpe_sd',
  'cpcv_sharpe_low',
  'cpcv_positive_share',
] as const;
const OVERFITTING = [
  'pbo',
  'pbo_median_logit',
  'pbo_degradation_slope',
  'pbo_first_order_dominance',
  'pbo_second_order_dominance',
] as const;
const STRESSES = [
  'sharpe_costs_x2',
  'sharpe_costs_x3',
  'mc_drawdown_median',
  'mc_drawdown_95',
  'ruin_probability',
] as const;
const LEAKAGE = [
  'shuffled_label_auc',
  'label_shift_auc',
  'future_canary',
  'replay_revisions',
  'train_test_overlap',
] as const;

/** What the record went through beside the walk-forward: resampling, other paths, stresses, controls. */
export function evidenceSection({ validation }: TearSheetData): Section | null {
  if (!validation || validation.figures.robustness_score === undefined) return null;
  const { figures } = validation;
  const body = html`${lead('A good record is easy to find and hard to trust. These tests ask whether luck, one history, one setting or a leak could have made it.')}
  ${subheading('Could it be luck?')}
  ${listed(SIGNIFICANCE, figures)}
  ${subheading('Other paths through the same history')}
  ${pathChart(validation.pathSharpes)}
  ${listed(PATHS, figures)}
  ${subheading('Did the search overfit?')}
  ${logitChart(validation)}
  ${listed(OVERFITTING, figures)}
  ${subheading('What is left under stress')}
  ${robustnessTable(figures)}
  ${listed(STRESSES, figures)}
  ${surfaceTable(validation)}
  ${subheading('Controls against leakage')}
  ${listed(LEAKAGE, figures)}`;
  return { id: 'evidence', title: 'Luck, robustness, leakage', body };
}

type Figures = ValidationReport['figures'];

const listed = (names: readonly string[], figures: Figures): Html =>
  facts(
    names.map((name) => {
      const { label, kind } = figureName(name);
      return [label, figure(figures[name] ?? null, kind)];
    }),
  );

function pathChart(sharpes: readonly number[]): Html | false {
  if (sharpes.length === 0) return false;
  return barChart({
    label: `Annual Sharpe ratio of ${sharpes.length} combinatorial paths`,
    axis: plainTicks,
    bars: sharpes.map((value, i) => ({
      label: String(i + 1),
      value,
      tooltip: `Path ${i + 1}: ${formatFigure(value, 'ratio')}`,
    })),
  });
}

function logitChart({ logits }: ValidationReport): Html | false {
  if (!logits) return false;
  return barChart({
    label:
      'Logits of the rank out of sample of what was best in sample: what lies at or below 0 is overfitting',
    bars: logits.from.map((from, i) => ({
      label: i % 4 === 0 ? from.toFixed(1) : '',
      value: logits.share[i],
      tooltip: `From ${from.toFixed(2)}: ${formatFigure(logits.share[i], 'share')}`,
    })),
  });
}

function robustnessTable(figures: Figures): Html {
  const rows = Object.entries(ROBUSTNESS_WEIGHTS).map(([part, weight]) => [
    humanise(part),
    figure(weight, 'count'),
    figure(figures[`robust_${part}`] ?? null, 'share'),
  ]);
  return html`<p>Robustness score: <strong>${figure(figures.robustness_score ?? null, 'ratio')}</strong> of 100.</p>
  ${table([{ title: 'Stress' }, { title: 'Points', numeric: true }, { title: 'Kept', numeric: true }], rows, 'Parts of the robustness score')}`;
}

function surfaceTable({ surface }: ValidationReport): Html | false {
  if (surface.length === 0) return false;
  return folded(
    'Sharpe ratio beside the chosen settings',
    table(
      [{ title: 'Setting' }, { title: 'Sharpe', numeric: true }],
      surface.map(({ setting, sharpe }) => [setting, figure(sharpe, 'ratio')]),
      'Neighbours of the chosen settings',
    ),
  );
}
