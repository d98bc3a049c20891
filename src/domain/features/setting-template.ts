import { AppError } from '../../kernel/errors.ts';
import type { BlockStep, FeatureDefinition, FeatureFamily, FeatureInput, FeatureUnit } from './definition.ts';
import { nameOfNumber, type ParameterRange, requireInRange } from './template.ts';

/** Settings by name; each is a number of a reading that many columns share. */
export type Settings<Name extends string = string> = Readonly<Record<Name, number>>;

/**
 * A column of a structure. Its plain name has the usual settings; others are spelled out after it, in any number:
 * `smc_direction__bars_before_8__break_by_wick_1`.
 */
export interface SettingTemplate<Name extends string = string> {
  /** The name with the usual settings. */
  readonly name: string;
  readonly family: FeatureFamily;
  /** What the column depends on and a name may set, in the order in which names spell it out. */
  readonly settings: Readonly<Record<Name, ParameterRange>>;
  /** Numbers of the formula that no name can change. */
  readonly constants: Settings;
  readonly inputs: readonly FeatureInput[];
  readonly unit: FeatureUnit;
  readonly source: string;
  /** Whether the default matrix has it with its usual settings. */
  readonly isDefault: boolean;
  formula(settings: Settings<NoInfer<Name>>): string;
  warmUpBars(settings: Settings<NoInfer<Name>>): number;
  /** @throws AppError `parameter_invalid` for settings that do not fit each other. */
  start(settings: Settings<NoInfer<Name>>): BlockStep;
}

const SEPARATOR = '__';
const SETTING = /^([a-z0-9_]+?)_(\d+(?:p\d+)?)$/;

/** The column with these settings; what is not given is as usual. @throws AppError `parameter_invalid` for one out of range. */
export function withSettings(template: SettingTemplate, given: Partial<Settings> = {}): FeatureDefinition {
  const { settings: ranges } = template;
  const settings = Object.fromEntries(
    Object.entries(ranges).map(([key, range]) => [key, given[key] ?? range.default]),
  );
  const name = nameWith(template, settings);
  for (const [key, range] of Object.entries(ranges)) requireInRange(name, key, settings[key], range);
  // Made once here, so that settings that do not fit each other are refused by name and not in the middle of a run.
  template.start(settings);
  return {
    name,
    family: template.family,
    parameters: { ...settings, ...template.constants },
    warmUpBars: template.warmUpBars(settings),
    unit: template.unit,
    formula: template.formula(settings),
    source: template.source,
    knowable: 'bar_close',
    inputs: template.inputs,
    start: () => template.start(settings),
  };
}

/**
 * The settings `name` spells out, when its plain part is the template's.
 * @throws AppError `parameter_invalid` for a setting that the column does not have.
 */
export function settingsIn(name: string, template: SettingTemplate): Settings | undefined {
  const [plain, ...parts] = name.split(SEPARATOR);
  if (plain !== template.name) return undefined;
  return Object.fromEntries(
    parts.map((part) => {
      const [, words, value] = SETTING.exec(part) ?? [];
      const key = Object.keys(template.settings).find((one) => wordsOf(one) === words);
      if (key === undefined) throw unknownSetting(name, part, template);
      return [key, Number(value.replace('p', '.'))];
    }),
  );
}

/** Settings that are as usual are not spelled out: a column has one name. */
function nameWith({ name, settings: ranges }: SettingTemplate, settings: Settings): string {
  const changed = Object.keys(ranges).filter((key) => settings[key] !== ranges[key].default);
  return [name, ...changed.map((key) => `${wordsOf(key)}_${nameOfNumber(settings[key])}`)].join(SEPARATOR);
}

/** How a setting is written in names: `barsBefore` is `bars_before`. */
export const wordsOf = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function unknownSetting(name: string, part: string, template: SettingTemplate): AppError {
  const known = Object.keys(template.settings).map(wordsOf);
  return new AppError(
    'parameter_invalid',
    `"${part}" in "${name}" sets nothing: ${template.name} ${
      known.length > 0 ? `has ${known.join(', ')}, each with a number after it` : 'has no settings'
    }`,
    { details: { name, given: part, allowed: known } },
  );
}
