import type { LinesKernel } from './kernel.ts';
import { requireWindow } from './parameters.ts';
import { RollingCovariance } from './rolling-covariance.ts';

/** Least squares of the last `window` values on their bar numbers; first value at bar window - 1. */
export interface RegressionLines {
  /** Change a bar. */
  readonly slope: Float64Array;
  /** The line at the newest bar, and one bar after it. */
  readonly end: Float64Array;
  readonly forecast: Float64Array;
  /** Share of the variance the line explains, 0 to 1; NaN where the values do not vary. */
  readonly rSquared: Float64Array;
  /** Standard error: root of the residual squares over window - 2; NaN for a window of 2. */
  readonly error: Float64Array;
}

/** O(n) for any window. @throws AppError `parameter_invalid` for a window below 2. */
export function linearRegression(values: Float64Array, window: number): RegressionLines {
  requireWindow('window', window, 2);
  const n = values.length;
  const kernel = new LinearRegression(Math.min(window, n + 2));
  const [slope, end, forecast] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const [rSquared, error] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    kernel.push(values[i]);
    slope[i] = kernel.slope;
    end[i] = kernel.end;
    forecast[i] = kernel.forecast;
    rSquared[i] = kernel.rSquared;
    error[i] = kernel.error;
  }
  return { slope, end, forecast, rSquared, error };
}

export class LinearRegression implements LinesKernel<number> {
  slope = Number.NaN;
  end = Number.NaN;
  forecast = Number.NaN;
  rSquared = Number.NaN;
  error = Number.NaN;
  private readonly window: number;
  private readonly moments: RollingCovariance;
  private index = 0;

  constructor(window: number) {
    requireWindow('window', window, 2);
    this.window = window;
    this.moments = new RollingCovariance(window);
  }

  push(value: number): void {
    const { moments, window } = this;
    moments.push(this.index++, value);
    this.slope = moments.products / moments.squaresX;
    this.end = moments.meanY + (this.slope * (window - 1)) / 2;
    this.forecast = this.end + this.slope;
    const explained = this.slope * moments.products;
    this.rSquared = moments.squaresY > 0 ? Math.min(1, explained / moments.squaresY) : Number.NaN;
    const residual = Math.max(0, moments.squaresY - explained);
    this.error = window > 2 ? Math.sqrt(residual / (window - 2)) : Number.NaN;
  }
}
