import type { FeatureDefinition } from '../definition.ts';
import type { FeatureInputs } from '../inputs.ts';
import { marketStructure, STRUCTURE_OPTIONS } from '../market-structure.ts';
import { ict } from './ict-feature.ts';

const { swing } = STRUCTURE_OPTIONS;
/** Optimal trade entry: this much of the leg given back. */
const OTE = { from: 0.62, to: 0.79 };

/** How far price has come back into the last confirmed leg. */
export const ENTRY_FEATURES: readonly FeatureDefinition[] = [
  ict({
    name: 'ict_leg_retracement',
    parameters: { ...swing },
    warmUpBars: swing.barsBefore + swing.barsAfter,
    unit: 'ratio',
    formula:
      'share of the leg between the last two confirmed swings that the close has given back: 0 at its end, 1 at its start',
    compute: (_, inputs) => legs(inputs).retracement,
  }),
  ict({
    name: 'ict_ote',
    parameters: { ...swing, ...OTE },
    warmUpBars: 0,
    unit: 'sign',
    formula: `optimal trade entry: retracement of ${OTE.from * 100} to ${OTE.to * 100} % of a leg up (1) or down (-1), else 0`,
    compute: (_, inputs) => {
      const { direction, retracement } = legs(inputs);
      return direction.map((side, t) => (retracement[t] >= OTE.from && retracement[t] <= OTE.to ? side : 0));
    },
  }),
];

/** Direction of the last leg (to the newer swing) and what the close has given back of it. */
function legs(inputs: FeatureInputs): { direction: Float64Array; retracement: Float64Array } {
  const { highs, lows } = inputs.derive(marketStructure).internal;
  const { close } = inputs.bars;
  const direction = new Float64Array(close.length);
  const retracement = new Float64Array(close.length).fill(Number.NaN);
  for (let t = 0; t < close.length; t++) {
    const range = highs.price[t] - lows.price[t];
    if (!(range > 0) || highs.age[t] === lows.age[t]) continue;
    direction[t] = highs.age[t] < lows.age[t] ? 1 : -1;
    const end = direction[t] === 1 ? highs.price[t] : lows.price[t];
    retracement[t] = (direction[t] * (end - close[t])) / range;
  }
  return { direction, retracement };
}
