import { AppError } from '../../../kernel/errors.ts';
import type { Direction } from '../../smc/events.ts';
import type { StructureSeries } from '../../smc/structure.ts';
import type { FeatureInputs } from '../inputs.ts';
import { marketStructure, structureSettings } from '../market-structure.ts';
import type { SettingTemplate } from '../setting-template.ts';
import { realRange } from '../template.ts';
import { ictFrom } from './ict-feature.ts';

const SETTINGS = structureSettings('barsBefore', 'barsAfter');
/** Optimal trade entry: this much of the leg given back, unless a name says otherwise. */
export const OTE = { from: 0.62, to: 0.79 } as const;
const OTE_SETTINGS = { ...SETTINGS, from: realRange(OTE.from, 0, 1), to: realRange(OTE.to, 0, 1) };

/** How far price has come back into the last confirmed leg. */
export const ENTRY_FEATURES: readonly SettingTemplate[] = [
  ictFrom(
    {
      name: 'ict_leg_retracement',
      settings: SETTINGS,
      inputs: ['high', 'low', 'close'],
      warmUpBars: ({ barsBefore, barsAfter }) => barsBefore + barsAfter,
      unit: 'ratio',
      formula: () =>
        'share of the leg between the last two confirmed swings that the close has given back: 0 at its end, 1 at its start',
    },
    (swing) => {
      const structure = marketStructure(swing);
      return (inputs, values) => writeRetracements(values, inputs.derive(structure), inputs);
    },
  ),
  ictFrom(
    {
      name: 'ict_ote',
      settings: OTE_SETTINGS,
      inputs: ['high', 'low', 'close'],
      warmUpBars: () => 0,
      unit: 'sign',
      formula: ({ from, to }) =>
        `optimal trade entry: retracement of ${percentOf(from)} to ${percentOf(to)} % of a leg up (1) or down (-1), else 0`,
    },
    ({ from, to, ...swing }) => {
      requireBand(from, to);
      const structure = marketStructure(swing);
      return (inputs, values) => {
        const read = inputs.derive(structure);
        const { highs, lows } = read.internal;
        writeRetracements(values, read, inputs);
        for (let t = 0; t < values.length; t++) {
          const isEntry = values[t] >= from && values[t] <= to;
          values[t] = isEntry ? legDirection(highs.age[t], lows.age[t]) : 0;
        }
      };
    },
  ),
];

/** 0.62 in percent, without the noise of binary fractions. */
const percentOf = (share: number): number => Number((share * 100).toPrecision(12));

function requireBand(from: number, to: number): void {
  if (from < to) return;
  throw new AppError('parameter_invalid', `from is ${from} and to is ${to}; from must be the smaller one`, {
    details: { from, to },
  });
}

/** Writes what the close has given back of the last leg; NaN while there is none. */
function writeRetracements(
  values: Float64Array,
  { internal: { highs, lows } }: StructureSeries,
  { bars: { close } }: FeatureInputs,
): void {
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
