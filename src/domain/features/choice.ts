import type { FeatureDefinition, FeatureFamily } from './definition.ts';
import { FEATURES, featuresOf, findFeature } from './registry.ts';

/** Which columns a workflow computes: default matrices by family, columns added by name, columns left out by name. */
export interface FeatureChoice extends Readonly<Record<FeatureFamily, boolean>> {
  /** Names of the registry; what a name spells out is what the column is computed with. */
  readonly include: readonly string[];
  /** Names of columns that would be computed otherwise. */
  readonly exclude: readonly string[];
}

/** The columns of one family, in registry order, those added by name last. */
export function chosenFeatures(family: FeatureFamily, choice: FeatureChoice): readonly FeatureDefinition[] {
  const byDefault = choice[family] ? featuresOf(family) : [];
  const known = new Set(byDefault.map(({ name }) => name));
  const added = choice.include.flatMap((name) => findFeature(name) ?? []);
  return [
    ...byDefault,
    ...added.filter((feature) => feature.family === family && !known.has(feature.name)),
  ].filter(({ name }) => !choice.exclude.includes(name));
}

/** A name that cannot be meant, and why. */
export interface ChoiceProblem {
  readonly list: 'include' | 'exclude';
  readonly index: number;
  readonly message: string;
}

/** What is wrong with the names of a choice; nothing: every one of them changes the columns. */
export function choiceProblems(choice: FeatureChoice): readonly ChoiceProblem[] {
  const computed = new Set([
    ...FEATURES.filter(({ family }) => choice[family]).map(({ name }) => name),
    ...choice.include,
  ]);
  const problemsOf = (list: ChoiceProblem['list'], problemOf: (name: string) => string | undefined) =>
    choice[list].flatMap((name, index) => {
      const message = choice[list].indexOf(name) < index ? 'is in the list already' : problemOf(name);
      return message === undefined ? [] : [{ list, index, message }];
    });
  return [
    ...problemsOf('include', problemOfName),
    ...problemsOf('exclude', (name) =>
      computed.has(name)
        ? undefined
        : 'names no column that would be computed: not of a family that is on, and not in include',
    ),
  ];
}

function problemOfName(name: string): string | undefined {
  try {
    if (findFeature(name)) return undefined;
  } catch (error) {
    return (error as Error).message;
  }
  return 'is no feature: docs/features.md has the names and their parameters (rsi_14, ppo_12_26, h4_adx_14)';
}
