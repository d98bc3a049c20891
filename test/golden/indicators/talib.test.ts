import { describe, expect, it } from 'vitest';
import { ema } from '../../../src/domain/indicators/exponential.ts';
import { rsi } from '../../../src/domain/indicators/rsi.ts';
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
});
