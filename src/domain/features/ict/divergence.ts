import { DivergenceReader, type DivergenceSeries } from '../../ict/smt-divergence.ts';
import type { FeatureDefinition } from '../definition.ts';
import type { Derivation } from '../inputs.ts';
import { STRUCTURE_OPTIONS } from '../market-structure.ts';
import { ict } from './ict-feature.ts';

const { swing } = STRUCTURE_OPTIONS;
/** Bars a divergence counts as fresh. */
const FRESH_BARS = 20;
/** Two swings of one side, each confirmed, with one of the other side between or not. */
const FIRST_DIVERGENCE_BARS = swing.barsBefore + swing.barsAfter + 1;

const divergences: Derivation<DivergenceSeries> = () => {
  const reader = new DivergenceReader(swing, FRESH_BARS);
  return ({ bars }) => reader.read(bars);
};

const INPUTS = ['high', 'low', 'companion'] as const;

/** Divergence against a second market (`market.companion` of a spec); missing without one. */
export const DIVERGENCE_FEATURES: readonly FeatureDefinition[] = [
  ict({
    name: 'ict_smt_divergence',
    parameters: { ...swing, freshBars: FRESH_BARS },
    warmUpBars: 0,
    unit: 'sign',
    formula: `direction of the latest SMT divergence while it is not older than ${FRESH_BARS} bars: 1 a lower low the second market did not make, -1 a higher high it did not make, else 0`,
    inputs: INPUTS,
    write: (values, _, inputs) => values.set(inputs.derive(divergences).direction),
  }),
  ...(['bullish', 'bearish'] as const).map((side) =>
    ict({
      name: `ict_bars_since_${side}_smt`,
      parameters: { ...swing },
      warmUpBars: FIRST_DIVERGENCE_BARS,
      unit: 'bars',
      formula: `bars since a ${side} SMT divergence was last known`,
      inputs: INPUTS,
      write: (values, _, inputs) => values.set(inputs.derive(divergences)[`${side}Age`]),
    }),
  ),
];
