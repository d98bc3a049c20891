import { maxDrawdown } from '../risk/drawdown.ts';
import { type CornishFisherTail, cornishFisherTail, gaussianTail } from '../risk/parametric-tail.ts';
import { sortedFinite } from '../risk/quantile.ts';
import { cvarOfSorted, exactCvarOfSorted, varOfSorted } from '../risk/tail-loss.ts';
import { type Moments, moments } from '../validation/moments.ts';
import { annualised, sharpePerBar } from '../validation/sharpe.ts';
import { type BenchmarkFit, benchmarkFit, captureRatio, differenceMoments } from './benchmark.ts';
import { cagr, calmar, recoveryFactor, sortino, totalReturn } from './growth.ts';
import { equityStability, omega, tailRatio } from './ratios.ts';
import { robustSharpeError } from './robust-sharpe.ts';
import { drawdownSeries, longestDrawdown, ulcerIndex } from './underwater.ts';

export interface ReturnScale {
  readonly barsPerYear: number;
  /** Share of the worst bars that VaR and CVaR look at. */
  readonly tail: number;
  /** What cash earns, share a year, compounded. */
  readonly cashRate: number;
}

/** Columns of the same bars. */
export interface ReturnColumns {
  /** Net return of each bar, flat bars included. */
  readonly returns: Float64Array;
  /** What holding the instrument returned. */
  readonly benchmark: Float64Array;
  /** 1 for each bar in which a position was held, else 0. */
  readonly held: Uint8Array;
}

/** What figures of returns are computed from. What several of them need is computed once. */
export class ReturnSample {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
  readonly held: Uint8Array;
  readonly scale: ReturnScale;
  private known: {
    sorted?: Float64Array;
    moments?: Moments;
    drawdowns?: Float64Array;
    fit?: BenchmarkFit;
    difference?: Moments;
  } = {};

  constructor({ returns, benchmark, held }: ReturnColumns, scale: ReturnScale) {
    this.returns = returns;
    this.benchmark = benchmark;
    this.held = held;
    this.scale = scale;
  }

  get sorted(): Float64Array {
    this.known.sorted ??= sortedFinite(this.returns);
    return this.known.sorted;
  }

  get moments(): Moments {
    this.known.moments ??= moments(this.returns);
    return this.known.moments;
  }

  get drawdowns(): Float64Array {
    this.known.drawdowns ??= drawdownSeries(this.returns);
    return this.known.drawdowns;
  }

  /** Line of the returns on the benchmark's. */
  get fit(): BenchmarkFit {
    this.known.fit ??= benchmarkFit(this.returns, this.benchmark, this.scale.barsPerYear);
    return this.known.fit;
  }

  /** Moments of what the returns are above the benchmark's. */
  get difference(): Moments {
    this.known.difference ??= differenceMoments(this.returns, this.benchmark);
    return this.known.difference;
  }

  /** Returns beyond what cash earns in a bar. */
  get excess(): Float64Array {
    const cash = (1 + this.scale.cashRate) ** (1 / this.scale.barsPerYear) - 1;
    return cash === 0 ? this.returns : this.returns.map((value) => value - cash);
  }
}

/** A figure by name, with the convention it follows. */
export interface MetricRule<Sample> {
  readonly name: string;
  readonly convention: string;
  readonly compute: (sample: Sample) => number | null;
  /** A figure about the sample itself: an interval of it would say nothing. */
  readonly isExact?: true;
}

const NET = 'net of costs, flat bars counted';
const TAIL = 'of one bar at the confidence of the spec, as a positive loss';

