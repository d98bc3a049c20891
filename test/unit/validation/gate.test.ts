import { describe, expect, it } from 'vitest';
import { type Comparison, explainFailure, gate } from '../../../src/domain/validation/gate.ts';

const held = (figure: number | null, comparison: Comparison, bar: number) =>
  gate({ name: 'max_pbo', figure, comparison, bar, convention: 'test' });

describe('a gate', () => {
  it.each([
    [1, '>=', 1, true],
    [0.9, '>=', 1, false],
    [1, '<=', 1, true],
    [1.1, '<=', 1, false],
    [1, '>', 1, false],
    [1.1, '>', 1, true],
    [1, '<', 1, false],
    [0.9, '<', 1, true],
  ] as const)('holds %f %s %f: %s', (figure, comparison, bar, passed) => {
    expect(held(figure, comparison, bar).passed).toBe(passed);
  });

  it.each([null, Number.NaN, Number.POSITIVE_INFINITY])(
    'fails closed on %s, whatever the comparison',
    (figure) => {
      for (const comparison of ['>=', '<=', '>', '<'] as const) {
        expect(held(figure, comparison, 0)).toMatchObject({ figure: null, passed: false });
      }
    },
  );

  it('explains its failure to people', () => {
    const words = (figure: number | null, comparison: Comparison, bar: number) =>
      explainFailure(held(figure, comparison, bar), 'overfitting');
    expect(words(0.41234, '>=', 0.95)).toBe('overfitting 0.412 is below 0.95');
    expect(words(0.7, '<=', 0.5)).toBe('overfitting 0.7 is above 0.5');
    expect(words(-0.1, '>', 0)).toBe('overfitting -0.1 is not above 0');
    expect(words(3.8e-14, '>=', 0.95)).toBe('overfitting of less than 0.001 is below 0.95');
    expect(words(12, '>=', 30)).toBe('overfitting 12 is below 30');
    expect(words(null, '>', 0)).toBe('overfitting is undefined (it must be > 0)');
  });
});
