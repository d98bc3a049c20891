import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LOCAL_WINDOW, localFigure } from '../../../src/domain/quality/local-window.ts';

describe('the figure of a neighbourhood', () => {
  it('is that of 256 values that hold the place, in its middle half but at the ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_500 }), fc.nat(), (n, at) => {
        const i = at % n;
        const places = Float64Array.from({ length: n }, (_, k) => k);
        const first = localFigure(places, (window) => window[0])(i);
        const length = localFigure(places, (window) => window.length)(i);
        const last = localFigure(places, (window) => window[window.length - 1])(i);
        expect(length).toBe(Math.min(n, LOCAL_WINDOW));
        expect(last - first).toBe(length - 1);
        expect(first <= i && i <= last).toBe(true);
        // A window at an end of the series is moved as far as it goes.
        const isAtEnd = first === 0 || last === n - 1;
        if (!isAtEnd) expect(Math.abs(i - (first + LOCAL_WINDOW / 2))).toBeLessThanOrEqual(LOCAL_WINDOW / 4);
      }),
    );
  });

  it('names a place that the same window answers for', () => {
    for (const n of [1, 200, 256, 257, 1_000]) {
      const places = Float64Array.from({ length: n }, (_, k) => k);
      const first = localFigure(places, (window) => window[0]);
      const named: [number, number][] = [];
      localFigure(places, (window, index) => named.push([window[0], index]));
      for (const [from, index] of named) expect(first(index)).toBe(from);
    }
  });

  it('measures each value twice at most', () => {
    for (const n of [1, 255, 256, 257, 1_000, 100_000]) {
      let measured = 0;
      localFigure(new Float64Array(n), (window) => (measured += window.length));
      expect(measured).toBeLessThanOrEqual(2 * n + LOCAL_WINDOW);
    }
  });
});
