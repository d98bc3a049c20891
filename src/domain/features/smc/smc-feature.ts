import type { StructureSeries } from '../../smc/structure.ts';
import type { BlockStep } from '../definition.ts';
import type { FeatureInputs } from '../inputs.ts';
import { marketStructure } from '../market-structure.ts';
import { writeDistance } from '../ratio.ts';
import type { Settings, SettingTemplate } from '../setting-template.ts';
import { UNIT_ATR_PERIOD, unitAtr } from '../shared-series.ts';

/** The two sides of a structure, by their names in columns. Bullish swings are highs, bearish ones lows. */
export const SIDES = ['bullish', 'bearish'] as const;
export type Side = (typeof SIDES)[number];

/** Parameters of a column measured in ATR. */
export const ATR = { atrPeriod: UNIT_ATR_PERIOD };

type SmcTemplate<Name extends string> = Pick<
  SettingTemplate<Name>,
  'name' | 'settings' | 'unit' | 'formula' | 'warmUpBars'
> &
  Partial<Pick<SettingTemplate, 'constants' | 'isDefault'>>;

/** A template of the SMC family, from the one reading of the structure that all columns with its settings share. */
export const smc = <Name extends string>({
  write,
  ...template
}: SmcTemplate<Name> & {
  /** Writes each value, from those of the same bar alone. */
  write(
    values: Float64Array,
    structure: StructureSeries,
    inputs: FeatureInputs,
    settings: Settings<NoInfer<Name>>,
  ): void;
}): SettingTemplate =>
  smcFrom(template, (settings) => {
    const structure = marketStructure(settings);
    return (inputs, values) => write(values, inputs.derive(structure), inputs, settings);
  });

/** The same for a column that needs more than the structure. @param begin Begins the column with its settings. */
export const smcFrom = <Name extends string>(
  template: SmcTemplate<Name>,
  begin: (settings: Settings<Name>) => BlockStep,
): SettingTemplate => ({
  isDefault: true,
  constants: {},
  ...template,
  family: 'smc',
  inputs: ['open', 'high', 'low', 'close'],
  source: 'Smart Money Concepts, causal form: a structure counts from the bar it is known at',
  start: (settings) => begin(settings as Settings<Name>),
});

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

type Swing = Settings<'barsBefore' | 'barsAfter'>;

/** Bars before the first swing is confirmed: none is before its window has closed. */
export const firstSwingBars = ({ barsBefore, barsAfter }: Swing): number => barsBefore + barsAfter;

/** The same for a break of structure, which needs a confirmed swing and a close after it, and for order blocks. */
export const firstBreakBars = (swing: Swing): number => firstSwingBars(swing) + 1;

/** Not before ATR is known. */
export const withAtr = (bars: number): number => Math.max(bars, UNIT_ATR_PERIOD);
