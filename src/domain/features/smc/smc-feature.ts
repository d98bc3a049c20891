import type { StructureSeries } from '../../smc/structure.ts';
import type { FeatureDefinition } from '../definition.ts';
import type { FeatureInputs } from '../inputs.ts';
import { marketStructure } from '../market-structure.ts';
import { writeDistance } from '../ratio.ts';
import { unitAtr } from '../shared-series.ts';

/** The two sides of a structure, by their names in columns. Bullish swings are highs, bearish ones lows. */
export const SIDES = ['bullish', 'bearish'] as const;
export type Side = (typeof SIDES)[number];

interface SmcColumn extends Omit<FeatureDefinition, 'family' | 'knowable' | 'source' | 'start'> {
  /** Writes each value, from those of the same bar alone. */
  readonly write: (values: Float64Array, structure: StructureSeries, inputs: FeatureInputs) => void;
}

/** A definition of the SMC family, computed from the one reading of the structure all of them share. */
export function smc({ write, ...column }: SmcColumn): FeatureDefinition {
  return {
    ...column,
    family: 'smc',
    source: 'Smart Money Concepts, causal form: a structure counts from the bar it is known at',
    knowable: 'bar_close',
    start: () => (inputs, values) => write(values, inputs.derive(marketStructure), inputs),
  };
}

/** Writes how far the close is above a bullish zone's edge or below a bearish one's, in ATR. */
export function writeDistanceFromZone(
  values: Float64Array,
  edge: Float64Array,
  side: Side,
  inputs: FeatureInputs,
): void {
  const unit = inputs.derive(unitAtr);
  const { close } = inputs.bars;
  if (side === 'bullish') writeDistance(values, close, edge, unit);
  else writeDistance(values, edge, close, unit);
}
