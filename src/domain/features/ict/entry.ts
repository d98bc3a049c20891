import type { Direction } from '../../smc/events.ts';
import type { FeatureDefinition } from '../definition.ts';
import type { Derivation, FeatureInputs } from '../inputs.ts';
import { marketStructure, STRUCTURE_OPTIONS } from '../market-structure.ts';
import { blocksOf } from '../shared-series.ts';
import { ict } from './ict-feature.ts';

const { swing } = STRUCTURE_OPTIONS;
/** Optimal trade entry: this much of the leg given back. */
const OTE = { from: 0.62, to: 0.79 };

/** The first of the columns, and what the other is judged by. */
const retracements: Derivation<Float64Array> = () => blocksOf(writeRetracements);

/** How far price has come back into the last confirmed leg. */
export const ENTRY_FEATURES: readonly FeatureDefinition[] = [
  ict({
    name: 'ict_leg_retracement',
    parameters: { ...swing },
    warmUpBars: swing.barsBefore + swing.barsAfter,
    unit: 'ratio',
    formula:
      'share of the leg between the last two confirmed swings that the close has given back: 0 at its end, 1 at its start',
    write: (values, _, inputs) => values.set(inputs.derive(retracements)),
  }),
  ict({
    name: 'ict_ote',
    parameters: { ...swing, ...OTE },
    warmUpBars: 0,
    unit: 'sign',
    formula: `optimal trade entry: retracement of ${OTE.from * 100} to ${OTE.to * 100} % of a leg up (1) or down (-1), else 0`,
    write: (values, _, inputs) => {
      const { highs, lows } = inputs.derive(marketStructure).internal;
      const given = inputs.derive(retracements);
      for (let t = 0; t < values.length; t++) {
        const isEntry = given[t] >= OTE.from && given[t] <= OTE.to;
        values[t] = isEntry ? legDirection(highs.age[t], lows.age[t]) : 0;
      }
    },
  }),
];

/** Writes what the close has given back of the last leg; NaN while there is none. */
function writeRetracements(values: Float64Array, inputs: FeatureInputs): void {
  const { highs, lows } = inputs.derive(marketStructure).internal;
  const { close } = inputs.bars;
  for (let t = 0; t < values.length; t++) {
    const range = highs.price[t] - lows.price[t];
    const direction = legDirection(highs.age[t], lows.age[t]);
    const end = direction === 1 ? highs.price[t] : lows.price[t];
    const isLeg = range > 0 && direction !== 0;
    values[t] = isLeg ? (direction * (end - close[t])) / range : Number.NaN;
  }
}

/** A leg leads to the newer of two swings: up to a high, down to a low. */
const legDirection = (highAge: number, lowAge: number): Direction | 0 =>
  highAge === lowAge ? 0 : highAge < lowAge ? 1 : -1;
