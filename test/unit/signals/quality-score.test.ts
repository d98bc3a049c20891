import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUALITY_PARTS, type QualityInput, qualityScore } from '../../../src/domain/signals/quality-score.ts';

const BEST: QualityInput = { confidence: 1, expectedValue: 1, rewardRisk: 3, costShare: 0, confluence: 5 };

describe('quality of a signal', () => {
  it('has parts that add up to 100, each a straight line', () => {
    expect(QUALITY_PARTS.reduce((sum, part) => sum + part.points, 0)).toBe(100);
    expect(qualityScore(BEST)).toBe(100);
    expect(qualityScore({ ...BEST, confidence: 0.625 })).toBeCloseTo(85, 12);
    expect(qualityScore({ ...BEST, costShare: 0.125 })).toBeCloseTo(95, 12);
    expect(qualityScore({ ...BEST, confluence: 0 })).toBeCloseTo(95, 12);
  });

  it('gives nothing for what is not known', () => {
    expect(qualityScore({ ...BEST, confluence: Number.NaN })).toBe(90);
    expect(
      qualityScore({
        confidence: Number.NaN,
        expectedValue: Number.NaN,
        rewardRisk: Number.NaN,
        costShare: Number.NaN,
        confluence: Number.NaN,
      }),
    ).toBe(0);
  });

  it('stays within 0 and 100 and never falls when a signal gets better', () => {
    const any = fc.double({ min: -5, max: 5, noNaN: true });
    const inputs = fc.record({
      confidence: any,
      expectedValue: any,
      rewardRisk: any,
      costShare: any,
      confluence: any,
    });
    fc.assert(
      fc.property(
        inputs,
        fc.constantFrom(...QUALITY_PARTS),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (input, part, step) => {
          const score = qualityScore(input);
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(100);
          const better = { ...input, [part.name]: input[part.name] + Math.sign(part.all - part.none) * step };
          expect(qualityScore(better)).toBeGreaterThanOrEqual(score - 1e-12);
        },
      ),
    );
  });
});
