import { AppError } from '../../kernel/errors.ts';
import type { FeatureDefinition, FeatureFamily } from './definition.ts';
import { featuresOf, STRUCTURES } from './registry.ts';
import { type Settings, type SettingTemplate, settingsIn, withSettings } from './setting-template.ts';
import { isInRange, type ParameterRange, textOfRange } from './template.ts';

/** Settings of a whole family by name; what is absent is as usual. */
export type FamilySettings = Partial<Settings>;

const ofDefaultMatrix = (family: FeatureFamily): readonly SettingTemplate[] =>
  STRUCTURES.filter((template) => template.isDefault && template.family === family);

/** What the columns of a family's default matrix can be set to together; none for a family that reads no structure. */
export const settingsOfFamily = (family: FeatureFamily): Readonly<Record<string, ParameterRange>> =>
  Object.assign({}, ...ofDefaultMatrix(family).map(({ settings }) => settings));

/**
 * A family's default matrix with these settings, in registry order: each column takes those it has, and is named after them.
 * @throws AppError `parameter_invalid` for settings out of range or that do not fit each other.
 */
export function defaultMatrix(family: FeatureFamily, settings: FamilySettings): readonly FeatureDefinition[] {
  if (Object.keys(settings).length === 0) return featuresOf(family);
  return ofDefaultMatrix(family).map((template) => withSettings(template, settings));
}

/** Name of a column of structures with those of the settings that it has. */
export const nameWithSettings = (name: string, settings: FamilySettings): string => {
  const template = STRUCTURES.find((one) => one.name === name);
  return template ? withSettings(template, settings).name : name;
};

/** A setting that cannot be meant, and why. `key` is absent where settings do not fit each other. */
export interface SettingProblem {
  readonly key?: string;
  readonly message: string;
}

/** What is wrong with the settings of a family; nothing: every one of them changes a column. */
export function settingProblems(family: FeatureFamily, settings: FamilySettings): readonly SettingProblem[] {
  const ranges = settingsOfFamily(family);
  const problems = Object.entries(settings).flatMap(([key, value]) => {
    const range = ranges[key];
    if (!range)
      return [{ key, message: `is no setting of ${family}: it has ${Object.keys(ranges).join(', ')}` }];
    return value === undefined || isInRange(value, range)
      ? []
      : [{ key, message: `must be ${textOfRange(range)}` }];
  });
  if (problems.length > 0) return problems;
  try {
    defaultMatrix(family, settings);
    return [];
  } catch (error) {
    if (error instanceof AppError) return [{ message: error.message }];
    throw error;
  }
}

/**
 * The settings that columns of structures were read with, as their names spell them out: of each setting what the first
 * column that has it says. Columns on longer bars and differences do not count: they read other bars than they are drawn on.
 */
export function settingsOfColumns(names: readonly string[]): Settings {
  const read = names.flatMap((name) => {
    const template = STRUCTURES.find((one) => one.name === name.split('__')[0]);
    if (!template) return [];
    const usual = Object.entries(template.settings).map(([key, range]) => [key, range.default]);
    return [{ ...Object.fromEntries(usual), ...settingsIn(name, template) }];
  });
  return Object.assign({}, ...read.reverse());
}
