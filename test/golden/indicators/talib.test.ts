import { describe, expect, it } from 'vitest';
import { aroon } from '../../../src/domain/indicators/aroon.ts';
import { ema } from '../../../src/domain/indicators/exponential.ts';
import { momentum } from '../../../src/domain/indicators/oscillators.ts';
import { rsi } from '../../../src/domain/indicators/rsi.ts';
import { sma } from '../../../src/domain/indicators/sma.ts';
import { ABSENT, hasSharedData, sharedText } from '../../support/shared-data.ts';

interface Vector {
  readonly in: readonly number[];
  readonly out: readonly (number | null)[];
}

const vectors = (): Record<string, Vector> => JSON.parse(sharedText('talib/vectors.json'));

function expectValues(output: Float64Array, { out }: Vector, from = 0): void {
  expect(output).toHaveLength(out.length);
  for (let i = from; i < out.length; i++) {
    if (out[i] === null) expect(output[i]).toBeNaN();
    else expect(output[i]).toBeCloseTo(out[i] as number, 10);
  }
}

describe.skipIf(!hasSharedData('talib'))(`TA-Lib's vectors ${ABSENT}`, () => {
  it('the EMA is seeded with the mean of its first window', () => {
    const vector = vectors().EMA_range10_p3_classic;
    expectValues(ema(Float64Array.from(vector.in), 3), vector);
  });

  it('the EMA of the Tulip convention is TA-Lib in its Metastock mode, which hides the first values', () => {
    const vector = vectors().EMA_range10_p3_metastock_compat;
    expectValues(ema(Float64Array.from(vector.in), 3, 'tulip'), vector, 2);
  });

  it('the RSI of tiny prices has all its digits, and does not depend on their scale', () => {
    const vector = vectors().RSI_p10_small_values;
    const prices = Float64Array.from(vector.in);
    expectValues(rsi(prices, 10), vector);
    expectValues(
      rsi(
        prices.map((price) => price * 1e5),
        10,
      ),
      vector,
    );
  });

  it('Momentum is the change over its lag', () => {
    const vector = vectors().MOM_p1;
    expectValues(momentum(Float64Array.from(vector.in), 1), vector);
  });

  it('MAVP takes the average of each bar over a period of its own', () => {
    const { a, periods, out } = JSON.parse(sharedText('talib/vectors.json')).MAVP_min2_max4;
    const values = Float64Array.from(a);
    const averages = new Map([2, 4].map((period) => [period, sma(values, period)]));
    // TA-Lib shows nothing before the longest period is full.
    const chosen = values.map((_, i) => (i < 3 ? Number.NaN : (averages.get(periods[i])?.[i] ?? Number.NaN)));
    expectValues(chosen, { in: a, out });
  });

  it('Aroon counts from the first bar whose high and low are known', () => {
    const vector = JSON.parse(sharedText('talib/vectors.json')).AROON_p2_nan_input;
    const column = (values: readonly (number | null)[]): Float64Array =>
      Float64Array.from(values, (value) => value ?? Number.NaN);
    const low = column(vector.low);
    const high = column(vector.high).map((value, i) => (Number.isNaN(low[i]) ? Number.NaN : value));
    const lines = aroon({ timeMs: high, open: high, high, low, close: high, volume: high }, 2);
    expect(lines.up).toEqual(column(vector.up));
    expect(lines.down).toEqual(column(vector.down));
  });

  it('are all of them above', () => {
    expect(Object.keys(vectors()).toSorted()).toEqual([
      'AROON_p2_nan_input',
      'EMA_range10_p3_classic',
      'EMA_range10_p3_metastock_compat',
      'MAVP_min2_max4',
      'MOM_p1',
      'RSI_p10_small_values',
    ]);
  });
});
