import type { ReadingNotes, SaidMarket } from '../agents/ports.ts';
import type { Bars, PriceColumns } from '../domain/market/bars.ts';

/** What a reader of a format gives: the content as it is, before clock, order and scale are put right. */
export interface Reading
  extends Pick<
    ReadingNotes,
    'format' | 'ignoredColumns' | 'symbol' | 'periodMinutes' | 'contract' | 'provider' | 'remarks'
  > {
  /** In the order of the file (unless `wasNewestFirst`), stamps on the clock of the file, prices as written. */
  readonly bars: Bars;
  readonly ask: PriceColumns | null;
  /** Side of a file that has one of the two and says which. */
  readonly side?: 'bid' | 'ask' | null;
  /** Spread as the file has it: in points, in price units, or scaled as the prices are. */
  readonly spread?: { readonly values: Float64Array; readonly unit: 'points' | 'price' | 'scaled' };
  /** The close adjusted for dividends, where the file has it. */
  readonly adjustedClose?: Float64Array;
  readonly clock: SourceClock;
  /** Whole figures are prices times this, when all of them are whole. */
  readonly integerScale: number;
  /** The rows of the file have the newest first; bars were put together of them and are oldest first already. */
  readonly wasNewestFirst?: boolean;
}

/** What the stamps mean: instants, days, or the hands of a clock the format names or keeps to itself. */
export type SourceClock =
  | { readonly kind: 'instant'; readonly evidence: string }
  | { readonly kind: 'days' }
  | { readonly kind: 'clock'; readonly zone: string | null; readonly evidence: string };

/** What a reader may know besides the content. */
export interface ReadContext {
  readonly signal: AbortSignal;
  /** Name of the file in the data folder: it often holds the symbol. */
  readonly fileName: string;
  /** What is said of the market besides. */
  readonly market?: SaidMarket | undefined;
  /** What the spec says the figures are divided by. */
  readonly priceScale?: number | undefined;
  /** A file of a series may be of a period nobody traded in; one that is read by itself must hold a bar. */
  readonly mayBeEmpty?: boolean;
}
