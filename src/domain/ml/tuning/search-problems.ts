import { AppError } from '../../../kernel/errors.ts';
import { allows, describeRange } from '../../model/parameter-range.ts';
import {
  type Choice,
  choicesOf,
  conditionOf,
  inOrder,
  parameterOf,
  rangeOf,
  SEARCH_NAMES,
  SEARCHABLE,
  type SearchBounds,
  type SearchDimension,
  type SearchName,
  wholeBounds,
} from './search-bounds.ts';

/** What is wrong with one parameter of a search; without a name: with all of them together. */
export interface SearchProblem {
  readonly name?: SearchName;
  readonly message: string;
}

/** Everything that keeps a search from being drawn, or its every configuration from being trained. */
export function searchProblems(bounds: SearchBounds): SearchProblem[] {
  const problems = SEARCH_NAMES.flatMap((name): SearchProblem[] => {
    const dimension = bounds[name];
    const message = dimension && (problemOfValues(name, dimension) ?? problemOfCondition(bounds, dimension));
    return message === undefined ? [] : [{ name, message }];
  });
  return problems.length > 0 ? problems : [...problemsOfOrder(bounds), ...contradictions(bounds)];
}

function problemOfValues(name: SearchName, dimension: SearchDimension): string | undefined {
  const [range, choices] = [rangeOf(dimension), choicesOf(dimension)];
  if ((range === undefined) === (choices === undefined)) return 'must have either range or choices';
  const how = SEARCHABLE[name];
  const isWhole = parameterOf(name).kind === 'int';
  if (range) {
    if (!how) return `must have choices: it is no number but ${describeRange(parameterOf(name))}`;
    const [low, high] = range;
    if (low > high) return 'the first number must not be above the second';
    if (low < how.limits[0] || high > how.limits[1])
      return `must lie from ${how.limits[0]} to ${how.limits[1]}`;
    const [first, last] = wholeBounds(range);
    return isWhole && first > last ? 'must hold a whole number' : undefined;
  }
  const listed = choices ?? [];
  if (listed.length === 0) return 'must have at least one choice';
  if (new Set(listed).size < listed.length) return 'must not name a choice twice';
  const wrong = listed.find((choice) => !isPossible(name, choice));
  if (wrong === undefined) return undefined;
  const where = how ? `, from ${how.limits[0]} to ${how.limits[1]}` : '';
  return `must not have the choice ${JSON.stringify(wrong)}: LightGBM takes ${describeRange(parameterOf(name))} and a search what lies inside it${where}`;
}

function isPossible(name: SearchName, choice: Choice): boolean {
  const how = SEARCHABLE[name];
  const isInside = !how || (Number(choice) >= how.limits[0] && Number(choice) <= how.limits[1]);
  return isInside && allows(parameterOf(name), choice);
}

function problemOfCondition(bounds: SearchBounds, dimension: SearchDimension): string | undefined {
  const when = conditionOf(dimension);
  if (!when) return undefined;
  const on = bounds[when.name as SearchName];
  if (on === undefined) return `has a condition on "${when.name}", which is not searched`;
  const choices = choicesOf(on);
  if (!choices) return `has a condition on "${when.name}", which has no choices`;
  const never = when.is.find((value) => !choices.includes(value));
  if (never !== undefined || when.is.length === 0) {
    return `has a condition on "${when.name}" that names ${never === undefined ? 'no choice' : JSON.stringify(never)}; its choices are ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
  }
  return undefined;
}

function problemsOfOrder(bounds: SearchBounds): SearchProblem[] {
  try {
    inOrder(bounds);
    return [];
  } catch (error) {
    if (error instanceof AppError) return [{ message: error.message }];
    throw error;
  }
}

/** GOSS takes the place of bagging: LightGBM refuses the two together. */
function contradictions({
  data_sample_strategy: strategy,
  bagging_fraction: bagging,
}: SearchBounds): SearchProblem[] {
  if (!(strategy && choicesOf(strategy)?.includes('goss')) || !bagging) return [];
  const when = conditionOf(bagging);
  if (when?.name === 'data_sample_strategy' && !when.is.includes('goss')) return [];
  return [
    {
      name: 'bagging_fraction',
      message:
        'must be searched only when data_sample_strategy is bagging: goss takes its place. Write when: { name: data_sample_strategy, is: [bagging] }',
    },
  ];
}
