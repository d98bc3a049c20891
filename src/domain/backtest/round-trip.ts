import { type Bars, barCount } from '../market/bars.ts';
import { sizePosition } from './account.ts';
import type { TradingRules } from './input.ts';
import { commissionCost, openVenue, slippageCost, spreadCost, tradedValue } from './venue.ts';

/**
 * What entering and leaving at each bar's close would cost the account at its start, share of the value traded. Nights
 * are not in it.
 * @throws AppError `parameter_invalid` as `backtest`.
 */
export function roundTripCosts(rules: TradingRules, bars: Bars): Float64Array {
  const venue = openVenue(rules, bars);
  return Float64Array.from({ length: barCount(bars) }, (_, i) => {
    const price = bars.close[i];
    const sized = sizePosition(venue, { equity: rules.account.equity, usedMargin: 0, price, index: i });
    // Where the account is too small for one step, the step itself is what a trade would be.
    const quantity = sized || rules.account.lotStep * venue.contractSize;
    const fill = { index: i, quantity, price };
    const spread = spreadCost(venue, { ...fill, way: 1 }) + spreadCost(venue, { ...fill, way: -1 });
    const side = commissionCost(venue, i, quantity, price) + slippageCost(venue, i, quantity, price);
    return (spread + 2 * side) / tradedValue(venue, i, quantity, price);
  });
}
