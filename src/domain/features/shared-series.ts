import { atr } from '../indicators/atr.ts';
import type { Derivation } from './inputs.ts';

/** Period of the ATR all distances are measured in. */
export const UNIT_ATR_PERIOD = 14;

/** ATR(14) in price units: the yardstick of the `atr` unit. */
export const unitAtr: Derivation<Float64Array> = ({ bars }) => atr(bars, UNIT_ATR_PERIOD);
