import type { FeatureDefinition } from '../definition.ts';
import type { Derivation, FeatureInputs } from '../inputs.ts';
import { marketStructure, STRUCTURE_OPTIONS } from '../market-structure.ts';
import { blocksOf, UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { SIDES, type Side, smc } from './smc-feature.ts';

/** Bars for which a sweep or a displacement is fresh. */
const FRESH_BARS = 10;
/** Within this many ATR of a zone's edge price counts as at the zone. */
const NEAR_ATR = 1;
const PARAMETERS = {
  ...STRUCTURE_OPTIONS.swing,
  externalBarsBefore: STRUCTURE_OPTIONS.externalSwing.barsBefore,
  externalBarsAfter: STRUCTURE_OPTIONS.externalSwing.barsAfter,
  atrPeriod: UNIT_ATR_PERIOD,
  freshBars: FRESH_BARS,
  nearAtr: NEAR_ATR,
};

/** Each a column, and a term of the last one. */
const SCORES: Readonly<Record<Side, Derivation<Float64Array>>> = {
  bullish: () => blocksOf((scores, inputs) => writeScores(scores, 'bullish', inputs)),
  bearish: () => blocksOf((scores, inputs) => writeScores(scores, 'bearish', inputs)),
};

/** How many readings of the structure point one way. */
export const CONFLUENCE_FEATURES: readonly FeatureDefinition[] = [
  ...SIDES.map((side) =>
    smc({
      name: `smc_${side}_confluence`,
      parameters: PARAMETERS,
      warmUpBars: 0,
      unit: 'count',
      formula: `how many of seven hold for the ${side} side: internal direction, external direction, ${side === 'bullish' ? 'discount' : 'premium'} of the internal range, at an open order block (within ${NEAR_ATR} ATR(${UNIT_ATR_PERIOD})), at an open fair value gap, a reclaimed sweep and a displacement in the last ${FRESH_BARS} bars`,
      write: (values, _, inputs) => values.set(inputs.derive(SCORES[side])),
    }),
  ),
  smc({
    name: 'smc_confluence',
    parameters: PARAMETERS,
    warmUpBars: 0,
    unit: 'ratio',
    formula: 'smc_bullish_confluence - smc_bearish_confluence',
    write: (values, _, inputs) => {
      const bullish = inputs.derive(SCORES.bullish);
      const bearish = inputs.derive(SCORES.bearish);
      for (let t = 0; t < values.length; t++) values[t] = bullish[t] - bearish[t];
    },
  }),
];

function writeScores(scores: Float64Array, side: Side, inputs: FeatureInputs): void {
  const structure = inputs.derive(marketStructure);
  const sign = side === 'bullish' ? 1 : -1;
  const internal = structure.internal.direction;
  const external = structure.external.direction;
  const high = structure.internal.highs.price;
  const low = structure.internal.lows.price;
  const { gapEdge, blockEdge, reclaimAge } = structure[side];
  const displacementAge = side === 'bullish' ? structure.displacementUpAge : structure.displacementDownAge;
  const unit = inputs.derive(unitAtr);
  const { close } = inputs.bars;
  for (let t = 0; t < scores.length; t++) {
    const middle = (high[t] + low[t]) / 2;
    const reach = NEAR_ATR * unit[t];
    // A comparison with NaN is false: what is not known does not count.
    scores[t] =
      Number(internal[t] === sign) +
      Number(external[t] === sign) +
      Number(sign * close[t] < sign * middle) +
      Number(sign * (close[t] - blockEdge[t]) <= reach) +
      Number(sign * (close[t] - gapEdge[t]) <= reach) +
      Number(reclaimAge[t] < FRESH_BARS) +
      Number(displacementAge[t] < FRESH_BARS);
  }
}
