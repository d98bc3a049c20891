import type { Figures } from './figures.ts';
import { type Comparison, type Gate, gate } from './gate.ts';
import type { SharpeConvention } from './probabilistic-sharpe.ts';
import { ROBUSTNESS_WEIGHTS } from './robustness/score.ts';

/** What must be reached, as the spec says. */
export interface ValidationBars {
  readonly minDeflatedSharpe: number;
  readonly maxPbo: number;
  /** Level of every test that the result is above luck. */
  readonly alpha: number;
  readonly minProfitableWindows: number;
  /** Smallest share of combinatorial paths with a Sharpe ratio above 0. */
  readonly minPositivePaths: number;
  /** Largest false discovery rate among all strategies judged so far. */
  readonly maxFalseDiscovery: number;
  /** Smallest robustness score, 0 to 100. */
  readonly minRobustness: number;
  readonly minTrades: number;
  /** Orders of the bars on which the search was repeated; 0: not asked. */
  readonly barPermutations: number;
  readonly sharpeConvention: SharpeConvention;
  readonly trialCount: 'all' | 'effective';
}

/** `parameters 20, price noise 15, …`. */
const PUBLISHED_WEIGHTS = Object.entries(ROBUSTNESS_WEIGHTS)
  .map(([part, weight]) => `${part.replaceAll('_', ' ')} ${weight}`)
  .join(', ');

interface GateRule {
  readonly name: string;
  /** Figure it holds against its bar; the gate's own name when absent. */
  readonly figure?: string;
  readonly comparison: Comparison;
  /** Whether it is asked at all; always when absent. */
  readonly isAsked?: (bars: ValidationBars, figures: Figures) => boolean;
  readonly bar: (bars: ValidationBars) => number;
  readonly convention: (bars: ValidationBars) => string;
}

/** Where the variance of a Sharpe ratio is taken. */
const VARIANCE: Readonly<Record<SharpeConvention, string>> = {
  '2014': 'Bailey & Lopez de Prado 2012 and 2014 (variance at the estimate, n - 1)',
  '2025': 'Lopez de Prado, Lipton & Zoonekynd 2025 (variance at the benchmark, n, AR(1) returns)',
};

const COUNTED: Readonly<Record<ValidationBars['trialCount'], string>> = {
  all: 'N not reduced for similar trials',
  effective: 'trials of the last search that resemble each other counted once',
};

const RULES: readonly GateRule[] = [
  {
    name: 'trades',
    comparison: '>=',
    bar: (bars) => bars.minTrades,
    convention: () => 'Closed trades over all walk-forward windows.',
  },
  {
    name: 'walk_forward_sharpe',
    figure: 'sharpe',
    comparison: '>',
    bar: () => 0,
    convention: () =>
      'Annual Sharpe ratio of the stitched out-of-sample bars, net of costs: mean / standard deviation (n - 1), risk-free rate 0, flat bars counted. Features and parameters are chosen anew before each window.',
  },
  {
    name: 'sharpe_p_value',
    comparison: '<=',
    bar: (bars) => bars.alpha,
    convention: ({ sharpeConvention }) =>
      `1 - PSR(0), the probabilistic Sharpe ratio of ${VARIANCE[sharpeConvention]}, one-sided, stitched out-of-sample bars.`,
  },
  {
    name: 'bootstrap_p_value',
    comparison: '<=',
    bar: (bars) => bars.alpha,
    convention: () =>
      'Stationary bootstrap of the stitched out-of-sample bars (Politis & Romano 1994), mean block by Politis & White 2004 as corrected 2009, mean recentred at 0, one-sided, (1 + count) / (draws + 1).',
  },
  {
    name: 'position_p_value',
    comparison: '<=',
    bar: (bars) => bars.alpha,
    convention: () =>
      'Permutation of the held stretches and the gaps between them against the market: lengths and signs are kept, times are not; one-sided, before costs.',
  },
  {
    name: 'deflated_sharpe',
    comparison: '>=',
    bar: (bars) => bars.minDeflatedSharpe,
    convention: ({ sharpeConvention, trialCount }) =>
      `Deflated Sharpe ratio, ${VARIANCE[sharpeConvention]}: PSR against the expected maximum of all trials of the dataset family in the ledger, V = variance of their per-bar Sharpe ratios, ${COUNTED[trialCount]}.`,
  },
  {
    name: 'false_discovery_rate',
    comparison: '<=',
    bar: (bars) => bars.maxFalseDiscovery,
    convention: () =>
      'p-value of the Sharpe ratio adjusted by Benjamini & Hochberg 1995 among those of all strategies judged so far on this platform, whatever became of them.',
  },
  {
    name: 'spa_p_value',
    comparison: '<=',
    bar: (bars) => bars.alpha,
    convention: () =>
      'Superior predictive ability (Hansen 2005), studentised, consistent recentring: the best trial of this search against cash, all its trials resampled together.',
  },
  {
    name: 'bar_permutation_p_value',
    isAsked: (bars) => bars.barPermutations > 0,
    comparison: '<=',
    bar: (bars) => bars.alpha,
    convention: ({ barPermutations }) =>
      `The whole search repeated on ${barPermutations} random orders of the bars' moves (Masters 2018): share, the true order counted, whose best score is as good.`,
  },
  {
    name: 'pbo',
    // Ranks among trials that all earn say nothing against any of them: ADR 8.
    isAsked: ({ alpha }, { pbo_probability_of_loss: loss }) => !(typeof loss === 'number' && loss <= alpha),
    comparison: '<=',
    bar: (bars) => bars.maxPbo,
    convention: () =>
      'Probability of backtest overfitting by CSCV (Bailey, Borwein, Lopez de Prado & Zhu 2015), 16 blocks, 12,870 splits, Sharpe ratio per bar, share of logits <= 0, trials of this search; asked where the in-sample best loses out of sample in more splits than alpha.',
  },
  {
    name: 'profitable_windows',
    comparison: '>=',
    bar: (bars) => bars.minProfitableWindows,
    convention: () => 'Share of the walk-forward windows with a net return above 0.',
  },
  {
    name: 'cpcv_positive_share',
    comparison: '>=',
    bar: (bars) => bars.minPositivePaths,
    convention: () =>
      "Share of combinatorial purged cross-validation's paths (6 groups, 2 tested, 5 paths; Lopez de Prado 2018) with a Sharpe ratio above 0, the model's configuration, net of costs.",
  },
  {
    name: 'robustness_score',
    comparison: '>=',
    bar: (bars) => bars.minRobustness,
    convention: () =>
      `What stresses leave of the record, 0 to 100, by weight: ${PUBLISHED_WEIGHTS}. Timeframe and symbol may be absent; the others then share what they weigh.`,
  },
];

/** The gates over the record, the search and the paths, in their order; the sealed test comes after all others. */
export const walkForwardGates = (figures: Figures, bars: ValidationBars): Gate[] =>
  RULES.filter(({ isAsked }) => isAsked?.(bars, figures) ?? true).map(
    ({ name, figure = name, comparison, bar, convention }) =>
      gate({
        name,
        figure: figures[figure] ?? null,
        comparison,
        bar: bar(bars),
        convention: convention(bars),
      }),
  );

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
