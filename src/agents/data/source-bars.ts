import { type PriceColumns, pickBars } from '../../domain/market/bars.ts';
import type { RawBars } from '../raw-bars.ts';

/** The bars of a source with their ask side, row by row. */
export type SourceBars = Pick<RawBars, 'bars' | 'ask'>;

/** Both sides at the given rows, in their order. */
export function pickRaw({ bars, ask }: SourceBars, rows: readonly number[]): SourceBars {
  const picked = pickBars(bars, rows);
  if (!ask) return { bars: picked };
  const column = (name: keyof PriceColumns) => Float64Array.from(rows, (row) => ask[name][row]);
  return {
    bars: picked,
    ask: { open: column('open'), high: column('high'), low: column('low'), close: column('close') },
  };
}
