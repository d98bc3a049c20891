import { describe, expect, it } from 'vitest';
import { averageUniqueness, labelConcurrency } from '../../../src/domain/labels/uniqueness.ts';

/** Labels from entry to end, both included; undefined: no label. */
function spans(...list: (readonly [number, number] | undefined)[]) {
  return {
    entryIndex: Int32Array.from(list, (span) => span?.[0] ?? -1),
    endIndex: Int32Array.from(list, (span) => span?.[1] ?? -1),
  };
}

describe('average uniqueness', () => {
  it("is that of Lopez de Prado's example of the sequential bootstrap (2018, 4.5.3)", () => {
    // Labels over bars 0-2, 2-3 and 4-5. With the second one drawn, the next draws have these uniquenesses.
    const drawn = [2, 3] as const;
    const next = (span: readonly [number, number]): number =>
      averageUniqueness(spans(drawn, span, ...new Array(4).fill(undefined)))[1];
    const uniqueness = [next([0, 2]), next([2, 3]), next([4, 5])];
    expect(uniqueness[0]).toBeCloseTo(5 / 6, 15);
    expect(uniqueness[1]).toBeCloseTo(1 / 2, 15);
    expect(uniqueness[2]).toBeCloseTo(1, 15);
    const total = uniqueness.reduce((sum, value) => sum + value, 0);
    [5 / 14, 3 / 14, 6 / 14].forEach((share, i) => {
      expect(uniqueness[i] / total).toBeCloseTo(share, 12);
    });
  });

  it('is 1 for labels apart, 1/k for k on the same bars, 0 without a label', () => {
    expect([...averageUniqueness(spans([0, 1], [2, 3], undefined, undefined))]).toEqual([1, 1, 0, 0]);
    const [first] = averageUniqueness(spans([0, 3], [0, 3], [0, 3], [0, 3]));
    expect(first).toBeCloseTo(1 / 4, 15);
  });

  it('counts labels at each bar, the last one included', () => {
    expect([...labelConcurrency(spans([1, 3], [2, 3], undefined, undefined))]).toEqual([0, 1, 2, 2]);
  });

  it('takes no labels at all', () => {
    expect(averageUniqueness(spans())).toHaveLength(0);
    expect([...averageUniqueness(spans(undefined, undefined))]).toEqual([0, 0]);
  });
});
