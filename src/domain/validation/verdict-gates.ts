import type { Figures } from './figures.ts';
import { type Gate, gate } from './gate.ts';

/** What must be reached, as the spec says. */
export interface ValidationBars {
  readonly minDeflatedSharpe: number;
  readonly maxPbo: number;
  /** Level of the one-sided test that the Sharpe ratio is above zero. */
  readonly alpha: number;
  readonly minProfitableWindows: number;
  readonly minTrades: number;
}

/** The gates before the sealed test segment, over the figures of the stitched walk-forward. */
export function walkForwardGates(figures: Figures, bars: ValidationBars): Gate[] {
  const figure = (name: string): number | null => figures[name] ?? null;
  return [
    gate({
      name: 'trades',
      figure: figure('trades'),
      comparison: '>=',
      bar: bars.minTrades,
      convention: 'Closed trades over all walk-forward windows.',
    }),
    gate({
      name: 'walk_forward_sharpe',
      figure: figure('sharpe'),
      comparison: '>',
      bar: 0,
      convention:
        'Annual Sharpe ratio of the stitched out-of-sample bars, net of costs: mean / standard deviation (n - 1), risk-free rate 0, flat bars counted.',
    }),
    gate({
      name: 'sharpe_p_value',
      figure: figure('sharpe_p_value'),
      comparison: '<=',
      bar: bars.alpha,
      convention:
        '1 - PSR(0), the probabilistic Sharpe ratio of Bailey & Lopez de Prado 2012 (variance at the estimate, n - 1), one-sided, stitched out-of-sample bars.',
    }),
    gate({
      name: 'deflated_sharpe',
      figure: figure('deflated_sharpe'),
      comparison: '>=',
      bar: bars.minDeflatedSharpe,
      convention:
        'Deflated Sharpe ratio of Bailey & Lopez de Prado 2014: PSR against the expected maximum of all trials of the dataset family in the ledger, V = variance of their per-bar Sharpe ratios, N not reduced for similar trials.',
    }),
    gate({
      name: 'pbo',
      figure: figure('pbo'),
      comparison: '<=',
      bar: bars.maxPbo,
      convention:
        'Probability of backtest overfitting by CSCV (Bailey, Borwein, Lopez de Prado & Zhu 2015), 16 blocks, 12,870 splits, Sharpe ratio per bar, share of logits <= 0, trials of this search.',
    }),
    gate({
      name: 'profitable_windows',
      figure: figure('profitable_windows'),
      comparison: '>=',
      bar: bars.minProfitableWindows,
      convention: 'Share of the walk-forward windows with a net return above 0.',
    }),
  ];
}

/** The last gate: what the model earns on the segment nobody had seen. */
export const testGate = (testSharpe: number | null): Gate =>
  gate({
    name: 'test_sharpe',
    figure: testSharpe,
    comparison: '>',
    bar: 0,
    convention:
      'Annual Sharpe ratio of the final model over the sealed test segment, net of costs; opened once a lineage, after every other gate has passed.',
  });
