import { isPlainLeanAsset } from './lean-name.ts';

/** LEAN keeps prices of equities in ten-thousandths of a dollar. */
const EQUITY_SCALE = 10_000;

/** What the prices of a LEAN file say about its asset. */
export interface LeanPrices {
  readonly isScaled: boolean;
  readonly zone: 'America/New_York' | 'UTC';
  readonly integerScale: number;
}

/**
 * Whole prices are those of equities, on New York's clock; plain ones of other assets are on UTC. A price that is missing,
 * below zero or no number at all says nothing about the others: only a decimal point makes them plain.
 * @param rows the first rows, cells that are missing among them @param prices where their prices stand
 * @param names what the file is called: its place may say that the asset has plain prices
 */
export function leanPrices(
  rows: readonly (readonly string[])[],
  prices: readonly number[],
  names: readonly string[],
): LeanPrices {
  const isPlain = rows.some((row) => prices.some((k) => row[k]?.includes('.')));
  return isPlain || isPlainLeanAsset(names)
    ? { isScaled: false, zone: 'UTC', integerScale: 1 }
    : { isScaled: true, zone: 'America/New_York', integerScale: EQUITY_SCALE };
}
