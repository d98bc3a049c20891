import { Atr } from '../indicators/atr.ts';
import type { BarStep } from './definition.ts';
import type { Derivation, FeatureInputs } from './inputs.ts';
import { runStep } from './template.ts';

/** Period of the ATR all distances are measured in. */
export const UNIT_ATR_PERIOD = 14;

/** ATR(14) in price units: the yardstick of the `atr` unit. */
export const unitAtr = seriesOf(() => {
  const kernel = new Atr(UNIT_ATR_PERIOD);
  return (bar) => kernel.push(bar);
});

/** A series of one value a bar, read by a step of its own. */
export function seriesOf(start: () => BarStep): Derivation<Float64Array> {
  return () => {
    const step = start();
    return blocksOf((values, { bars }) => runStep(bars, step, values));
  };
}

/** Fills one array anew for every block; a block of another length gets another one. */
export function blocksOf(
  write: (values: Float64Array, inputs: FeatureInputs) => void,
): (inputs: FeatureInputs) => Float64Array {
  let values = new Float64Array(0);
  return (inputs) => {
    const { length } = inputs.bars.close;
    if (values.length !== length) values = new Float64Array(length);
    write(values, inputs);
    return values;
  };
}
