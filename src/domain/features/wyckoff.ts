import { Sma } from '../indicators/sma.ts';
import { TrueRange } from '../indicators/true-range.ts';
import type { Schematic } from '../wyckoff/events.ts';
import { type AgedKind, SCHEMATICS, type SchematicsSeries, WyckoffReader } from '../wyckoff/read-wyckoff.ts';
import { RULES } from '../wyckoff/schematic.ts';
import type { FeatureDefinition } from './definition.ts';
import type { Derivation, FeatureInputs } from './inputs.ts';
import { shareOf, writePosition } from './ratio.ts';
import { seriesOf, UNIT_ATR_PERIOD, unitAtr } from './shared-series.ts';

const EFFORT_WINDOW = 20;
const PARAMETERS = { ...RULES, atrPeriod: UNIT_ATR_PERIOD, volumeWindow: EFFORT_WINDOW };
/** No climax can be judged before the decline it ends has been measured. */
const FIRST_CLIMAX_BARS = RULES.declineBars + 1;
const AGED: Readonly<Record<AgedKind, Readonly<Record<Schematic, string>>>> = {
  climax: { accumulation: 'selling_climax', distribution: 'buying_climax' },
  trap: { accumulation: 'spring', distribution: 'utad' },
  sign: { accumulation: 'sign_of_strength', distribution: 'sign_of_weakness' },
  last_point: { accumulation: 'last_point_of_support', distribution: 'last_point_of_supply' },
};

/** The schematics of the bars, read once for all features of the family. */
const schematics: Derivation<SchematicsSeries> = () => {
  const reader = new WyckoffReader();
  return ({ bars }) => reader.read(bars);
};

const meanVolume = seriesOf('volume', () => {
  const mean = new Sma(EFFORT_WINDOW);
  return ({ volume }) => mean.push(volume);
});

const trueRange = seriesOf('range', () => {
  const range = new TrueRange('tulip');
  return (bar) => range.push(bar);
});

/** Trading ranges by Wyckoff. Volume counts as effort; where it is tick volume it is a proxy. */
export const WYCKOFF_FEATURES: readonly FeatureDefinition[] = [
  ...SCHEMATICS.flatMap((schematic) => [
    wyckoff({
      name: `wyckoff_${schematic}_phase`,
      parameters: PARAMETERS,
      warmUpBars: 0,
      unit: 'count',
      formula: `phase of the ${schematic} schematic: 0 none, 1 to 5 for A (trend stopped) to E (range left)`,
      write: (values, read) => values.set(read[schematic].phase),
    }),
    wyckoff({
      name: `wyckoff_${schematic}_position`,
      parameters: PARAMETERS,
      warmUpBars: FIRST_CLIMAX_BARS,
      unit: 'ratio',
      formula: `(close - support) / (resistance - support) of the ${schematic} range`,
      write: (values, read, { bars }) => {
        const { support, resistance } = read[schematic];
        writePosition(values, bars.close, support, resistance);
      },
    }),
    wyckoff({
      name: `wyckoff_${schematic}_age`,
      parameters: PARAMETERS,
      warmUpBars: FIRST_CLIMAX_BARS,
      unit: 'bars',
      formula: `bars since the climax that opened the ${schematic} range`,
      write: (values, read) => values.set(read[schematic].rangeAge),
    }),
    wyckoff({
      name: `wyckoff_${schematic}_confidence`,
      parameters: PARAMETERS,
      warmUpBars: FIRST_CLIMAX_BARS - 1,
      unit: 'ratio',
      formula: `mean share of expected signs the events of the ${schematic} range showed`,
      write: (values, read) => values.set(read[schematic].confidence),
    }),
    ...(Object.keys(AGED) as AgedKind[]).map((kind) =>
      wyckoff({
        name: `wyckoff_bars_since_${AGED[kind][schematic]}`,
        parameters: PARAMETERS,
        warmUpBars: FIRST_CLIMAX_BARS,
        unit: 'bars',
        formula: `bars since the last ${AGED[kind][schematic].replaceAll('_', ' ')}`,
        write: (values, read) => values.set(read[schematic].ages[kind]),
      }),
    ),
  ]),
  wyckoff({
    name: 'wyckoff_effort_result',
    parameters: { volumeWindow: EFFORT_WINDOW, atrPeriod: UNIT_ATR_PERIOD },
    warmUpBars: EFFORT_WINDOW - 1,
    unit: 'ratio',
    formula: `volume / SMA(${EFFORT_WINDOW}) of volume - true range / ATR(${UNIT_ATR_PERIOD}): above 0 more effort than result`,
    write: (values, _, inputs) => {
      const { volume } = inputs.bars;
      const usualVolume = inputs.derive(meanVolume);
      const range = inputs.derive(trueRange);
      const unit = inputs.derive(unitAtr);
      for (let t = 0; t < values.length; t++) {
        values[t] = shareOf(volume[t], usualVolume[t]) - shareOf(range[t], unit[t]);
      }
    },
  }),
];

interface WyckoffColumn extends Omit<FeatureDefinition, 'family' | 'knowable' | 'source' | 'start'> {
  /** Writes each value, from those of the same bar alone. */
  readonly write: (values: Float64Array, read: SchematicsSeries, inputs: FeatureInputs) => void;
}

function wyckoff({ write, ...column }: WyckoffColumn): FeatureDefinition {
  return {
    ...column,
    family: 'wyckoff',
    source: "Wyckoff's method, schematics as a state machine, causal form",
    knowable: 'bar_close',
    inputs: ['open', 'high', 'low', 'close', 'volume'],
    start: () => (inputs, values) => write(values, inputs.derive(schematics), inputs),
  };
}
