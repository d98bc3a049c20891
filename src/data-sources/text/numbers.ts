const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MISSING = new Set(['', 'nan', 'null', 'na', 'n/a', '-']);

export type DecimalSign = '.' | ',';

/** Why a cell was not read as a number. */
export type NotANumber = 'no number' | 'other decimal sign';

/**
 * Reads the numbers of a table. A table has one decimal sign: the first that occurs; the other one later would be
 * misread, so it is refused. A missing value (nothing, `null`, `NaN` …) is NaN.
 * @param delimiter what parts the columns; a comma there can be no decimal sign
 */
export function createNumberReader(delimiter: string): (text: string) => number | NotANumber {
  const mayBeComma = delimiter !== ',';
  let sign: DecimalSign | null = mayBeComma ? null : '.';
  return (text) => {
    const own = mayBeComma ? signIn(text) : null;
    sign ??= own;
    if (own !== null && own !== sign) return 'other decimal sign';
    const plain = own === ',' ? text.replace(',', '.') : text;
    // Number() is far faster than the pattern, and agrees with it on what begins with two of these characters.
    const value = Number(plain);
    if (Number.isFinite(value) && plain.length > 0 && isPlainStart(plain)) return value;
    if (NUMBER.test(plain) && Number.isFinite(value)) return value;
    return MISSING.has(text.trim().toLowerCase()) ? Number.NaN : 'no number';
  };
}

function signIn(text: string): DecimalSign | null {
  if (text.includes(',')) return ',';
  return text.includes('.') ? '.' : null;
}

/** First character a digit, sign or point, the second no letter (0x10 and 0b1 are numbers to JavaScript alone). */
function isPlainStart(text: string): boolean {
  const first = text.charCodeAt(0);
  const second = text.length > 1 ? text.charCodeAt(1) : 48;
  return first >= 43 && first <= 57 && second >= 46 && second <= 57;
}
