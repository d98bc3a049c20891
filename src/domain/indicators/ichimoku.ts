import type { Bar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import { Donchian } from './bands.ts';
import { type LinesKernel, linesOverBars } from './kernel.ts';
import { Lag } from './lag.ts';
import { requireRising } from './parameters.ts';

export interface IchimokuPeriods {
  readonly conversion: number;
  readonly base: number;
  readonly span: number;
}

const LINES = ['conversion', 'base', 'spanA', 'spanB', 'lagging'] as const;

/**
 * Ichimoku, each line as it is known at its bar. `conversion` (tenkan), `base` (kijun): middles of their channels.
 * `spanA`, `spanB`: the cloud at this bar, so the values of `base` bars ago, where charts shift them forward. `lagging`:
 * close minus the close `base` bars ago; the chart's chikou puts the close into the past, which is a look-ahead.
 * All in price units. Usual periods 9, 26, 52.
 * @throws AppError `parameter_invalid` unless the periods rise.
 */
export const ichimoku = (
  bars: Bars,
  periods: IchimokuPeriods,
): Readonly<Record<(typeof LINES)[number], Float64Array>> =>
  linesOverBars(
    bars,
    LINES,
    () => new Ichimoku(periods),
    (kernel, lines, i) => {
      lines.conversion[i] = kernel.conversion;
      lines.base[i] = kernel.base;
      lines.spanA[i] = kernel.spanA;
      lines.spanB[i] = kernel.spanB;
      lines.lagging[i] = kernel.lagging;
    },
  );

export class Ichimoku implements LinesKernel<Bar> {
  conversion = Number.NaN;
  base = Number.NaN;
  spanA = Number.NaN;
  spanB = Number.NaN;
  lagging = Number.NaN;
  private readonly channels: readonly [Donchian, Donchian, Donchian];
  private readonly lags: readonly [Lag, Lag, Lag];

  constructor({ conversion, base, span }: IchimokuPeriods) {
    requireRising({ conversion, base, span });
    this.channels = [new Donchian(conversion), new Donchian(base), new Donchian(span)];
    this.lags = [new Lag(base), new Lag(base), new Lag(base)];
  }

  push(bar: Bar): void {
    for (const channel of this.channels) channel.push(bar);
    this.conversion = this.channels[0].middle;
    this.base = this.channels[1].middle;
    this.spanA = this.lags[0].push((this.conversion + this.base) / 2);
    this.spanB = this.lags[1].push(this.channels[2].middle);
    this.lagging = bar.close - this.lags[2].push(bar.close);
  }
}
