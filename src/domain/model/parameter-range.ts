/** A parameter of LightGBM as its own sources describe it. */
export interface LightGbmParameter {
  readonly kind:
    | 'int'
    | 'double'
    | 'bool'
    | 'string'
    | 'enum'
    | 'multi-int'
    | 'multi-double'
    | 'multi-string'
    | 'multi-enum';
  /** What LightGBM takes when it is not given; null: nothing, or what it works out of others. */
  readonly default: number | string | boolean | null;
  readonly above?: number;
  readonly from?: number;
  readonly below?: number;
  readonly upTo?: number;
  /** The names an `enum` may have, and each one of a `multi-enum`. */
  readonly values?: readonly string[];
  /** Other names LightGBM takes for it. */
  readonly aliases?: readonly string[];
}

export type ParameterValue = number | string | boolean;

/** LightGBM keeps whole numbers in 32 bits and wraps larger ones round without a word. */
const INT32 = { least: -(2 ** 31), most: 2 ** 31 - 1 };

/** Whether LightGBM takes a value as it is meant. Several values are a text with commas, as LightGBM reads them. */
export function allows(parameter: LightGbmParameter, value: ParameterValue): boolean {
  switch (parameter.kind) {
    case 'bool':
      return typeof value === 'boolean';
    case 'int':
    case 'double':
      return isInRange(parameter, value, parameter.kind === 'int');
    case 'multi-int':
    case 'multi-double': {
      const isInt = parameter.kind === 'multi-int';
      if (typeof value === 'boolean' || value === '') return value === '';
      return String(value)
        .split(',')
        .every((word) => word.trim() !== '' && isInRange(parameter, Number(word), isInt));
    }
    case 'enum':
      return isOneOf(parameter, value);
    case 'multi-enum':
      return (
        value === '' ||
        String(value)
          .split(',')
          .every((word) => isOneOf(parameter, word))
      );
    default:
      return typeof value === 'string';
  }
}

/** What a parameter takes, for a message: "an integer above 1, up to 131072". */
export function describeRange({ kind, values = [], ...bounds }: LightGbmParameter): string {
  const limits = [
    ...(bounds.above === undefined ? [] : [`above ${bounds.above}`]),
    ...(bounds.from === undefined ? [] : [`from ${bounds.from}`]),
    ...(bounds.below === undefined ? [] : [`below ${bounds.below}`]),
    ...(bounds.upTo === undefined ? [] : [`up to ${bounds.upTo}`]),
  ];
  const noun = NOUNS[kind];
  return [noun, limits.join(', '), values.join(', ')].filter(Boolean).join(' ');
}

const NOUNS: Readonly<Record<LightGbmParameter['kind'], string>> = {
  int: 'an integer of 32 bits',
  double: 'a number',
  bool: 'true or false',
  string: 'a text',
  enum: 'one of',
  'multi-int': 'integers with commas between them',
  'multi-double': 'numbers with commas between them',
  'multi-string': 'texts with commas between them',
  'multi-enum': 'with commas between them, some of',
};

function isInRange(
  { above, from, below, upTo }: LightGbmParameter,
  value: ParameterValue,
  isInt: boolean,
): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (isInt && !(Number.isInteger(value) && value >= INT32.least && value <= INT32.most)) return false;
  const isBelow = (above !== undefined && value <= above) || (from !== undefined && value < from);
  const isAbove = (below !== undefined && value >= below) || (upTo !== undefined && value > upTo);
  return !isBelow && !isAbove;
}

const isOneOf = ({ values = [] }: LightGbmParameter, value: ParameterValue): boolean =>
  typeof value === 'string' && values.includes(value);
