import type { Bars } from './bars.ts';
import type { AssetClass } from './instrument-families.ts';

/**
 * What volume is worth as effort. `tick`: the number of price changes, a proxy of traded volume, as where nobody counts all
 * trades. `none`: the source has none.
 */
export type VolumeBasis = 'traded' | 'tick' | 'none';

/** Markets with a tape that counts what is traded; everything else is quoted over the counter. */
const TAPED: ReadonlySet<AssetClass> = new Set<AssetClass>(['index', 'equity', 'crypto']);

export function volumeBasis(bars: Bars, assetClass: AssetClass): VolumeBasis {
  if (!bars.volume.some((volume) => volume > 0)) return 'none';
  return TAPED.has(assetClass) ? 'traded' : 'tick';
}
