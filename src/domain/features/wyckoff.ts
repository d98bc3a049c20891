import { Sma } from '../indicators/sma.ts';
import { TrueRange } from '../indicators/true-range.ts';
import type { Schematic } from '../wyckoff/events.ts';
import {
  AGED_KINDS,
  type AgedKind,
  SCHEMATICS,
  type SchematicsSeries,
  WyckoffReader,
} from '../wyckoff/read-wyckoff.ts';
import { RULES, type WyckoffRules } from '../wyckoff/schematic.ts';
import type { BlockStep } from './definition.ts';
import { type Derivation, type FeatureInputs, keyed } from './inputs.ts';
import { shareOf, writePosition } from './ratio.ts';
import type { Settings, SettingTemplate } from './setting-template.ts';
import { seriesOf, UNIT_ATR_PERIOD, unitAtr } from './shared-series.ts';
import { type ParameterRange, realRange, wholeRange } from './template.ts';

/** What a name may set of the rules. */
const RULE_SETTINGS: Readonly<Record<keyof WyckoffRules, ParameterRange>> = {
  volumeWindow: wholeRange(RULES.volumeWindow, 2),
  declineBars: wholeRange(RULES.declineBars, 2, 500),
  declineAtr: realRange(RULES.declineAtr, 0, 50),
  preliminaryRangeAtr: realRange(RULES.preliminaryRangeAtr, 0, 20),
  climaxRangeAtr: realRange(RULES.climaxRangeAtr, 0, 20),
  highEffort: realRange(RULES.highEffort, 0, 20),
  effortGap: realRange(RULES.effortGap, 0, 20),
  reactionAtr: realRange(RULES.reactionAtr, 0.1, 20),
  reactionBackAtr: realRange(RULES.reactionBackAtr, 0.1, 20),
  testZone: realRange(RULES.testZone, 0, 1),
  trapBars: wholeRange(RULES.trapBars, 1, 100),
  trapDepth: realRange(RULES.trapDepth, 0, 2),
  signRangeAtr: realRange(RULES.signRangeAtr, 0, 20),
  leftShare: realRange(RULES.leftShare, 0, 5),
  rangeBars: wholeRange(RULES.rangeBars, 10, 5_000),
};
/** Which events happen is decided by price alone; volume speaks for or against them, in the confidence. */
const { effortGap, ...CONFIDENCE_RULES } = RULE_SETTINGS;
const { volumeWindow, highEffort, ...PRICE_RULES } = CONFIDENCE_RULES;
/** A stopping action opens phase A, and no range: the climax does. */
const { preliminaryRangeAtr, ...RANGE_RULES } = PRICE_RULES;
const EFFORT_RULES = { ...RANGE_RULES, volumeWindow, effortGap };

/** What the age of an event depends on beyond what its range does. */
const SETTINGS_OF: Readonly<Partial<Record<AgedKind, Readonly<Record<string, ParameterRange>>>>> = {
  preliminary: PRICE_RULES,
  effort_without_result: EFFORT_RULES,
};
const PRICES = ['open', 'high', 'low', 'close'] as const;
const PRICES_AND_VOLUME = [...PRICES, 'volume'] as const;
const ATR = { atrPeriod: UNIT_ATR_PERIOD };
/** Names of the events whose age is a column, and those in the default matrix. */
const AGED: Readonly<Record<AgedKind, Readonly<Record<Schematic, string>>>> = {
  preliminary: { accumulation: 'preliminary_support', distribution: 'preliminary_supply' },
  climax: { accumulation: 'selling_climax', distribution: 'buying_climax' },
  automatic_reaction: { accumulation: 'automatic_rally', distribution: 'automatic_reaction' },
  secondary_test: { accumulation: 'secondary_test_of_support', distribution: 'secondary_test_of_supply' },
  trap: { accumulation: 'spring', distribution: 'utad' },
  trap_test: { accumulation: 'test_of_spring', distribution: 'test_of_utad' },
  sign: { accumulation: 'sign_of_strength', distribution: 'sign_of_weakness' },
  last_point: { accumulation: 'last_point_of_support', distribution: 'last_point_of_supply' },
  range_left: { accumulation: 'markup', distribution: 'markdown' },
  effort_without_result: {
    accumulation: 'effort_without_result_below',
    distribution: 'effort_without_result_above',
  },
};
const DEFAULT_KINDS: readonly AgedKind[] = ['climax', 'trap', 'sign', 'last_point'];

