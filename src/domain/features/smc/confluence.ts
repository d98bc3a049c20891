import type { StructureSeries } from '../../smc/structure.ts';
import { type Derivation, type FeatureInputs, keyed } from '../inputs.ts';
import { marketStructure, structureSettings } from '../market-structure.ts';
import type { Settings, SettingTemplate } from '../setting-template.ts';
import { blocksOf, UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { wholeRange } from '../template.ts';
import { NEAR_ATR } from './order-blocks.ts';
import { ATR, SIDES, type Side, smcFrom } from './smc-feature.ts';

const SETTINGS = {
  ...structureSettings(
    'barsBefore',
    'barsAfter',
    'externalBarsBefore',
    'externalBarsAfter',
    'breakByWick',
    'reclaimBars',
    'equalAtr',
    'displacementAtr',
    'displacementBody',
  ),
  /** Bars for which a sweep or a displacement is fresh. */
  freshBars: wholeRange(10, 1),
  nearAtr: NEAR_ATR,
};
type ConfluenceSettings = Settings<keyof typeof SETTINGS>;

/** How many readings of the structure point one way. */
export const CONFLUENCE_FEATURES: readonly SettingTemplate[] = [
  ...SIDES.map((side) =>
    smcFrom(
      {
        name: `smc_${side}_confluence`,
        settings: SETTINGS,
        constants: ATR,
        warmUpBars: () => 0,
        unit: 'count',
        formula: ({ nearAtr, freshBars }) =>
          `how many of seven hold for the ${side} side: internal direction, external direction, ${side === 'bullish' ? 'discount' : 'premium'} of the internal range, at an open order block (within ${nearAtr} ATR(${UNIT_ATR_PERIOD})), at an open fair value gap, a reclaimed sweep and a displacement in the last ${freshBars} bars`,
      },
      (settings) => {
        const own = scores(side, settings);
        return (inputs, values) => values.set(inputs.derive(own));
      },
    ),
  ),
  smcFrom(
    {
      name: 'smc_confluence',
      settings: SETTINGS,
      constants: ATR,
      warmUpBars: () => 0,
      unit: 'ratio',
      formula: () => 'smc_bullish_confluence - smc_bearish_confluence',
    },
    (settings) => {
      const [bullish, bearish] = SIDES.map((side) => scores(side, settings));
      return (inputs, values) => {
        const [up, down] = [inputs.derive(bullish), inputs.derive(bearish)];
        for (let t = 0; t < values.length; t++) values[t] = up[t] - down[t];
      };
    },
  ),
];

/** Each a column, and a term of the last one. */
function scores(side: Side, settings: ConfluenceSettings): Derivation<Float64Array> {
  const structure = marketStructure(settings);
  return keyed(`confluence ${side}`, settings, () =>
    blocksOf((values, inputs) => writeScores(values, side, inputs.derive(structure), inputs, settings)),
  );
}

function writeScores(
  values: Float64Array,
  side: Side,
  structure: StructureSeries,
  inputs: FeatureInputs,
  { nearAtr, freshBars }: ConfluenceSettings,
): void {
  const sign = side === 'bullish' ? 1 : -1;
  const internal = structure.internal.direction;
  const external = structure.external.direction;
  const high = structure.internal.highs.price;
  const low = structure.internal.lows.price;
  const { gapEdge, blockEdge, reclaimAge } = structure[side];
  const displacementAge = side === 'bullish' ? structure.displacementUpAge : structure.displacementDownAge;
  const unit = inputs.derive(unitAtr);
  const { close } = inputs.bars;
  for (let t = 0; t < values.length; t++) {
    const middle = (high[t] + low[t]) / 2;
    const reach = nearAtr * unit[t];
    // A comparison with NaN is false: what is not known does not count.
    values[t] =
      Number(internal[t] === sign) +
      Number(external[t] === sign) +
      Number(sign * close[t] < sign * middle) +
      Number(sign * (close[t] - blockEdge[t]) <= reach) +
      Number(sign * (close[t] - gapEdge[t]) <= reach) +
      Number(reclaimAge[t] < freshBars) +
      Number(displacementAge[t] < freshBars);
  }
}
