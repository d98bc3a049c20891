import { expectedMaxNormal } from './max-normal.ts';

/**
 * Years a backtest must span so that the best of `trials` without any edge is not expected to reach the annual Sharpe
 * ratio `sharpe` in sample: `(E[max_N] / SR)^2` (Bailey, Borwein, Lopez de Prado & Zhu 2014, "Pseudo-mathematics").
 * @param sharpe Annual Sharpe ratio found; null stays null.
 * @returns Years; null where there is no positive ratio: no length makes a loss look good.
 */
export function minBacktestYears(trials: number, sharpe: number | null): number | null {
  if (sharpe === null || sharpe <= 0) return null;
  return (expectedMaxNormal(trials) / sharpe) ** 2;
}
