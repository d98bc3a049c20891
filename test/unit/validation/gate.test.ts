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
    expect(explainFailure(held(0.41234, '>=', 0.95))).toBe('max pbo 0.412 is below 0.95');
    expect(explainFailure(held(0.7, '<=', 0.5))).toBe('max pbo 0.7 is above 0.5');
    expect(explainFailure(held(-0.1, '>', 0))).toBe('max pbo -0.1 is not above 0');
    expect(explainFailure(held(null, '>', 0))).toBe('max pbo is undefined (it must be > 0)');
  });
});
