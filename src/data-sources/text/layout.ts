import type { DateOrder } from '../timestamps.ts';
import type { Delimiter } from './cells.ts';

/** Columns of the four prices of one side. */
export interface PriceIndices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** What formats say of single ticks. */
export interface TickMarks {
  /** Column that holds 1 for a tick its source calls suspicious, which is then left out; absent or null: none. */
  readonly suspicious?: number | null;
  /** A price of zero is none. */
  readonly isZeroUnquoted?: boolean;
}

/** Bars have four prices a side, quotes one a side, the bid side (or the only one) first. */
type BarsOrQuotes =
  | { readonly kind: 'bars'; readonly bid: PriceIndices; readonly ask: PriceIndices | null }
  | ({ readonly kind: 'ticks'; readonly bid: number; readonly ask: number } & TickMarks);
/** Trades have one price. */
type Trades = { readonly kind: 'trades'; readonly price: number } & TickMarks;

/** Where everything is in the rows of a table. Indices count from 0. */
export interface TableColumns<Prices = BarsOrQuotes | Trades> {
  readonly time: number;
  /** Second column of the time, for files that keep date and time of day apart. */
  readonly timeOfDay: number | null;
  readonly prices: Prices;
  readonly volume: number | null;
  /** Spread in points. */
  readonly spread: number | null;
  /** Close adjusted for dividends (Yahoo); absent or null: none. */
  readonly adjustedClose?: number | null;
}

/** Columns that are known by their names or a mapping, none of which are trades. */
export type NamedColumns = TableColumns<BarsOrQuotes>;

/** How to read a text file of bars or ticks. */
export interface TableLayout {
  /** Name of the format, for people. */
  readonly format: string;
  readonly delimiter: Delimiter;
  /** Lines before the first row: banner and header. */
  readonly skipLines: number;
  readonly columns: TableColumns;
  /** Names as the file has them, or made from the position; one for each column a row must have. */
  readonly names: readonly string[];
  /** Order of dates the format always has; null: to be found in the file. */
  readonly dateOrder: DateOrder | null;
  /** Clock the format always has; null: not stated. */
  readonly zone: string | null;
  /** Whole figures are prices times this (LEAN writes equities in ten-thousandths); 1 for plain prices. */
  readonly integerScale: number;
  /** Midnight the times count milliseconds from, when they hold no date; absent when they do. */
  readonly dayMs?: number;
  /** Symbol the name of the file states for such a format. */
  readonly symbol?: string | null;
}
