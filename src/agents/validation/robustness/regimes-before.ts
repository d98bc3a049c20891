import { type RegimeReturns, regimeReturns } from '../../../domain/validation/robustness/regimes.ts';
import type { LabelledBars } from '../../labelled-bars.ts';

/**
 * What a record earned in each kind of market, as the market was known at the bar before: no slice may be chosen by the bar
 * that earns.
 * @param from Bar of the first return, from 1.
 */
export function regimesBefore(
  { bars, filterSeries }: Pick<LabelledBars, 'bars' | 'filterSeries'>,
  from: number,
  returns: Float64Array,
): RegimeReturns {
  const before = (values: Float64Array): Float64Array => values.slice(from - 1, from - 1 + returns.length);
  const close = before(bars.close);
  return regimeReturns({
    returns,
    volatility: before(filterSeries.atr).map((range, i) => range / close[i]),
    close,
    average: before(filterSeries.trendAverage),
  });
}
