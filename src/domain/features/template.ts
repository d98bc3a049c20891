import { AppError } from '../../kernel/errors.ts';
import { type Bar, forEachBar } from '../market/bar.ts';
import type { Bars } from '../market/bars.ts';
import type { BarStep, FeatureDefinition, FeatureFamily, FeatureUnit } from './definition.ts';

/** A number a feature's formula depends on: what it is unless asked for otherwise, and what it may be. */
export interface ParameterRange {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** Whole numbers only, such as bars. */
  readonly isWhole: boolean;
}

/** A family of columns that differ in their parameters alone: `rsi_{period}` is rsi_7, rsi_14, … */
export interface FeatureTemplate<Name extends string = string> {
  /** Name of the columns, each parameter in braces once. 2.5 is written 2p5. */
  readonly pattern: string;
  readonly family: FeatureFamily;
  readonly parameters: Readonly<Record<Name, ParameterRange>>;
  /** Numbers of the formula that no name can change. */
  readonly constants: Readonly<Record<string, number>>;
  readonly inputs: readonly (keyof Bar)[];
  readonly unit: FeatureUnit;
  /** Parameters in braces. */
  readonly formula: string;
  readonly source: string;
  /** The columns of the default matrix; the others are computed when they are asked for by name. */
  readonly defaults: readonly Readonly<Record<Name, number>>[];
  warmUpBars(parameters: Readonly<Record<Name, number>>): number;
  start(parameters: Readonly<Record<Name, number>>): BarStep;
}

const PLACEHOLDER = /\{(\w+)\}/g;

/** A count of bars. */
export const wholeRange = (byDefault: number, min: number, max = 2_000): ParameterRange => ({
  default: byDefault,
  min,
  max,
  isWhole: true,
});

export const realRange = (byDefault: number, min: number, max: number): ParameterRange => ({
  default: byDefault,
  min,
  max,
  isWhole: false,
});

/** The column of a template with these parameters. @throws AppError `parameter_invalid` when one is out of range. */
export function instantiate(
  template: FeatureTemplate,
  parameters: Readonly<Record<string, number>>,
): FeatureDefinition {
  const name = fill(template.pattern, parameters, nameOfNumber);
  for (const [key, range] of Object.entries(template.parameters))
    requireInRange(name, key, parameters[key], range);
  // Made once here, so that parameters that do not fit each other are refused by name and not in the middle of a run.
  template.start(parameters);
  return {
    name,
    family: template.family,
    parameters: { ...parameters, ...template.constants },
    warmUpBars: template.warmUpBars(parameters),
    unit: template.unit,
    formula: fill(template.formula, parameters, String),
    source: template.source,
    knowable: 'bar_close',
    inputs: template.inputs,
    start: () => {
      const step = template.start(parameters);
      return ({ bars }, values) => runStep(bars, step, values);
    },
  };
}

/** The column a template gives with all its defaults. */
export const exampleOf = (template: FeatureTemplate): FeatureDefinition =>
  instantiate(
    template,
    Object.fromEntries(Object.entries(template.parameters).map(([key, range]) => [key, range.default])),
  );

/** The parameters `name` spells out, when it is a column of the template. */
export function parametersIn(
  name: string,
  template: FeatureTemplate,
): Readonly<Record<string, number>> | undefined {
  const keys = [...template.pattern.matchAll(PLACEHOLDER)].map((match) => match[1]);
  const match = new RegExp(`^${template.pattern.replace(PLACEHOLDER, '(\\d+(?:p\\d+)?)')}$`).exec(name);
  if (!match) return undefined;
  return Object.fromEntries(keys.map((key, k) => [key, Number(match[k + 1].replace('p', '.'))]));
}

/** Writes one value a bar. */
export function runStep(bars: Bars, step: BarStep, values: Float64Array): void {
  forEachBar(bars, (bar, i) => {
    values[i] = step(bar);
  });
}

const fill = (
  text: string,
  parameters: Readonly<Record<string, number>>,
  write: (value: number) => string,
): string => text.replace(PLACEHOLDER, (_, key: string) => write(parameters[key]));

/** How a number is written in names: 2.5 is 2p5. */
export const nameOfNumber = (value: number): string => String(value).replace('.', 'p');

/** Whether a number is of the range and, where it must be, whole. */
export const isInRange = (value: number, { min, max, isWhole }: ParameterRange): boolean =>
  (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)) && value >= min && value <= max;

/** A range in words: a whole number from 1 to 500. */
export const textOfRange = ({ min, max, isWhole }: ParameterRange): string =>
  `a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`;

/** @throws AppError `parameter_invalid` for a number outside its range. */
export function requireInRange(name: string, key: string, value: number, range: ParameterRange): void {
  if (isInRange(value, range)) return;
  throw new AppError(
    'parameter_invalid',
    `The feature "${name}" has ${key} ${value}; it must be ${textOfRange(range)}`,
    { details: { name, [key]: value, min: range.min, max: range.max } },
  );
}
