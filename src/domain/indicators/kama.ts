import type { Convention } from './convention.ts';
import { EfficiencyRatio } from './efficiency-ratio.ts';
import { overSeries, type SeriesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';

const FASTEST = 2 / (2 + 1);
const SLOWEST = 2 / (30 + 1);

/**
 * Kaufman's adaptive average (Kaufman 1995): an exponential average whose factor runs with the square of the efficiency
 * ratio from that of 30 bars (noise) to that of 2 (trend). Seeded with the value before its first full path; where
 * nothing moves it follows at the fastest rate, which changes nothing.
 * @returns First value at bar period (`talib`), or period - 1, the seed itself (`tulip`).
 * @throws AppError `parameter_invalid` for an impossible period.
 */
export function kama(values: Float64Array, period: number, convention: Convention = 'talib'): Float64Array {
  requireWindow('period', period);
  return overSeries(values, period - 1, () => new Kama(period, convention));
}

export class Kama implements SeriesKernel {
  private readonly period: number;
  private readonly showsSeed: boolean;
  private readonly efficiency: EfficiencyRatio;
  private seen = 0;
  private level = Number.NaN;

  constructor(period: number, convention: Convention = 'talib') {
    this.period = period;
    this.showsSeed = convention === 'tulip';
    this.efficiency = new EfficiencyRatio(period);
  }

  push(value: number): number {
    const efficiency = this.efficiency.push(value);
    this.seen = Number.isFinite(value) ? this.seen + 1 : 0;
    if (this.seen < this.period) return Number.NaN;
    if (this.seen === this.period) {
      this.level = value;
      return this.showsSeed ? value : Number.NaN;
    }
    const share = Number.isNaN(efficiency) ? 1 : efficiency;
    const factor = (share * (FASTEST - SLOWEST) + SLOWEST) ** 2;
    this.level += factor * (value - this.level);
    return this.level;
  }
}
