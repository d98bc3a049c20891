import { UNLEVERED } from '../../src/domain/backtest/account.ts';
import type { SwapRule } from '../../src/domain/backtest/costs.ts';
import type { TradingRules } from '../../src/domain/backtest/input.ts';
import { instrumentOf } from '../../src/domain/market/instruments.ts';

export const FREE = { spread: 0, commission: 0, slippage: 0 };

/** Basis points a night, every midnight. */
export const swap = (long: number, short: number): SwapRule => ({
  long,
  short,
  unit: 'bps',
  tripleDay: null,
});

/** One position of the whole equity, at the next open, for nothing. */
export const UNIT_RULES: TradingRules = {
  horizonBars: 3,
  costs: FREE,
  account: UNLEVERED,
  instrument: instrumentOf('TEST'),
  entry: { kind: 'market' },
  trailingStop: false,
  scaleOut: [],
  sessions: null,
};