/** Figures of the returns by bar, in the order they are shown. */
export const RETURN_METRICS: readonly MetricRule<ReturnSample>[] = [
  {
    name: 'total_return',
    convention: 'Product of (1 + r), less 1, net of costs.',
    compute: ({ returns }) => totalReturn(returns),
  },
  {
    name: 'cagr',
    convention: '(1 + total return)^(bars a year / bars) - 1.',
    compute: ({ returns, scale }) => cagr(returns, scale.barsPerYear),
  },
  {
    name: 'growth_over_cash',
    convention: 'Growth a year less what cash earns (account.cashRate).',
    compute: ({ returns, scale }) => minus(cagr(returns, scale.barsPerYear), scale.cashRate),
  },
  {
    name: 'volatility',
    convention: `Standard deviation (n - 1) times the root of the bars a year, ${NET}.`,
    compute: ({ moments, scale }) => annualised(moments.sd, scale.barsPerYear),
  },
  {
    name: 'sharpe',
    convention: `Mean / standard deviation (n - 1), annual, risk-free rate 0, ${NET}.`,
    compute: ({ moments, scale }) => annualised(sharpePerBar(moments), scale.barsPerYear),
  },
  {
    name: 'sharpe_robust_error',
    convention:
      'Standard error of the annual Sharpe ratio under autocorrelation: delta method, Bartlett kernel, floor(4 (n / 100)^(2/9)) lags (Lo 2002, Newey & West 1994).',
    compute: ({ returns, scale }) => annualised(robustSharpeError(returns), scale.barsPerYear),
    isExact: true,
  },
  {
    name: 'sharpe_over_cash',
    convention: 'Sharpe ratio of the returns less what cash earns in a bar (account.cashRate).',
    compute: ({ excess, scale }) => annualised(sharpePerBar(moments(excess)), scale.barsPerYear),
  },
  {
    name: 'sortino',
    convention: 'Mean / root of the mean of min(r, 0)^2 over all bars, annual (Sortino & Price 1994).',
    compute: ({ returns, scale }) => sortino(returns, scale.barsPerYear),
  },
  {
    name: 'calmar',
    convention: 'Growth a year / largest drawdown, over the whole record.',
    compute: ({ returns, scale }) => calmar(returns, scale.barsPerYear),
  },
  {
    name: 'omega',
    convention: 'Sum of gains / sum of losses by bar, threshold 0 (Keating & Shadwick 2002).',
    compute: ({ returns }) => omega(returns),
  },
  {
    name: 'tail_ratio',
    convention: '|95 % quantile| / |5 % quantile| of the bars, type 7.',
    compute: ({ sorted }) => tailRatio(sorted),
  },
  {
    name: 'skew',
    convention: 'Population skewness of the bars.',
    compute: ({ moments }) => moments.skew,
  },
  {
    name: 'kurtosis',
    convention: 'Population kurtosis of the bars, normal = 3.',
    compute: ({ moments }) => moments.kurtosis,
  },
  {
    name: 'max_drawdown',
    convention: 'Largest fall of compounded equity from a peak, the start counted as one.',
    compute: ({ returns }) => maxDrawdown(returns),
  },
  {
    name: 'max_drawdown_bars',
    convention: 'Longest stretch of bars below an earlier peak, recovered or not.',
    compute: ({ drawdowns }) => longestDrawdown(drawdowns),
  },
  {
    name: 'ulcer_index',
    convention: 'Root of the mean squared drawdown (Martin & McCann 1989).',
    compute: ({ drawdowns }) => ulcerIndex(drawdowns),
  },
  {
    name: 'recovery_factor',
    convention: 'Total return / largest drawdown.',
    compute: ({ returns }) => recoveryFactor(returns),
  },
  {
    name: 'equity_r2',
    convention: 'R squared of the regression of the logarithm of equity on time.',
    compute: ({ returns }) => equityStability(returns),
  },
  {
    name: 'exposure',
    convention: 'Share of the bars in which a position was held.',
    compute: ({ held }) =>
      held.length === 0 ? null : held.reduce((sum, flag) => sum + flag, 0) / held.length,
  },
  {
    name: 'var',
    convention: `Historical VaR ${TAIL}: type-7 quantile.`,
    compute: ({ sorted, scale }) => loss(varOfSorted(sorted, scale.tail)),
  },
  {
    name: 'cvar',
    convention: `Historical CVaR ${TAIL}: mean of the bars at or below the VaR.`,
    compute: ({ sorted, scale }) => loss(cvarOfSorted(sorted, scale.tail)),
  },
  {
    name: 'cvar_rockafellar_uryasev',
    convention: `Exact CVaR of the sample ${TAIL} (Rockafellar & Uryasev 2000).`,
    compute: ({ sorted, scale }) => loss(exactCvarOfSorted(sorted, scale.tail)),
  },
  {
    name: 'var_gaussian',
    convention: `VaR of a normal distribution ${TAIL}, population moments.`,
    compute: ({ moments, scale }) => loss(gaussianTail(moments, scale.tail)?.var),
  },
  {
    name: 'cvar_gaussian',
    convention: `CVaR of a normal distribution ${TAIL}, population moments.`,
    compute: ({ moments, scale }) => loss(gaussianTail(moments, scale.tail)?.cvar),
  },
  {
    name: 'var_cornish_fisher',
    convention: `VaR by the Cornish-Fisher expansion ${TAIL}; undefined outside its domain.`,
    compute: (sample) => loss(validCornishFisher(sample)?.var),
  },
  {
    name: 'cvar_cornish_fisher',
    convention: `CVaR by the Cornish-Fisher expansion ${TAIL}; undefined outside its domain.`,
    compute: (sample) => loss(validCornishFisher(sample)?.cvar),
  },
  {
    name: 'cornish_fisher_valid',
    convention:
      '1 where the expansion is increasing, 0 where skewness and kurtosis are too large for it (Maillard 2012).',
    compute: ({ moments, scale }) => flag(cornishFisherTail(moments, scale.tail)),
    isExact: true,
  },
  {
    name: 'benchmark_return',
    convention: 'Total return of holding the instrument over the same bars, without costs.',
    compute: ({ benchmark }) => totalReturn(benchmark),
  },
  {
    name: 'beta',
    convention: 'Covariance with holding the instrument / its variance.',
    compute: ({ fit }) => fit.beta,
  },
  {
    name: 'alpha',
    convention: '(1 + mean(r - beta b))^(bars a year) - 1 against holding the instrument.',
    compute: ({ fit }) => fit.alpha,
  },
  {
    name: 'information_ratio',
    convention: 'Mean / standard deviation (n - 1) of the difference to holding the instrument, annual.',
    compute: ({ difference, scale }) => annualised(sharpePerBar(difference), scale.barsPerYear),
  },
  {
    name: 'tracking_error',
    convention: 'Standard deviation (n - 1) of the difference to holding the instrument, annual.',
    compute: ({ difference, scale }) => annualised(difference.sd, scale.barsPerYear),
  },
  {
    name: 'up_capture',
    convention: 'Growth over that of the instrument, over the bars on which it rose.',
    compute: ({ returns, benchmark, scale }) => captureRatio('up', returns, benchmark, scale.barsPerYear),
  },
  {
    name: 'down_capture',
    convention: 'Growth over that of the instrument, over the bars on which it fell.',
    compute: ({ returns, benchmark, scale }) => captureRatio('down', returns, benchmark, scale.barsPerYear),
  },
];

function validCornishFisher({ moments, scale }: ReturnSample): CornishFisherTail | null {
  const fitted = cornishFisherTail(moments, scale.tail);
  return fitted?.isValid ? fitted : null;
}

const flag = (fitted: CornishFisherTail | null): number | null => fitted && (fitted.isValid ? 1 : 0);
const loss = (value: number | null | undefined): number | null => (value == null ? null : 0 - value);
const minus = (a: number | null, b: number): number | null => (a === null ? null : a - b);
