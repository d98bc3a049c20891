import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Aroon, aroon } from '../../../src/domain/indicators/aroon.ts';
import {
  Bollinger,
  bollinger,
  Donchian,
  donchian,
  Keltner,
  keltner,
} from '../../../src/domain/indicators/bands.ts';
import {
  DirectionalMovement,
  directionalMovement,
} from '../../../src/domain/indicators/directional-movement.ts';
import type { LinesKernel, SeriesKernel } from '../../../src/domain/indicators/kernel.ts';
import { LinearRegression, linearRegression } from '../../../src/domain/indicators/linear-regression.ts';
import { RollingMoments, rollingMoments } from '../../../src/domain/indicators/rolling-deviation.ts';
import { RollingExtreme, rollingMax, rollingMin } from '../../../src/domain/indicators/rolling-extremes.ts';
import { RollingSum, rollingSum } from '../../../src/domain/indicators/rolling-sum.ts';
import { Sma, sma } from '../../../src/domain/indicators/sma.ts';
import {
  ChannelPosition,
  Stochastic,
  stochastic,
  williamsR,
} from '../../../src/domain/indicators/stochastic.ts';
import type { Bar } from '../../../src/domain/market/bar.ts';
import type { Bars } from '../../../src/domain/market/bars.ts';

/** Loops over whole series that are written out for their speed, against the machines a live market is fed to. */

const price = fc.oneof(
  { weight: 10, arbitrary: fc.double({ min: -1_000, max: 1_000, noNaN: true }) },
  { weight: 5, arbitrary: fc.integer({ min: -3, max: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      1e15,
      -1e15,
      1e308,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ),
  },
);
const column = fc.array(price, { maxLength: 150 }).map((values) => Float64Array.from(values));
const threePrices = fc.array(fc.tuple(price, price, price), { maxLength: 150 }).map((rows): Bars => {
  const [high, low, close] = [0, 1, 2].map((k) => Float64Array.from(rows, (row) => row[k]));
  return { timeMs: close, open: close, high, low, close, volume: close };
});
const window = fc.integer({ min: 1, max: 40 });

const fed = (values: Float64Array, kernel: SeriesKernel): Float64Array =>
  values.map((value) => kernel.push(value));

const barsOf = ({ timeMs, open, high, low, close, volume }: Bars): Bar[] =>
  Array.from(close, (_, i) => ({
    timeMs: timeMs[i],
    open: open[i],
    high: high[i],
    low: low[i],
    close: close[i],
    volume: volume[i],
  }));

/** Every line of the batch, from the machine. */
function expectLines<Input>(
  lines: Readonly<Record<string, Float64Array>>,
  inputs: readonly Input[],
  kernel: LinesKernel<Input>,
): void {
  const streamed = inputs.map((input) => {
    kernel.push(input);
    return { ...kernel } as unknown as Record<string, number>;
  });
  for (const [name, line] of Object.entries(lines)) {
    expect(line, name).toEqual(Float64Array.from(streamed, (values) => values[name]));
  }
}

describe('a whole series and one value after the other agree to the last bit', () => {
  it('sums, means, extremes and moments of windows', () => {
    fc.assert(
      fc.property(column, window, (values, width) => {
        expect(rollingSum(values, width)).toEqual(fed(values, new RollingSum(width)));
        expect(sma(values, width)).toEqual(fed(values, new Sma(width)));
        expect(rollingMax(values, width)).toEqual(fed(values, new RollingExtreme(width, 1)));
        expect(rollingMin(values, width)).toEqual(fed(values, new RollingExtreme(width, -1)));
        const moments = new RollingMoments(width);
        const { mean, deviation } = rollingMoments(values, width);
        values.forEach((value, i) => {
          expect(deviation[i]).toEqual(moments.push(value));
          expect(mean[i]).toEqual(moments.mean);
        });
      }),
    );
  });

  it('channels, directional movement, regression and the stochastic', () => {
    fc.assert(
      fc.property(column, threePrices, window, (values, bars, width) => {
        expectLines(bollinger(values, width, 2), [...values], new Bollinger(width, 2));
        const each = barsOf(bars);
        for (const convention of ['talib', 'tulip'] as const) {
          expectLines(
            { ...directionalMovement(bars, width + 1, convention) },
            each,
            new DirectionalMovement(width + 1, convention),
          );
        }
        const periods = { window: width, slowing: 3, signal: 2 };
        expectLines(stochastic(bars, periods), each, new Stochastic(periods));
        expectLines(donchian(bars, width), each, new Donchian(width));
        const channel = { period: width, atrPeriod: width + 1, width: 2 };
        expectLines(keltner(bars, channel), each, new Keltner(channel));
        expectLines(aroon(bars, width), each, new Aroon(width));
        expectLines({ ...linearRegression(values, width + 1) }, [...values], new LinearRegression(width + 1));
        const position = new ChannelPosition(width);
        expect(williamsR(bars, width)).toEqual(
          Float64Array.from(each, (bar) => 100 * position.push(bar) - 100),
        );
      }),
    );
  });
});
