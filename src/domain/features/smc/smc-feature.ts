import type { StructureSeries } from '../../smc/structure.ts';
import type { FeatureDefinition } from '../definition.ts';
import type { FeatureInputs } from '../inputs.ts';
import { marketStructure } from '../market-structure.ts';
import { distance } from '../ratio.ts';
import { unitAtr } from '../shared-series.ts';

/** The two sides of a structure, by their names in columns. Bullish swings are highs, bearish ones lows. */
export const SIDES = ['bullish', 'bearish'] as const;
export type Side = (typeof SIDES)[number];

interface SmcColumn extends Omit<FeatureDefinition, 'family' | 'knowable' | 'source' | 'start'> {
  /** Each value from those of the same bar alone. */
  readonly compute: (structure: StructureSeries, inputs: FeatureInputs) => Float64Array;
}

/** A definition of the SMC family, computed from the one reading of the structure all of them share. */
export function smc({ compute, ...column }: SmcColumn): FeatureDefinition {
  return {
    ...column,
    family: 'smc',
    source: 'Smart Money Concepts, causal form: a structure counts from the bar it is known at',
    knowable: 'bar_close',
    start: () => (inputs, values) => values.set(compute(inputs.derive(marketStructure), inputs)),
  };
}

/** How far the close is above a bullish zone's edge or below a bearish one's, in ATR. */
export function distanceFromZone(edge: Float64Array, side: Side, inputs: FeatureInputs): Float64Array {
  const unit = inputs.derive(unitAtr);
  const { close } = inputs.bars;
  return side === 'bullish' ? distance(close, edge, unit) : distance(edge, close, unit);
}
