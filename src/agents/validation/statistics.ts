import { type MeasuredRecord, type Metric, measure } from '../../domain/performance/measure.ts';
import type { ReturnScale } from '../../domain/performance/return-metrics.ts';
import type { TrialSummary } from '../../domain/validation/deflated-sharpe.ts';
import type { Figures } from '../../domain/validation/figures.ts';
import {
  overfittingFigures,
  type SignificanceOptions,
  significanceFigures,
} from '../../domain/validation/luck-figures.ts';
import { CSCV_BLOCKS, type Histogram, logitHistogram, overfittingTest } from '../../domain/validation/pbo.ts';
import {
  type ResamplingOptions,
  recordResampling,
  searchResampling,
  type TradedStretch,
} from '../../domain/validation/resampling-figures.ts';
import {
  type MonteCarloOptions,
  type TradeMonteCarlo,
  tradeMonteCarlo,
} from '../../domain/validation/robustness/trade-monte-carlo.ts';
import { createRng, type Rng } from '../../kernel/rng.ts';

/** Options as they cross to a thread: a generator goes as its seed. */
type Seeded<Options extends { readonly rng: Rng }> = Omit<Options, 'rng'> & { readonly seed: string };

/** The statistics of a verdict that run for seconds on long records. */
export interface Statistics {
  /** Resampling tests of the record. */
  readonly recordTests: {
    readonly input: Seeded<ResamplingOptions> & {
      readonly record: TradedStretch;
      readonly barsPerYear: number;
    };
    readonly output: Figures;
  };
  /** Resampling tests of the search, over the per-bar returns of its trials. */
  readonly searchTests: {
    readonly input: Seeded<ResamplingOptions> & {
      readonly searched: readonly Float64Array[];
      readonly alpha: number;
    };
    readonly output: Figures;
  };
  /** Probability of backtest overfitting, and how its logits are spread over `bins`. */
  readonly overfitting: {
    readonly input: { readonly searched: readonly Float64Array[]; readonly bins: number };
    readonly output: { readonly figures: Figures; readonly logits: Histogram | null };
  };
  readonly significance: {
    readonly input: {
      readonly returns: Float64Array;
      readonly trials: TrialSummary;
      readonly searched: readonly Float64Array[];
      readonly options: SignificanceOptions;
    };
    readonly output: Figures;
  };
  /** Every metric of a record with its bootstrap interval. */
  readonly metrics: {
    readonly input: {
      readonly record: MeasuredRecord;
      readonly scale: ReturnScale;
      /** Of each interval, at most; as for a verdict when absent. */
      readonly resamples?: number | undefined;
      readonly seed: string;
    };
    readonly output: readonly Metric[];
  };
  /** Random orders of the trades. */
  readonly tradeOrders: {
    readonly input: Seeded<MonteCarloOptions> & { readonly returns: Float64Array };
    readonly output: TradeMonteCarlo | null;
  };
}

/** What the threads run; each is a function of its input alone. */
export const STATISTICS: {
  readonly [Name in keyof Statistics]: (input: Statistics[Name]['input']) => Statistics[Name]['output'];
} = {
  recordTests: ({ record, barsPerYear, draws, seed }) =>
    recordResampling(record, barsPerYear, { draws, rng: createRng(seed) }),
  searchTests: ({ searched, alpha, draws, seed }) =>
    searchResampling(searched, alpha, { draws, rng: createRng(seed) }),
  overfitting: ({ searched, bins }) => {
    const test = overfittingTest(searched, CSCV_BLOCKS);
    return { figures: overfittingFigures(test), logits: test && logitHistogram(test, bins) };
  },
  significance: ({ returns, trials, searched, options }) =>
    significanceFigures(returns, trials, searched, options),
  metrics: ({ record, scale, resamples, seed }) => measure(record, scale, createRng(seed), resamples),
  tradeOrders: ({ returns, seed, ...options }) =>
    tradeMonteCarlo(returns, { ...options, rng: createRng(seed) }),
};
