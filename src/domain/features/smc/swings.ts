import { structureSettings } from '../market-structure.ts';
import { writeDistance, writePosition } from '../ratio.ts';
import type { SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';
import { ATR, firstSwingBars, SIDES, type Side, smc, withAtr } from './smc-feature.ts';

const SETTINGS = structureSettings('barsBefore', 'barsAfter');
const SERIES = { bullish: 'highs', bearish: 'lows' } as const;
const SWING_NAME = { bullish: 'high', bearish: 'low' } as const;

export const SWING_FEATURES: readonly SettingTemplate[] = [
  ...SIDES.map(swingDistance),
  ...SIDES.map(swingAge),
  ...SIDES.map(swingProgress),
  smc({
    name: 'smc_range_position',
    settings: SETTINGS,
    warmUpBars: firstSwingBars,
    unit: 'ratio',
    formula: () =>
      '(close - last swing low) / (last swing high - last swing low): discount below 0.5, premium above, beyond 0 to 1 outside the dealing range',
    write: (values, structure, { bars }) => {
      const { highs, lows } = structure.internal;
      writePosition(values, bars.close, lows.price, highs.price);
    },
  }),
];

function swingDistance(side: Side): SettingTemplate {
  return smc({
    name: `smc_swing_${SWING_NAME[side]}_distance_atr`,
    settings: SETTINGS,
    constants: ATR,
    warmUpBars: (settings) => withAtr(firstSwingBars(settings)),
    unit: 'atr',
    formula: () =>
      `(${side === 'bullish' ? 'last swing high - close' : 'close - last swing low'}) / ATR(${UNIT_ATR_PERIOD})`,
    write: (values, structure, inputs) => {
      const { price } = structure.internal[SERIES[side]];
      const unit = inputs.derive(unitAtr);
      const { close } = inputs.bars;
      if (side === 'bullish') writeDistance(values, price, close, unit);
      else writeDistance(values, close, price, unit);
    },
  });
}

function swingAge(side: Side): SettingTemplate {
  return smc({
    name: `smc_swing_${SWING_NAME[side]}_age`,
    settings: SETTINGS,
    warmUpBars: firstSwingBars,
    unit: 'bars',
    formula: () => `bars since the last confirmed swing ${SWING_NAME[side]}, counted from its own bar`,
    write: (values, structure) => values.set(structure.internal[SERIES[side]].age),
  });
}

function swingProgress(side: Side): SettingTemplate {
  const name = SWING_NAME[side];
  return smc({
    name: `smc_swing_${name}_progress_atr`,
    settings: SETTINGS,
    constants: ATR,
    warmUpBars: (settings) => withAtr(firstSwingBars(settings)),
    unit: 'atr',
    formula: () => `(last swing ${name} - the swing ${name} before it) / ATR(${UNIT_ATR_PERIOD})`,
    write: (values, structure, inputs) => {
      const { price, previousPrice } = structure.internal[SERIES[side]];
      writeDistance(values, price, previousPrice, inputs.derive(unitAtr));
    },
  });
}
