import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposureBesideOpen, type Holding, portfolioTail } from '../../../src/domain/risk/portfolio-tail.ts';
import { rockafellarUryasevCvar } from '../../../src/domain/risk/tail-loss.ts';

const FALLING = Float64Array.from({ length: 40 }, (_, i) => (i % 10 === 0 ? -0.1 : 0.01));
const holding = (name: string, exposure: number, returns: Float64Array): Holding => ({
  name,
  exposure,
  returns,
});

const books = fc.integer({ min: 4, max: 60 }).chain((periods) =>
  fc.array(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 4 }),
      exposure: fc.double({ min: -2, max: 2, noNaN: true }),
      returns: fc
        .array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), { minLength: periods, maxLength: periods })
        .map((values) => Float64Array.from(values)),
    }),
    { minLength: 1, maxLength: 4 },
  ),
);

describe('tail of a portfolio', () => {
  it('of one holding is the tail of its returns, times its exposure', () => {
    const { cvar, var: value } = portfolioTail([holding('a', 2, FALLING)], 0.1);
    expect(cvar).toBeCloseTo(0.2, 12);
    expect(value).toBeCloseTo(0.2 - 2 * 0.11 * 0.9, 12);
  });

  it('vanishes for a holding and its exact hedge', () => {
    const { cvar, contributions } = portfolioTail(
      [holding('long', 1, FALLING), holding('hedge', -1, FALLING)],
      0.1,
    );
    expect(cvar).toBeCloseTo(0, 12);
    expect(contributions.reduce((sum, part) => sum + part.cvar, 0)).toBeCloseTo(0, 12);
  });

  it('is undefined without a period and refuses holdings over different ones', () => {
    expect(portfolioTail([], 0.1)).toEqual({ var: null, cvar: null, contributions: [] });
    expect(() => portfolioTail([holding('a', 1, FALLING), holding('b', 1, FALLING.slice(1))], 0.1)).toThrow(
      /b has 39 periods and a 40/,
    );
  });

  it('is coherent: parts add up, and joining two books never adds risk', () => {
    fc.assert(
      fc.property(books, fc.double({ min: 0.02, max: 0.5, noNaN: true }), (book, tail) => {
        const whole = portfolioTail(book, tail);
        const sum = whole.contributions.reduce((total, part) => total + part.cvar, 0);
        expect(sum).toBeCloseTo(whole.cvar ?? Number.NaN, 9);
        const apart = book.reduce((total, one) => total + (portfolioTail([one], tail).cvar ?? 0), 0);
        expect(whole.cvar).toBeLessThanOrEqual(apart + 1e-9);
        const own = Float64Array.from(book[0].returns, (value) => value * book[0].exposure);
        expect(portfolioTail([book[0]], tail).cvar).toBeCloseTo(-(rockafellarUryasevCvar(own, tail) ?? 0), 9);
      }),
    );
  });
});

describe('room beside open positions', () => {
  const rule = { tail: 0.1, maxCvar: 0.3, largest: 100 };

  it('is what the open ones leave when all fall together', () => {
    const room = exposureBesideOpen([holding('open', 1, FALLING)], { name: 'new', returns: FALLING }, rule);
    expect(room).toBeCloseTo(2, 9);
    expect(exposureBesideOpen([], { name: 'new', returns: FALLING }, rule)).toBeCloseTo(3, 9);
  });

  it('is larger for one that falls at other times', () => {
    const shifted = Float64Array.from(FALLING, (_, i) => FALLING[(i + 5) % 40]);
    const room = exposureBesideOpen([holding('open', 1, FALLING)], { name: 'new', returns: shifted }, rule);
    expect(room).toBeGreaterThan(2.9);
  });

  it('is none when the open ones break the limit, and all when nothing is ever lost', () => {
    expect(exposureBesideOpen([holding('open', 4, FALLING)], { name: 'new', returns: FALLING }, rule)).toBe(
      0,
    );
    // Not even for what would hedge them: half of it would bring them back within the limit.
    const hedge = { name: 'hedge', returns: FALLING.map((value) => -value) };
    expect(portfolioTail([holding('open', 4, FALLING), { ...hedge, exposure: 2 }], 0.1).cvar).toBeLessThan(
      0.3,
    );
    expect(exposureBesideOpen([holding('open', 4, FALLING)], hedge, rule)).toBe(0);
    const calm = new Float64Array(40).fill(0.01);
    expect(exposureBesideOpen([], { name: 'new', returns: calm }, rule)).toBe(100);
  });
});
