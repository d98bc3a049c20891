import type { Bars } from '../../domain/market/bars.ts';
import { AppError } from '../../kernel/errors.ts';

/** Rows a chunk of the output holds. */
export const ROWS_A_CHUNK = 5_000;

/** Chunks of an output, each made of up to `ROWS_A_CHUNK` rows. */
export function* inChunks(rows: number, make: (from: number, to: number) => Buffer): Generator<Buffer> {
  for (let from = 0; from < rows; from += ROWS_A_CHUNK) yield make(from, Math.min(rows, from + ROWS_A_CHUNK));
}

/** `yyyy-MM-dd HH:mm` in UTC. */
export const minuteText = (timeMs: number): string =>
  new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ');

/** Volume as the vendor's programs write it: rounded up to a whole number. An unknown one is 0. */
export const wholeVolume = (volume: number): number => (Number.isNaN(volume) ? 0 : Math.ceil(volume));

/** Volumes the formats cannot hold as they are, for people. */
export function roundedVolumes({ volume }: Bars): string[] {
  let [fractions, unknown] = [0, 0];
  for (const value of volume) {
    if (Number.isNaN(value)) unknown++;
    else if (!Number.isInteger(value)) fractions++;
  }
  return [
    ...(fractions > 0 ? [`The volumes of ${fractions} bars were rounded up to whole numbers.`] : []),
    ...(unknown > 0 ? [`The unknown volumes of ${unknown} bars were written as 0.`] : []),
  ];
}

/** The time of a bar, which every one of the formats keeps in whole minutes. @throws AppError `parameter_invalid`. */
export function minuteOf(timeMs: number, epochMs = 0): number {
  const minute = (timeMs - epochMs) / 60_000;
  if (Number.isInteger(minute)) return minute;
  throw unwritable(`the bar of ${new Date(timeMs).toISOString()} does not open on a whole minute`);
}

/** A price that can be written. @throws AppError `parameter_invalid`. */
export function priceOf(bars: Bars, name: 'open' | 'high' | 'low' | 'close', i: number): number {
  const price = bars[name][i];
  if (Number.isFinite(price)) return price;
  throw unwritable(`the ${name} of the bar of ${new Date(bars.timeMs[i]).toISOString()} is ${price}`);
}

export const unwritable = (what: string): AppError =>
  new AppError('parameter_invalid', `The bars cannot be written in this format: ${what}.`);
