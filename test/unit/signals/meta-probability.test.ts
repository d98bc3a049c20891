import { expect, it } from 'vitest';
import { upProbability } from '../../../src/domain/signals/meta-probability.ts';

it('a probability that the primary side wins is one of the upper level, and never turns a trade round', () => {
  const probability = Float64Array.of(0.7, 0.7, 0.7, 0.5, 0.3, 0.3, Number.NaN);
  const side = Int8Array.of(1, -1, 0, 1, 1, -1, 1);
  // A long that is not likelier to win than to lose is left, not sold; a short likewise.
  expect([...upProbability(probability, side)]).toEqual([
    0.7,
    expect.closeTo(0.3, 12),
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
  expect(upProbability(probability, null)).toBe(probability);
});
