import { FEATURE_FAMILIES } from '../src/domain/features/definition.ts';
import { TIMEFRAMES } from '../src/domain/features/higher-timeframe.ts';
import { FEATURES, featuresOf, STRUCTURES, TEMPLATES } from '../src/domain/features/registry.ts';
import { type SettingTemplate, withSettings, wordsOf } from '../src/domain/features/setting-template.ts';
import type { FeatureTemplate, ParameterRange } from '../src/domain/features/template.ts';
import { SHORTEST_RUN } from '../src/domain/indicators/distance-sums.ts';

const FAMILY_TITLES: Readonly<Record<string, string>> = {
  technical: 'Technical indicators',
  smc: 'Smart Money Concepts',
  ict: 'Inner Circle Trader',
  wyckoff: 'Wyckoff',
};

/** The text of docs/features.md, made of the registry. `npx tsx scripts/write-feature-page.ts` writes it; a test compares. */
export function featurePage(): string {
  const families = FEATURE_FAMILIES.map((family) => `${featuresOf(family).length} ${family}`).join(', ');
  return [
    '# Features',
    '',
    'Made from the registry (`src/domain/features/registry.ts`) by `npx tsx scripts/write-feature-page.ts`; a test holds it current.',
    '',
    `The default matrices of the families have ${FEATURES.length} columns (${families}); a spec says which families are on\n(\`features.smc\`, \`.technical\`, \`.ict\`, \`.wyckoff\`). Everything else is computed when it is asked for by name: \`features.include\` of a spec\nadds columns, \`features.exclude\` leaves some out; a name spells out its parameters.`,
    '',
    '```json',
    '{ "features": { "wyckoff": true, "include": ["ppo_12_26", "h4_rsi_14", "smc_direction__bars_before_8__bars_after_8"], "exclude": ["rsi_2"] } }',
    '```',
    '',
    'Every value is knowable at the close of its bar, which is the open of the next one: nothing reads a later bar. That is',
    'tested for every column (a prefix of the bars gives the same bits), replayed in every workflow, and can be checked on',
    'a file of your own with `bullwright audit features --data FILE`. All values are free of the price scale.',
    '',
    'A parameter stands in braces in a name: `rsi_{period}` is `rsi_14`, `rsi_21` and so on; 2.5 is written `2p5`. Ranges are',
    'inclusive. Warm-up is the number of bars at the start without a value, at the default parameters; structures may need more.',
    '',
    'The columns of structures have settings, which are spelled out after the name in the order of the table, those that are as',
    'usual left out: `smc_direction__bars_before_8__break_by_wick_1`, `ict_in_asia__asia_start_minute_1140`. Minutes are those of',
    "New York's day; a window contains neither midnight nor 17:00, where the trading day ends. A name with a setting that the",
    'column does not have, or out of its range, is refused. With `break_by_wick_1` a wick beyond a swing breaks it. A bar whose wicks',
    'break both sides has both breaks, that of the side it closes towards last; one that closes where it opened does not show which',
    'came last, and leaves the direction as it was.',
    '',
    'A spec can set a whole family: `{ "features": { "smc": { "barsBefore": 8, "breakByWick": 1 } } }` is the default matrix in which every',
    'column has those of the settings that are its own, spelled out in its name as above. Settings are written there as fields of a',
    'spec are: `bars_before` is `barsBefore`. The filters of signals read the confluence, and the charts draw the structures, with the same',
    'settings. Columns by name are left as their names say; a chart of a family that is off draws what the first of them spells out.',
    '',
    `Any column can be read on longer bars: put ${Object.keys(TIMEFRAMES)
      .map((name) => `\`${name}_\``)
      .join(', ')} before its name (\`ny\`: days begin at 17:00 in New York). The`,
    'value is that of the last longer bar that is over, which is known when the next one begins.',
    '',
    'Whole series and live markets run the same code: a series is read in blocks of bars, a live market in blocks of one, and the',
    'values agree to the last bit. `companion` is a second market (`market.companion` of a spec): its extremes at each bar, from',
    'bars that had closed by then. Volume is what the source gives: tick volume counts price changes and is a proxy of what is',
    'traded, which the workflow says where a column reads it; without volume such columns are missing.',
    '',
    'What is missing stays missing: a volume that is not a number, negative or infinite counts as missing, and so do divisions by',
    'zero. A window that holds a missing value has no value; an average or a total that runs on is begun anew after it, so',
    'one bad bar costs a warm-up and not the rest of the series. Bars that cannot be (prices that are not finite, a high below',
    'its low, open or close, times that do not rise) are refused, in a series and in a live market alike.',
    '',
    'A bar takes the same time for any window, but for `cci_{window}`: its distances are from a mean that moves with every bar, which no',
    `running sum gives. Up to ${SHORTEST_RUN} bars they are added one by one; a longer window is a chain of sorted runs and costs the square of its`,
    'logarithm (`src/domain/indicators/distance-sums.ts` says why not less): of the kernel alone, 1,000 bars take three to four times what 10 take (bench/results.md), 2,000 hardly more.',
    '',
    ...FEATURE_FAMILIES.flatMap((family) => familySection(family)),
  ].join('\n');
}

function familySection(family: string): string[] {
  const templates = TEMPLATES.filter((template) => template.family === family);
  const structures = STRUCTURES.filter((template) => template.family === family);
  const rows = [...templates.map(templateRow), ...structures.map(structureRow)];
  return [
    `## ${FAMILY_TITLES[family] ?? family}`,
    '',
    '| name | default matrix | parameters | reads | unit | warm-up | formula | source |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
    '',
  ];
}

function templateRow(template: FeatureTemplate): string[] {
  const ranges = Object.entries(template.parameters).map(([name, range]) => `${name} ${rangeText(range)}`);
  const byDefault = Object.fromEntries(
    Object.entries(template.parameters).map(([name, range]) => [name, range.default]),
  );
  return [
    `\`${template.pattern}\``,
    template.defaults.map((parameters) => `\`${nameOf(template, parameters)}\``).join(' ') || '–',
    ranges.join('; ') || '–',
    template.inputs.join(', '),
    template.unit,
    String(template.warmUpBars(byDefault)),
    template.formula,
    template.source,
  ];
}

function structureRow(template: SettingTemplate): string[] {
  const usual = withSettings(template);
  const settings = Object.entries(template.settings).map(
    ([key, range]) => `${wordsOf(key)} ${rangeText(range)}`,
  );
  const constants = Object.entries(template.constants).map(([key, value]) => `${wordsOf(key)} ${value}`);
  return [
    `\`${template.name}\``,
    template.isDefault ? 'yes' : '–',
    [...settings, ...constants].join('; ') || '–',
    template.inputs.join(', '),
    template.unit,
    String(usual.warmUpBars),
    usual.formula,
    template.source,
  ];
}

const rangeText = (range: ParameterRange): string =>
  `${Number(range.default.toFixed(4))} (${range.min} to ${range.max})`;

const nameOf = (template: FeatureTemplate, parameters: Readonly<Record<string, number>>): string =>
  template.pattern.replace(/\{(\w+)\}/g, (_, key: string) => String(parameters[key]).replace('.', 'p'));
