import type { Bars, PriceColumns } from '../domain/market/bars.ts';
import type { Instrument } from '../domain/market/instrument-families.ts';
import type { Zone } from '../domain/time/zone.ts';

/** Named columns of one length: what travels as an Arrow table. */
export type Columns = Readonly<Record<string, Float64Array>>;

/** Bars as they were read, with what the reader noticed. */
export interface RawBars {
  readonly bars: Bars;
  /** Where they came from, for people: a file name, a package and its version. */
  readonly origin: string;
  /** The ask side, where the source has both; `bars` is the bid side then, and carries the spread. */
  readonly ask?: PriceColumns;
  /** What the reader noticed on the way. */
  readonly noticed?: ReadingNotes;
  /** When the source was written, ms since 1970 UTC; absent when that is not known. */
  readonly asOfMs?: number;
}

/** What a reader found out about a source, for the quality report. */
export interface ReadingNotes {
  /** Name of the format, for people: `MetaTrader 5 bars`. */
  readonly format: string;
  /** The clock of the source's stamps. `bars` are in UTC whatever it is. */
  readonly zone: SourceZone;
  /** Digits after the decimal point that the prices use. */
  readonly decimals: number;
  /** What the figures of the file were divided by to get prices; 1 for plain prices. */
  readonly priceScale: number;
  /** The file has its newest bar first; `bars` were turned around. */
  readonly isReversed: boolean;
  /** Names of the columns nothing was read from. */
  readonly ignoredColumns: readonly string[];
  /** Symbol and bar length in minutes where the content states them. */
  readonly symbol: string | null;
  readonly periodMinutes: number | null;
  /** What the content says about the contract (EA Studio files do). */
  readonly contract?: Partial<Instrument>;
  /** Whose bars they are, where the content says it (EA Studio files do). */
  readonly provider?: BarProvider;
  /** What else a person should know, in sentences. */
  readonly remarks: readonly string[];
}

/** The program, the broker and the account server that bars were exported from; null where the content is silent. */
export interface BarProvider {
  readonly terminal: string | null;
  readonly company: string | null;
  readonly server: string | null;
}

export interface SourceZone {
  /** `UTC`, `EST`, `broker-eu` … as in `market.source.zone`; `calendar days` for bars without a time of day. */
  readonly name: string;
  /** Told by the spec, by the format itself, concluded from the weekly opens, or taken for lack of anything better. */
  readonly basis: 'given' | 'stated' | 'inferred' | 'assumed';
  /** Why, in a sentence. */
  readonly evidence: string;
  /** The clock the bars show, where they prove another one than they are read by. */
  readonly shown?: ShownClock | undefined;
}

/** A clock that the weekly opens and closes of a market prove. */
export interface ShownClock extends Pick<Zone, 'offsetMinutes' | 'summerTime'> {
  /** Why, in a sentence with figures. */
  readonly evidence: string;
}
