import type { Figures } from '../../domain/validation/figures.ts';
import { explainFailure, type Gate } from '../../domain/validation/gate.ts';

/** What people call the gates. */
const LABELS: Readonly<Record<string, string>> = {
  trades: 'the number of trades',
  walk_forward_sharpe: 'walk-forward Sharpe ratio',
  sharpe_p_value: 'p-value of the Sharpe ratio',
  bootstrap_p_value: 'bootstrapped p-value',
  position_p_value: 'p-value of the times held',
  deflated_sharpe: 'deflated Sharpe ratio',
  false_discovery_rate: 'false discovery rate among all judged strategies',
  bar_permutation_p_value: 'p-value of the search over orders of the bars',
  spa_p_value: 'p-value of superior ability of the search',
  pbo: 'probability of backtest overfitting',
  profitable_windows: 'share of profitable windows',
  cpcv_positive_share: 'share of combinatorial paths with a profit',
  robustness_score: 'robustness score',
  min_total_return: 'total return',
  min_profit_factor: 'profit factor',
  min_return_drawdown: 'return over drawdown',
  max_drawdown: 'largest drawdown',
  min_sharpe: 'annual Sharpe ratio',
  min_sqn: 'system quality number',
  min_r_squared: 'R squared of equity',
  min_win_rate: 'share of winning trades',
  min_payoff_ratio: 'average win over average loss',
  max_consecutive_losses: 'number of losses in a row',
  max_trades: 'number of trades',
  min_bars_per_trade: 'number of bars a trade lasts',
  max_bars_per_trade: 'number of bars a trade lasts',
  min_exposure: 'share of bars with a position',
  max_exposure: 'share of bars with a position',
  shuffled_label_auc: 'distance of the shuffled-label AUC from 0.5',
  label_shift_auc: 'distance of the moved-label AUC from 0.5',
  future_canary: 'share of detectors that caught the planted future feature',
  replay_revisions: 'number of features that changed on replay',
  train_test_overlap: 'number of training rows that reach into their window',
  test_sharpe: 'Sharpe ratio over the test segment',
};

/** The verdict in sentences: what failed first, then what was seen. */
export function describeVerdict(gates: readonly Gate[], figures: Figures, windows: number): string {
  const failed = gates.filter((gate) => !gate.passed);
  const trials = `${figures.trial_count} ${figures.trial_count === 1 ? 'trial' : 'trials'} on this data`;
  const verdict =
    failed.length === 0
      ? `Validation passed: all ${gates.length} gates, held against ${trials}.`
      : `Validation failed, held against ${trials}: ${failed.map(explain).join('; ')}.`;
  return `${verdict} ${describeRecord(figures, windows)}`;
}

const explain = (gate: Gate): string => explainFailure(gate, LABELS[gate.name] ?? gate.name);

function describeRecord(figures: Figures, windows: number): string {
  const { trades, sharpe, sharpe_low: low, sharpe_high: high, max_drawdown: drawdown } = figures;
  if (trades === 0) return `The walk-forward of ${windows} windows never traded.`;
  const interval = low === null || high === null ? '' : ` (95 % interval ${fixed(low)} to ${fixed(high)})`;
  return `Walk-forward over ${windows} windows: ${trades} trades, annual Sharpe ratio ${fixed(sharpe)}${interval}, largest drawdown ${percent(drawdown)}, all after costs.`;
}

/** What became of the sealed segment. */
export function describeTest(
  test: { kind: 'traded' } | { kind: 'refused'; reason: string } | null,
  figures: Figures,
): string {
  if (test === null) return 'The test segment stays sealed.';
  if (test.kind === 'refused') return `The test segment could not be opened: ${test.reason}`;
  return `The test segment was opened, once for this lineage: ${figures.test_trades} trades, annual Sharpe ratio ${fixed(figures.test_sharpe)}, return ${percent(figures.test_total_return)}.`;
}

const fixed = (value: number | null): string => (value === null ? 'undefined' : value.toFixed(2));
const percent = (value: number | null): string =>
  value === null ? 'undefined' : `${(value * 100).toFixed(1)} %`;
