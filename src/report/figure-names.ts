import { type FigureKind, humanise } from './format.ts';

/** How a figure is called in front of people, and how its number is meant. */
export interface FigureName {
  readonly label: string;
  readonly kind: FigureKind;
  /** What it is, in one short sentence. */
  readonly help?: string;
}

const KNOWN: Readonly<Record<string, FigureName>> = {
  bars: { label: 'Bars', kind: 'count' },
  trades: { label: 'Trades', kind: 'count', help: 'Closed round trips.' },
  exposure: { label: 'Time in the market', kind: 'share' },
  total_return: { label: 'Total return', kind: 'share', help: 'Net of costs, compounded.' },
  cagr: { label: 'Growth a year', kind: 'share' },
  volatility: { label: 'Volatility a year', kind: 'share' },
  sharpe: { label: 'Sharpe ratio', kind: 'ratio', help: 'Annual, net of costs, without a risk-free rate.' },
  sharpe_low: { label: 'Sharpe ratio, lower 95 %', kind: 'ratio' },
  sharpe_high: { label: 'Sharpe ratio, upper 95 %', kind: 'ratio' },
  walk_forward_sharpe: { label: 'Walk-forward Sharpe ratio', kind: 'ratio' },
  test_sharpe: { label: 'Sharpe ratio on the sealed test', kind: 'ratio' },
  skew: { label: 'Skewness', kind: 'ratio' },
  kurtosis: { label: 'Kurtosis (normal = 3)', kind: 'ratio' },
  t_statistic: { label: 't-statistic of the mean', kind: 'ratio' },
  sortino: { label: 'Sortino ratio', kind: 'ratio' },
  calmar: { label: 'Calmar ratio', kind: 'ratio' },
  max_drawdown: { label: 'Maximum drawdown', kind: 'share' },
  win_rate: { label: 'Win rate', kind: 'share' },
  expectancy: { label: 'Mean return a trade', kind: 'share' },
  average_win: { label: 'Average win', kind: 'share' },
  average_loss: { label: 'Average loss', kind: 'share' },
  profit_factor: { label: 'Profit factor', kind: 'ratio' },
  sharpe_p_value: { label: 'p-value of the Sharpe ratio', kind: 'ratio' },
  deflated_sharpe: {
    label: 'Deflated Sharpe ratio',
    kind: 'ratio',
    help: 'Probability that the edge is real after all trials are counted.',
  },
  deflated_hurdle: {
    label: 'Sharpe ratio luck would reach',
    kind: 'ratio',
    help: 'Expected best of as many trials without any edge.',
  },
  min_track_record_bars: { label: 'Bars needed for this proof', kind: 'count' },
  trial_count: { label: 'Trials counted', kind: 'count' },
  pbo: { label: 'Probability of overfitting', kind: 'share' },
  pbo_probability_of_loss: { label: 'Chance that the best trial loses', kind: 'share' },
  pbo_degradation_slope: { label: 'Degradation slope', kind: 'ratio' },
  profitable_windows: { label: 'Profitable windows', kind: 'share' },
  shuffled_label_auc: { label: 'AUC on shuffled labels', kind: 'ratio' },
  reward_risk: { label: 'Reward per unit of risk', kind: 'ratio' },
  var: { label: 'Value at risk of one bar', kind: 'share' },
  cvar: { label: 'CVaR of one bar', kind: 'share' },
  cvar_rockafellar_uryasev: { label: 'CVaR, exact (Rockafellar-Uryasev)', kind: 'share' },
  kelly_two_outcome: { label: 'Full Kelly, two outcomes (× equity)', kind: 'ratio' },
  kelly_continuous: { label: 'Full Kelly, continuous (× equity)', kind: 'ratio' },
  kelly_shrunk: { label: 'Kelly after its error (× equity)', kind: 'ratio' },
  cvar_sized: { label: 'CVaR of one bar, at the size allowed', kind: 'share' },
  max_drawdown_sized: { label: 'Maximum drawdown, at the size allowed', kind: 'share' },
  stress_loss_sized: { label: 'Worst stress scenario, at the size allowed', kind: 'share' },
  var_exceedances: { label: 'Bars beyond the value at risk', kind: 'count' },
  var_exceedances_expected: { label: 'Bars that may be beyond it', kind: 'ratio' },
  var_coverage_p: { label: 'p-value, as many as promised (Kupiec)', kind: 'ratio' },
  var_independence_p: { label: 'p-value, not in clusters (Christoffersen)', kind: 'ratio' },
  var_conditional_p: { label: 'p-value of both together', kind: 'ratio' },
  portfolio_var: { label: 'Value at risk of all positions', kind: 'share' },
  portfolio_cvar: { label: 'CVaR of all positions', kind: 'share' },
  maxStressLoss: { label: 'Loss in a stress scenario, at most', kind: 'share' },
  maxPortfolioCvar: { label: 'CVaR of all positions, at most', kind: 'share' },
  exposure_cap: { label: 'Largest position', kind: 'share', help: 'As a share of equity.' },
  auc: { label: 'AUC', kind: 'ratio' },
  log_loss: { label: 'Log loss', kind: 'ratio' },
  brier: { label: 'Brier score', kind: 'ratio' },
  pr_auc: { label: 'Average precision', kind: 'ratio', help: 'Area under the precision-recall curve.' },
  information_coefficient: {
    label: 'Information coefficient',
    kind: 'ratio',
    help: 'Rank correlation of the probability with the return to the end of the label.',
  },
  log_loss_calibrated: { label: 'Log loss, calibrated', kind: 'ratio' },
  brier_calibrated: { label: 'Brier score, calibrated', kind: 'ratio' },
  calibration_error: { label: 'Expected calibration error', kind: 'ratio' },
  hit_rate: { label: 'Right calls', kind: 'share', help: 'Of the calls from the threshold up.' },
  f_beta: { label: 'F0.5 of the up calls', kind: 'ratio' },
  maxRiskPerTrade: { label: 'Risk per trade', kind: 'share' },
  maxExposure: { label: 'Largest position', kind: 'share' },
  kellyFraction: { label: 'Share of Kelly used', kind: 'share' },
  varConfidence: { label: 'Confidence of VaR and CVaR', kind: 'share' },
  maxCvar: { label: 'CVaR of one bar, at most', kind: 'share' },
  maxDrawdown: { label: 'Drawdown, at most', kind: 'share' },
  minRiskReward: { label: 'Reward per unit of risk, at least', kind: 'ratio' },
};

/** Name of a figure; one the report does not know is shown by its own name as a plain ratio. */
export const figureName = (name: string): FigureName =>
  KNOWN[name] ?? { label: humanise(name), kind: 'ratio' };
