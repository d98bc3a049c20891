import fc from 'fast-check';
import { expect, it } from 'vitest';
import { trendStatistics } from '../../../src/domain/labels/trend-scan.ts';

/** t-statistic of the slope of ordinary least squares, from the residuals themselves. */
function slopeStatistic(y: readonly number[]): number {
  const n = y.length;
  const [meanX, meanY] = [(n - 1) / 2, y.reduce((sum, value) => sum + value, 0) / n];
  const spread = y.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
  const slope = y.reduce((sum, value, x) => sum + (x - meanX) * (value - meanY), 0) / spread;
  const residual = y.reduce((sum, value, x) => sum + (value - meanY - slope * (x - meanX)) ** 2, 0);
  return slope / Math.sqrt(residual / (n - 2) / spread);
}

it('trend scanning takes the clearest slope, up or down, of every length up to the horizon', () => {
  const steps = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 8, maxLength: 40 });
  fc.assert(
    fc.property(steps, fc.integer({ min: 2, max: 7 }), (moves, horizon) => {
      let price = 1_000;
      const close = moves.map((move, i) => {
        price += move + Math.sin(7 * i);
        return price;
      });
      const statistics = trendStatistics(Float64Array.from(close), horizon);
      for (let event = 0; event + horizon < close.length; event++) {
        const all = Array.from({ length: horizon - 1 }, (_, k) =>
          slopeStatistic(close.slice(event, event + k + 3)),
        );
        const largest = Math.max(...all.map(Math.abs));
        expect(Math.abs(statistics[event]) / largest).toBeCloseTo(1, 6);
        expect(all.some((value) => Math.abs(value / statistics[event] - 1) < 1e-6)).toBe(true);
      }
    }),
  );
});
