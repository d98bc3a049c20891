import { sharedText } from './shared-data.ts';

/** Values of Achelis' book, of spreadsheets, and of Tulip Indicators itself. */
const FILES = ['tulip/atoz.txt', 'tulip/extra.txt', 'tulip/untest.txt'];

/** One test of Tulip: inputs first, then the expected outputs, which align with the end of the inputs. */
export interface TulipVector {
  readonly options: readonly number[];
  readonly lists: readonly Float64Array[];
}

/** What the three files have tests of, each name once. */
export const tulipNames = (): Set<string> =>
  new Set(FILES.flatMap((file) => blocksOf(file)).flatMap((lines) => lines[0]?.trim().split(/\s+/, 1) ?? []));

/** Every test of one indicator, from all three files. */
export function tulipVectors(name: string): TulipVector[] {
  return FILES.flatMap((file) => blocksOf(file)).flatMap((lines) => {
    const [head, ...options] = lines[0]?.trim().split(/\s+/) ?? [];
    return head === name ? [{ options: options.map(Number), lists: lines.slice(1).map(numbersOf) }] : [];
  });
}

/** A case of candlestick patterns: open, high, low, close, and which patterns must or must not end at which bars. */
export interface CandleCase {
  readonly prices: readonly Float64Array[];
  readonly expected: readonly {
    readonly pattern: string;
    readonly index: number;
    readonly isThere: boolean;
  }[];
}

export function candleCases(): CandleCase[] {
  return blocksOf('tulip/candles.txt')
    .filter(([head]) => head === 'candle')
    .map((lines) => ({
      prices: lines.slice(1, 5).map(numbersOf),
      expected: lines.slice(5).flatMap((line) => {
        const [name, ...indices] = line.trim().split(/\s+/);
        const isThere = !name.startsWith('!');
        return indices.map((index) => ({ pattern: name.replace('!', ''), index: Number(index), isThere }));
      }),
    }));
}

const blocksOf = (file: string): string[][] =>
  sharedText(file)
    .split(/\r?\n\s*\r?\n/)
    .map((block) => block.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#')));

/** `{}` is no value at all: the case is too short for one. */
function numbersOf(line: string): Float64Array {
  const cells = line.replace(/[{}]/g, '');
  return cells === '' ? new Float64Array() : Float64Array.from(cells.split(','), Number);
}
