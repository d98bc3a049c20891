import { AppError } from '../../kernel/errors.ts';
import { normalCdf } from '../validation/normal.ts';

/*
 * Does a value at risk hold what it says? Tests of the periods in which the loss went beyond it. Likelihood ratios
 * against a chi-square distribution; a small p-value speaks against the forecast.
 */

/** One likelihood-ratio test. */
export interface LikelihoodRatioTest {
  /** -2 ln of the likelihood ratio, at least 0. */
  readonly statistic: number;
  /** Probability of a statistic at least this large when the forecast is right. */
  readonly pValue: number;
}

export interface ExceedanceTests {
  readonly periods: number;
  readonly exceedances: number;
  /** What the forecast promises: `tail * periods`. */
  readonly expected: number;
  /** Kupiec (1995), proportion of failures: as many exceedances as promised? Chi-square, one degree. */
  readonly coverage: LikelihoodRatioTest;
  /**
   * Christoffersen (1998): is an exceedance as likely after an exceedance as after a quiet period? Chi-square, one
   * degree. Null when one of the two was never followed by a period: clusters cannot be told then.
   */
  readonly independence: LikelihoodRatioTest | null;
  /** Both at once (Christoffersen's conditional coverage): the sum, chi-square with two degrees. */
  readonly conditional: LikelihoodRatioTest | null;
}

/**
 * Tests exceedances of a value-at-risk forecast.
 *
 * @param exceeded 1 where the return was below the forecast made before it, else 0; oldest first.
 * @param tail Share of periods that may lie beyond: 0.05 for "95 %".
 * @throws AppError `parameter_invalid` for a tail outside (0, 1) or no period at all.
 */
export function exceedanceTests(exceeded: Uint8Array, tail: number): ExceedanceTests {
  if (!(tail > 0 && tail < 1) || exceeded.length === 0) {
    throw new AppError(
      'parameter_invalid',
      `Exceedances need a tail between 0 and 1 and at least one period; given tail ${tail}, ${exceeded.length} periods`,
      { details: { tail, periods: exceeded.length } },
    );
  }
  const periods = exceeded.length;
  const exceedances = exceeded.reduce((total, flag) => total + flag, 0);
  const coverage = chiSquareOne(
    logLikelihood(exceedances, periods, exceedances / periods) - logLikelihood(exceedances, periods, tail),
  );
  const independence = independenceTest(exceeded);
  return {
    periods,
    exceedances,
    expected: tail * periods,
    coverage,
    independence,
    conditional: independence && chiSquareTwo(coverage.statistic + independence.statistic),
  };
}

function independenceTest(exceeded: Uint8Array): LikelihoodRatioTest | null {
  // counts[from][to]: how often a period of the first kind was followed by one of the second.
  const counts = [
    [0, 0],
    [0, 0],
  ];
  for (let i = 1; i < exceeded.length; i++) counts[exceeded[i - 1]][exceeded[i]]++;
  const [afterQuiet, afterExceedance] = counts.map(([quiet, beyond]) => ({ n: quiet + beyond, x: beyond }));
  if (afterQuiet.n === 0 || afterExceedance.n === 0) return null;
  const pooled = (afterQuiet.x + afterExceedance.x) / (afterQuiet.n + afterExceedance.n);
  const gain = [afterQuiet, afterExceedance].reduce(
    (sum, { x, n }) => sum + logLikelihood(x, n, x / n) - logLikelihood(x, n, pooled),
    0,
  );
  return chiSquareOne(gain);
}

/** Of `x` successes among `n` at probability `p`, without the binomial coefficient, which cancels. 0 ln 0 is 0. */
const logLikelihood = (x: number, n: number, p: number): number =>
  (x === 0 ? 0 : x * Math.log(p)) + (x === n ? 0 : (n - x) * Math.log1p(-p));

/** Upper tail of a chi-square variable with one degree: it is the square of a standard normal one. */
function chiSquareOne(gain: number): LikelihoodRatioTest {
  const statistic = Math.max(0, 2 * gain);
  return { statistic, pValue: 2 * normalCdf(-Math.sqrt(statistic)) };
}

/** With two degrees it is exponential with mean 2. */
const chiSquareTwo = (statistic: number): LikelihoodRatioTest => ({
  statistic,
  pValue: Math.exp(-statistic / 2),
});
