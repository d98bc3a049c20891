import { z } from 'zod';
import { SHARPE_CONVENTIONS } from '../../domain/validation/probabilistic-sharpe.ts';
import { acceptanceSchema } from './acceptance.ts';

/** A fraction strictly between 0 and 1. */
const fraction = z.number().gt(0).lt(1);

const walkForwardSchema = z.strictObject({
  /** Out-of-sample windows; features and parameters are chosen and the model is trained anew before each. */
  windows: z.int().min(2).max(100).default(8),
  /** Share of the development bars that the first training window takes. */
  initialTrain: fraction.default(0.4),
  /** Training windows all start at the first bar (anchored) or keep their length (rolling). */
  anchored: z.boolean().default(true),
  /** Configurations tried inside the training bars of each window. */
  trials: z.int().min(1).max(1_000).default(4),
});

export const validationSchema = z.strictObject({
  walkForward: walkForwardSchema.prefault({}),
  /** Smallest deflated Sharpe ratio (a probability) over all trials of the dataset family. */
  minDeflatedSharpe: fraction.default(0.95),
  /** Largest probability of backtest overfitting (CSCV). */
  maxPbo: fraction.default(0.5),
  /** Level of every test that the result is above luck. */
  alpha: fraction.max(0.5).default(0.05),
  /** Smallest share of walk-forward windows with a profit. */
  minProfitableWindows: z.number().min(0).max(1).default(0.5),
  /** Smallest share of the paths of combinatorial cross-validation with a Sharpe ratio above 0. */
  minPositivePaths: z.number().min(0).max(1).default(0.5),
  /** Largest false discovery rate (Benjamini-Hochberg) among all strategies judged so far. */
  maxFalseDiscovery: fraction.default(0.1),
  /** Smallest robustness score, 0 to 100. */
  minRobustness: z.number().min(0).max(100).default(50),
  minTrades: z.int().min(1).max(1_000_000).default(30),
  /** Bars of one's own, such as acceptance criteria of EA Studio; absent: not asked. */
  acceptance: acceptanceSchema.optional(),
  /** Formula behind p-value, deflated Sharpe ratio and track record: variance at the estimate, or at the benchmark. */
  sharpeConvention: z.enum(SHARPE_CONVENTIONS).default('2014'),
  /** What deflates the Sharpe ratio: every trial of the ledger, or similar ones of the last search counted once. */
  trialCount: z.enum(['all', 'effective']).default('all'),
  /**
   * Orders of the bars on which the whole search is repeated; its gate is asked for only then. 19 is the least that can
   * reach 5 %.
   */
  barPermutations: z.int().min(0).max(1_000).default(0),
  /** Resamples or permutations of each test. */
  draws: z.int().min(99).max(100_000).default(1_000),
});
