import type { Bars } from '../market/bars.ts';
import type { Labels } from './label.ts';

/** Return of a long position from the entry of each row's label to its end, a share. @param rows Rows with a label. */
export const forwardReturns = (
  bars: Pick<Bars, 'open' | 'close'>,
  labels: Pick<Labels, 'entryIndex' | 'endIndex'>,
  rows: Int32Array,
): Float64Array =>
  Float64Array.from(rows, (row) => bars.close[labels.endIndex[row]] / bars.open[labels.entryIndex[row]] - 1);
