import type { CorporateAction } from './corporate-actions.ts';

const DAY_MS = 86_400_000;
/** Four figures of single precision, in which the source computes: half a unit of 24 bits each. */
const SINGLE = 4 * 2 ** -24;

/**
 * The dividends a dividend-adjusted close holds, as Yahoo publishes it: across an ex-date the factor adjusted / close of the
 * bar before is 1 - dividend / close of the factor after (the inverse of `adjustPrices`). Steps within the rounding of the
 * figures, and bars without one of them, tell nothing. O(bars).
 * @param decimals digits after the point that the adjusted close is written with
 */
export function dividendsOf(
  { timeMs, close }: { readonly timeMs: Float64Array; readonly close: Float64Array },
  adjustedClose: Float64Array,
  decimals: number,
): CorporateAction[] {
  const found: CorporateAction[] = [];
  // Each of the two figures is off by half a unit of its last digit at the most.
  const unit = 10 ** -decimals;
  let before = -1;
  for (let i = 0; i < timeMs.length; i++) {
    if (!(close[i] > 0 && adjustedClose[i] > 0)) continue;
    if (before >= 0) {
      const share = 1 - adjustedClose[before] / close[before] / (adjustedClose[i] / close[i]);
      const noise = SINGLE + unit / adjustedClose[before] + unit / adjustedClose[i];
      if (share > noise && share < 1) {
        found.push({ exDateMs: Math.floor(timeMs[i] / DAY_MS) * DAY_MS, dividend: share * close[before] });
      }
    }
    before = i;
  }
  return found;
}
