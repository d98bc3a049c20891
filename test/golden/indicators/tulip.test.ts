import { describe, expect, it } from 'vitest';
import { atr } from '../../../src/domain/indicators/atr.ts';
import { directionalMovement } from '../../../src/domain/indicators/directional-movement.ts';
import { ema, wilder } from '../../../src/domain/indicators/exponential.ts';
import { macd } from '../../../src/domain/indicators/macd.ts';
import { simpleReturns } from '../../../src/domain/indicators/returns.ts';
import { rollingDeviation } from '../../../src/domain/indicators/rolling-deviation.ts';
import { rollingMax, rollingMin } from '../../../src/domain/indicators/rolling-extremes.ts';
import { rollingSum } from '../../../src/domain/indicators/rolling-sum.ts';
import { rsi } from '../../../src/domain/indicators/rsi.ts';
import { sma } from '../../../src/domain/indicators/sma.ts';
import { trueRange } from '../../../src/domain/indicators/true-range.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';
import { ABSENT, hasSharedData, sharedText } from '../../support/shared-data.ts';

/** Values of Achelis' book, of spreadsheets, and of Tulip Indicators itself; Tulip's own tolerance. */
const FILES = ['tulip/atoz.txt', 'tulip/extra.txt', 'tulip/untest.txt'];
const TOLERANCE = 0.001;

interface Vector {
  readonly options: readonly number[];
  readonly lists: readonly Float64Array[];
}
type Check = {
  readonly inputs: number;
  run(inputs: readonly Float64Array[], options: readonly number[]): Float64Array[];
};

const ofValues = (run: (values: Float64Array, option: number) => Float64Array): Check => ({
  inputs: 1,
  run: ([values], [option]) => [run(values, option)],
});
const ofHighLowClose = (run: (bars: Bars, option: number) => Float64Array[]): Check => ({
  inputs: 3,
  run: ([high, low, close], [option]) => run(barsOf(high, low, close), option),
});
/** Directional movement takes highs and lows alone: the true range cancels in what is compared. */
const ofHighLow = (run: (bars: Bars, option: number) => Float64Array[]): Check => ({
  inputs: 2,
  run: ([high, low], [option]) => run(barsOf(high, low, low), option),
});

const CHECKS: Record<string, Check> = {
  sma: ofValues(sma),
  ema: ofValues((values, period) => ema(values, period, 'tulip')),
  wilders: ofValues(wilder),
  rsi: ofValues(rsi),
  sum: ofValues(rollingSum),
  max: ofValues(rollingMax),
  min: ofValues(rollingMin),
  stddev: ofValues(rollingDeviation),
  roc: ofValues(simpleReturns),
  macd: {
    inputs: 1,
    run: ([values], [fast, slow, signal]) => {
      const lines = macd(values, { fast, slow, signal }, 'tulip');
      return [lines.line, lines.signal, lines.histogram];
    },
  },
  bbands: {
    inputs: 1,
    run: ([values], [window, width]) => {
      const middle = sma(values, window);
      const deviation = rollingDeviation(values, window);
      return [-width, 0, width].map((k) => middle.map((mean, i) => mean + k * deviation[i]));
    },
  },
  tr: ofHighLowClose((bars) => [trueRange(bars, 'tulip')]),
  atr: ofHighLowClose((bars, period) => [atr(bars, period, 'tulip')]),
  natr: ofHighLowClose((bars, period) => [
    atr(bars, period, 'tulip').map((range, i) => (100 * range) / bars.close[i]),
  ]),
  di: ofHighLowClose((bars, period) => {
    const { plus, minus } = directionalMovement(bars, period, 'tulip');
    return [plus, minus];
  }),
  adx: ofHighLow((bars, period) => [directionalMovement(bars, period, 'tulip').adx]),
};

describe.skipIf(!hasSharedData('tulip'))(`Tulip's vectors ${ABSENT}`, () => {
  it.each(Object.entries(CHECKS))('%s agrees with every case', (name, { inputs, run }) => {
    const vectors = vectorsOf(name);
    expect(vectors.length).toBeGreaterThan(0);
    for (const { options, lists } of vectors) {
      const outputs = run(lists.slice(0, inputs), options);
      expect(outputs).toHaveLength(lists.length - inputs);
      outputs.forEach((output, k) => {
        expectTail(output, lists[inputs + k]);
      });
    }
  });
});

/** Expected lists align with the end of the output; before them there is no value. */
function expectTail(output: Float64Array, expected: Float64Array): void {
  const start = output.length - expected.length;
  expect([...output.subarray(0, start)].every(Number.isNaN)).toBe(true);
  expected.forEach((value, i) => {
    expect(Math.abs(output[start + i] - value), `value ${i} of ${expected.length}`).toBeLessThan(TOLERANCE);
  });
}

function vectorsOf(name: string): Vector[] {
  return FILES.flatMap((file) => sharedText(file).split(/\r?\n\s*\r?\n/)).flatMap((block) => {
    const lines = block.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    const [head, ...options] = lines[0]?.trim().split(/\s+/) ?? [];
    if (head !== name) return [];
    const lists = lines
      .slice(1)
      .map((line) => Float64Array.from(line.replace(/[{}]/g, '').split(','), Number));
    return [{ options: options.map(Number), lists }];
  });
}

function barsOf(high: Float64Array, low: Float64Array, close: Float64Array): Bars {
  return { timeMs: high.map((_, i) => i), open: close, high, low, close, volume: close.map(() => 0) };
}
