import type { Figures } from '../../domain/validation/figures.ts';
import { explainFailure, type Gate } from '../../domain/validation/gate.ts';

/** The verdict in sentences: what failed first, then what was seen. */
export function describeVerdict(gates: readonly Gate[], figures: Figures, windows: number): string {
  const failed = gates.filter((gate) => !gate.passed);
  const trials = `over ${figures.trial_count} ${figures.trial_count === 1 ? 'trial' : 'trials'}`;
  const verdict =
    failed.length === 0
      ? `Validation passed: all ${gates.length} gates, ${trials}.`
      : `Validation failed: ${failed.map(explainFailure).join('; ')}, ${trials}.`;
  return `${verdict} ${describeRecord(figures, windows)}`;
}

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
  if (test.kind === 'refused') return `The test segment could not be opened: ${test.reason}.`;
  return `The test segment was opened, once for this lineage: ${figures.test_trades} trades, annual Sharpe ratio ${fixed(figures.test_sharpe)}, return ${percent(figures.test_total_return)}.`;
}

const fixed = (value: number | null): string => (value === null ? 'undefined' : value.toFixed(2));
const percent = (value: number | null): string =>
  value === null ? 'undefined' : `${(value * 100).toFixed(1)} %`;
