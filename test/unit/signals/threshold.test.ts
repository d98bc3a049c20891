import { describe, expect, it } from 'vitest';
import { sidesFromProbability } from '../../../src/domain/signals/threshold.ts';

describe('sidesFromProbability', () => {
  it('trades long from the confidence up and short from its mirror down, bounds included', () => {
    const sides = sidesFromProbability(Float64Array.of(0, 0.4, 0.41, 0.5, 0.59, 0.6, 1), 0.6);
    expect([...sides]).toEqual([-1, -1, 0, 0, 0, 1, 1]);
  });

  it('stays out where the probability is missing', () => {
    expect([...sidesFromProbability(Float64Array.of(Number.NaN, 0.9), 0.6)]).toEqual([0, 1]);
  });

  it('gives an even probability to the long side when the bar is one half', () => {
    expect([...sidesFromProbability(Float64Array.of(0.5, 0.4999), 0.5)]).toEqual([1, -1]);
  });

  it.each([0.49, 1, Number.NaN, -1])('refuses a confidence of %s', (confidence) => {
    expect(() => sidesFromProbability(new Float64Array(1), confidence)).toThrow(
      expect.objectContaining({ code: 'parameter_invalid' }),
    );
  });
});
