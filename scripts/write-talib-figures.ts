/**
 * Writes test/golden/indicators/talib-figures.json: what TA-Lib's own C code says of generated bars.
 * `npm install talib-web@0.1.3` in any folder, then `npx tsx scripts/write-talib-figures.ts FOLDER`.
 */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createRng } from '../src/kernel/rng.ts';
import type { TalibBars, TalibFigures, TalibRun } from '../test/support/talib-figures.ts';

/** The parts of the WebAssembly module that are used: TA-Lib's functions as `_TA_NAME`, and its memory. */
interface Module {
  readonly HEAPF64: Float64Array;
  readonly HEAP32: Int32Array;
  _malloc(bytes: number): number;
}

/** Function, inputs (o, h, l, c, v), options in TA-Lib's order, names of its outputs. */
type Call = readonly [name: string, inputs: string, options: readonly number[], lines: readonly string[]];

/** Type of moving average: 0 simple, 1 exponential. */
const [SIMPLE, EXPONENTIAL] = [0, 1];
const SAR_CALLS: readonly Call[] = [
  ['SAR', 'hl', [0.02, 0.2], ['stop']],
  ['SAR', 'hl', [0.05, 0.1], ['stop']],
];
/** What has a value of its own, or none, where prices stand still. */
const STILL_CALLS: readonly Call[] = [
  ['RSI', 'c', [6], ['rsi']],
  ['CMO', 'c', [6], ['cmo']],
  ['KAMA', 'c', [5], ['kama']],
  ['PLUS_DI', 'hlc', [5], ['plus']],
  ['MINUS_DI', 'hlc', [5], ['minus']],
  ['DX', 'hlc', [5], ['index']],
  ['ADX', 'hlc', [5], ['adx']],
  ['CCI', 'hlc', [6], ['cci']],
  ['WILLR', 'hlc', [6], ['willr']],
  ['ULTOSC', 'hlc', [3, 5, 8], ['ultosc']],
  ['MFI', 'hlcv', [6], ['mfi']],
];
const CALLS: readonly Call[] = [
  ...STILL_CALLS,
  ...SAR_CALLS,
  ['STOCHRSI', 'c', [6, 5, 1, SIMPLE], ['k', 'd']],
  ['SMA', 'c', [5], ['sma']],
  ['EMA', 'c', [5], ['ema']],
  ['WMA', 'c', [5], ['wma']],
  ['DEMA', 'c', [4], ['dema']],
  ['TEMA', 'c', [4], ['tema']],
  ['TRIMA', 'c', [5], ['trima']],
  ['TRIMA', 'c', [6], ['trima']],
  ['MACD', 'c', [4, 9, 3], ['line', 'signal', 'histogram']],
  ['APO', 'c', [4, 9, EXPONENTIAL], ['apo']],
  ['PPO', 'c', [4, 9, EXPONENTIAL], ['ppo']],
  ['ROCP', 'c', [3], ['roc']],
  ['MOM', 'c', [3], ['mom']],
  ['TRIX', 'c', [4], ['trix']],
  ['BBANDS', 'c', [7, 2, 2, SIMPLE], ['upper', 'middle', 'lower']],
  ['STDDEV', 'c', [7, 1], ['deviation']],
  ['LINEARREG', 'c', [7], ['end']],
  ['LINEARREG_SLOPE', 'c', [7], ['slope']],
  ['TSF', 'c', [7], ['forecast']],
  ['AROON', 'hl', [6], ['down', 'up']],
  ['AROONOSC', 'hl', [6], ['oscillator']],
  ['PLUS_DM', 'hl', [5], ['plusMovement']],
  ['MINUS_DM', 'hl', [5], ['minusMovement']],
  ['TRANGE', 'hlc', [], ['range']],
  ['ATR', 'hlc', [5], ['atr']],
  ['NATR', 'hlc', [5], ['natr']],
  ['ADXR', 'hlc', [5], ['adxr']],
  ['STOCH', 'hlc', [6, 3, SIMPLE, 3, SIMPLE], ['k', 'd']],
  ['AD', 'hlcv', [], ['ad']],
  ['ADOSC', 'hlcv', [3, 7], ['adosc']],
  ['OBV', 'cv', [], ['obv']],
  ['BOP', 'ohlc', [], ['bop']],
];
const COLUMNS = { o: 'open', h: 'high', l: 'low', c: 'close', v: 'volume' } as const;
const BARS = 44;
/** The parabolic stop is begun at each of these bars, so that its first two bars are of every kind. */
const SAR_STARTS = 14;

