import type { PriceColumns } from '../domain/market/bars.ts';

const MOST_DECIMALS = 10;
const BARS_LOOKED_AT = 2_000;

/**
 * Digits after the decimal point the prices use: the fewest that write nearly all closes and opens (one in a hundred may
 * need more: a broken print must not change the point of a market).
 */
export function decimalsOf({ open, close }: PriceColumns): number {
  const step = Math.max(1, Math.floor(close.length / BARS_LOOKED_AT));
  const needed = new Array<number>(MOST_DECIMALS + 1).fill(0);
  let looked = 0;
  for (let i = 0; i < close.length; i += step) {
    for (const price of [open[i], close[i]]) {
      if (!Number.isFinite(price)) continue;
      needed[digitsOf(price)]++;
      looked++;
    }
  }
  let covered = 0;
  for (let digits = 0; digits < MOST_DECIMALS; digits++) {
    covered += needed[digits];
    if (covered >= looked * 0.99) return digits;
  }
  return MOST_DECIMALS;
}

function digitsOf(price: number): number {
  for (let digits = 0; digits < MOST_DECIMALS; digits++) {
    const shifted = Math.abs(price) * 10 ** digits;
    if (Math.abs(shifted - Math.round(shifted)) <= 1e-9 * Math.max(1, shifted)) return digits;
  }
  return MOST_DECIMALS;
}
