import type { FeatureDefinition, FeatureFamily } from './definition.ts';
import { FEATURE_FAMILIES } from './definition.ts';
import { defaultMatrix, type FamilySettings, settingProblems } from './family-settings.ts';
import { findFeature } from './registry.ts';

/**
 * Which columns a workflow computes: default matrices by family, columns added by name, columns left out by name. A family
 * that is given settings is on, and all columns of its default matrix that have a setting take it.
 */
export interface FeatureChoice extends Readonly<Record<FeatureFamily, boolean | FamilySettings>> {
  /** Names of the registry; what a name spells out is what the column is computed with, whatever its family is set to. */
  readonly include: readonly string[];
  /** Names of columns that would be computed otherwise. */
  readonly exclude: readonly string[];
}

/** The columns of one family, in registry order, those added by name last. */
export function chosenFeatures(family: FeatureFamily, choice: FeatureChoice): readonly FeatureDefinition[] {
  const byDefault = chosenMatrix(family, choice);
  const known = new Set(byDefault.map(({ name }) => name));
  const added = choice.include.flatMap((name) => findFeature(name) ?? []);
  return [
    ...byDefault,
    ...added.filter((feature) => feature.family === family && !known.has(feature.name)),
  ].filter(({ name }) => !choice.exclude.includes(name));
}

function chosenMatrix(family: FeatureFamily, choice: FeatureChoice): readonly FeatureDefinition[] {
  return choice[family] === false ? [] : defaultMatrix(family, settingsOf(choice[family]));
}

/** What a family is set to; nothing: as usual. */
export const settingsOf = (family: boolean | FamilySettings): FamilySettings =>
  typeof family === 'boolean' ? {} : family;

/** A setting or name that cannot be meant, where it stands in the choice, and why. */
export interface ChoiceProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is wrong with a choice; nothing: every setting and every name of it changes the columns. */
export function choiceProblems(choice: FeatureChoice): readonly ChoiceProblem[] {
  const inSettings = FEATURE_FAMILIES.flatMap((family) =>
    settingProblems(family, settingsOf(choice[family])).map(({ key, message }) => ({
      path: key === undefined ? [family] : [family, key],
      message,
    })),
  );
  // Columns whose settings are impossible have no names to judge the lists by.
  return inSettings.length > 0 ? inSettings : problemsInLists(choice);
}

function problemsInLists(choice: FeatureChoice): readonly ChoiceProblem[] {
  const computed = new Set([
    ...FEATURE_FAMILIES.flatMap((family) => chosenMatrix(family, choice)).map(({ name }) => name),
    ...choice.include,
  ]);
  const problemsOf = (list: 'include' | 'exclude', problemOf: (name: string) => string | undefined) =>
    choice[list].flatMap((name, index) => {
      const message = choice[list].indexOf(name) < index ? 'is in the list already' : problemOf(name);
      return message === undefined ? [] : [{ path: [list, index], message }];
    });
  return [
    ...problemsOf('include', problemOfName),
    ...problemsOf('exclude', (name) => (computed.has(name) ? undefined : notComputed(name, computed))),
  ];
}

function notComputed(name: string, computed: ReadonlySet<string>): string {
  const meant = [...computed].find((one) => one.startsWith(`${name}__`));
  return meant
    ? `names no column that would be computed: with its settings that is "${meant}"`
    : 'names no column that would be computed: not of a family that is on, and not in include';
}

function problemOfName(name: string): string | undefined {
  try {
    if (findFeature(name)) return undefined;
  } catch (error) {
    return (error as Error).message;
  }
  return 'is no feature: docs/features.md has the names and their parameters (rsi_14, ppo_12_26, h4_adx_14)';
}