async function load(folder: string): Promise<Module> {
  const library = resolve(folder, 'node_modules/talib-web/lib');
  // Node's own fetch takes no path, and the module falls back to the file system without it.
  Object.assign(globalThis, { fetch: undefined });
  const { init } = createRequire(import.meta.url)(join(library, 'index.cjs.js'));
  return init(join(library, 'talib.wasm'));
}

/** A random walk on a grid of 0.05, so that equal prices occur, after `still` bars on which nothing moves. */
function randomBars(bars: number, still = 0): TalibBars {
  const rng = createRng(`figures of TA-Lib, ${still} still`);
  const onGrid = (price: number): number => Number((Math.round(20 * price) / 20).toFixed(2));
  const rows: number[][] = [];
  for (let i = 0, last = 50; i < bars; i++) {
    if (i < still) {
      rows.push([50, 50, 50, 50, 100]);
      continue;
    }
    const open = onGrid(last + 0.2 * rng.normal());
    const close = onGrid(open + 0.6 * rng.normal());
    const high = onGrid(Math.max(open, close) + Math.abs(0.3 * rng.normal()));
    const low = onGrid(Math.min(open, close) - Math.abs(0.3 * rng.normal()));
    rows.push([open, high, low, close, 100 + rng.integer(900)]);
    last = close;
  }
  const [open, high, low, close, volume] = [0, 1, 2, 3, 4].map((k) => rows.map((row) => row[k]));
  return { open, high, low, close, volume };
}

const from = (bars: TalibBars, start: number): TalibBars =>
  Object.fromEntries(
    Object.entries(bars).map(([name, column]) => [name, column.slice(start)]),
  ) as unknown as TalibBars;

function run(module: Module, bars: TalibBars, [name, inputs, options, lines]: Call): TalibRun {
  const place = (column: readonly number[]): number => {
    const address = module._malloc(8 * column.length);
    module.HEAPF64.set(column, address / 8);
    return address;
  };
  const n = bars.close.length;
  const addresses = [...inputs].map((letter) => place(bars[COLUMNS[letter as keyof typeof COLUMNS]]));
  const outputs = lines.map(() => place(new Array(n).fill(Number.NaN)));
  const [firstAt, countAt] = [module._malloc(8), module._malloc(8)];
  const call = (module as unknown as Record<string, (...given: number[]) => number>)[`_TA_${name}`];
  const failure = call(0, n - 1, ...addresses, ...options, firstAt, countAt, ...outputs);
  if (failure !== 0) throw new Error(`TA_${name} answers ${failure}`);
  const count = module.HEAP32[countAt / 4];
  return {
    function: name,
    options,
    firstBar: module.HEAP32[firstAt / 4],
    lines: Object.fromEntries(
      lines.map((line, k) => {
        const values = module.HEAPF64.subarray(outputs[k] / 8, outputs[k] / 8 + count);
        return [line, Array.from(values, (value) => Number(value.toPrecision(13)))];
      }),
    ),
  };
}

async function main(folder: string): Promise<void> {
  const module = await load(folder);
  const walk = randomBars(BARS);
  const still = randomBars(30, 12);
  const figures: TalibFigures = {
    source:
      'TA-Lib 0.4 (C, compiled to WebAssembly in the npm package talib-web 0.1.3), classic compatibility, unstable period 0; made by scripts/write-talib-figures.ts',
    walk,
    still,
    ofWalk: CALLS.map((call) => run(module, walk, call)),
    ofStill: STILL_CALLS.map((call) => run(module, still, call)),
    stopsFromBar: Array.from({ length: SAR_STARTS }, (_, start) =>
      SAR_CALLS.map((call) => run(module, from(walk, start), call)),
    ),
  };
  const target = new URL('../test/golden/indicators/talib-figures.json', import.meta.url);
  writeFileSync(target, `${JSON.stringify(figures, undefined, 2)}\n`);
}

main(process.argv[2] ?? '.').catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
