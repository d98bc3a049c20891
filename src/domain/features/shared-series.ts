import { atr } from '../indicators/atr.ts';
import { directionalMovement } from '../indicators/directional-movement.ts';
import { macd } from '../indicators/macd.ts';
import { logReturns } from '../indicators/returns.ts';
import type { Derivation } from './inputs.ts';

/** Period of the ATR all distances are measured in. */
export const UNIT_ATR_PERIOD = 14;
export const MACD_PERIODS = { fast: 12, slow: 26, signal: 9 } as const;
export const DIRECTIONAL_PERIOD = 14;

/** ATR(14) in price units: the yardstick of the `atr` unit. */
export const unitAtr: Derivation<Float64Array> = ({ bars }) => atr(bars, UNIT_ATR_PERIOD);

/** ln(close / close before). */
export const closeLogReturns: Derivation<Float64Array> = ({ bars }) => logReturns(bars.close, 1);

export const closeMacd: Derivation<ReturnType<typeof macd>> = ({ bars }) => macd(bars.close, MACD_PERIODS);

export const trend: Derivation<ReturnType<typeof directionalMovement>> = ({ bars }) =>
  directionalMovement(bars, DIRECTIONAL_PERIOD);