/** Trading ranges by Wyckoff. Volume counts as effort; where it is tick volume it is a proxy. */
export const WYCKOFF_FEATURES: readonly SettingTemplate[] = [
  ...SCHEMATICS.flatMap((schematic) => [
    wyckoff({
      name: `wyckoff_${schematic}_phase`,
      settings: PRICE_RULES,
      warmUpBars: () => 0,
      unit: 'count',
      formula: () =>
        `phase of the ${schematic} schematic: 0 none, 1 to 5 for A (trend stopped) to E (range left)`,
      write: (values, read) => values.set(read[schematic].phase),
    }),
    wyckoff({
      name: `wyckoff_${schematic}_position`,
      settings: RANGE_RULES,
      warmUpBars: firstClimaxBars,
      unit: 'ratio',
      formula: () => `(close - support) / (resistance - support) of the ${schematic} range`,
      write: (values, read, { bars }) =>
        writePosition(values, bars.close, read[schematic].support, read[schematic].resistance),
    }),
    wyckoff({
      name: `wyckoff_${schematic}_age`,
      settings: RANGE_RULES,
      warmUpBars: firstClimaxBars,
      unit: 'bars',
      formula: () => `bars since the climax that opened the ${schematic} range`,
      write: (values, read) => values.set(read[schematic].rangeAge),
    }),
    wyckoff({
      name: `wyckoff_${schematic}_confidence`,
      settings: CONFIDENCE_RULES,
      inputs: PRICES_AND_VOLUME,
      warmUpBars: (settings) => firstClimaxBars(settings) - 1,
      unit: 'ratio',
      formula: () => `mean share of expected signs the events of the ${schematic} range showed`,
      write: (values, read) => values.set(read[schematic].confidence),
    }),
    ...AGED_KINDS.map((kind) =>
      wyckoff({
        name: `wyckoff_bars_since_${AGED[kind][schematic]}`,
        settings: SETTINGS_OF[kind] ?? RANGE_RULES,
        inputs: kind === 'effort_without_result' ? PRICES_AND_VOLUME : PRICES,
        isDefault: DEFAULT_KINDS.includes(kind),
        warmUpBars: firstClimaxBars,
        unit: 'bars',
        formula: () => `bars since the last ${AGED[kind][schematic].replaceAll('_', ' ')}`,
        write: (values, read) => values.set(read[schematic].ages[kind]),
      }),
    ),
  ]),
  wyckoffFrom(
    {
      name: 'wyckoff_effort_result',
      settings: { volumeWindow },
      inputs: ['high', 'low', 'close', 'volume'],
      warmUpBars: ({ volumeWindow: window }) => Math.max(window - 1, UNIT_ATR_PERIOD),
      unit: 'ratio',
      formula: ({ volumeWindow: window }) =>
        `volume / SMA(${window}) of volume - true range / ATR(${UNIT_ATR_PERIOD}): above 0 more effort than result`,
    },
    ({ volumeWindow: window }) => {
      const meanVolume = meanVolumeOver(window);
      return (inputs, values) => {
        const { volume } = inputs.bars;
        const usualVolume = inputs.derive(meanVolume);
        const range = inputs.derive(trueRange);
        const unit = inputs.derive(unitAtr);
        for (let t = 0; t < values.length; t++) {
          values[t] = shareOf(volume[t], usualVolume[t]) - shareOf(range[t], unit[t]);
        }
      };
    },
  ),
];

/** No climax can be judged before the decline it ends has been measured. */
function firstClimaxBars({ declineBars }: Settings<'declineBars'>): number {
  return Math.max(declineBars, UNIT_ATR_PERIOD) + 1;
}

const meanVolumeOver = (window: number): Derivation<Float64Array> =>
  keyed(
    'mean volume',
    window,
    seriesOf(() => {
      const mean = new Sma(window);
      return ({ volume }) => mean.push(volume);
    }),
  );

const trueRange = seriesOf(() => {
  const range = new TrueRange('tulip');
  return (bar) => range.push(bar);
});

/** What the schematics are read by; settings that are not given are as usual. */
export const wyckoffRules = (settings: Partial<Settings>): WyckoffRules =>
  Object.fromEntries(
    Object.entries(RULES).map(([key, usual]) => [key, settings[key] ?? usual]),
  ) as WyckoffRules;

/** The schematics of the bars, read once for all columns with the same rules. */
function schematics(settings: Partial<WyckoffRules>): Derivation<SchematicsSeries> {
  const rules = wyckoffRules(settings);
  return keyed('schematics', rules, () => {
    const reader = new WyckoffReader(rules);
    return ({ bars }) => reader.read(bars);
  });
}

type WyckoffTemplate<Name extends string> = Pick<
  SettingTemplate<Name>,
  'name' | 'settings' | 'unit' | 'formula' | 'warmUpBars'
> &
  Partial<Pick<SettingTemplate, 'isDefault' | 'inputs'>>;

function wyckoff<Name extends string>({
  write,
  ...template
}: WyckoffTemplate<Name> & {
  /** Writes each value, from those of the same bar alone. */
  readonly write: (values: Float64Array, read: SchematicsSeries, inputs: FeatureInputs) => void;
}): SettingTemplate {
  return wyckoffFrom(template, (settings) => {
    const read = schematics(settings);
    return (inputs, values) => write(values, inputs.derive(read), inputs);
  });
}

function wyckoffFrom<Name extends string>(
  template: WyckoffTemplate<Name>,
  begin: (settings: Settings<Name>) => BlockStep,
): SettingTemplate {
  return {
    isDefault: true,
    inputs: PRICES,
    ...template,
    constants: ATR,
    family: 'wyckoff',
    source: "Wyckoff's method, schematics as a state machine, causal form",
    start: (settings) => begin(settings as Settings<Name>),
  };
}
