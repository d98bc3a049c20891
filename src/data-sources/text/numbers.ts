const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const MISSING = new Set(['', 'nan', 'null', 'na', 'n/a', '-']);

export type DecimalSign = '.' | ',';

/** Why a cell was not read as a number. */
export type NotANumber = 'no number' | 'other decimal sign' | 'decimals or thousands';

/** `1,234` parted by commas: with quotes, as spreadsheets write both a decimal comma and groups of thousands. */
const GROUPED = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;

/**
 * Reads the numbers of a table. A table has one decimal sign: the first that occurs; the other one later would be
 * misread, so it is refused. A missing value (nothing, `null`, `NaN` …) is NaN.
 * @param delimiter what parts the columns; a comma in a cell was quoted where it is one, and may then part thousands: a cell
 * that can be either is refused until another has shown the decimal sign
 */
export function createNumberReader(delimiter: string): (text: string) => number | NotANumber {
  let sign: DecimalSign | null = null;
  return (text) => {
    // With points found, nothing is left to judge in what is a number as it stands: most cells of most files.
    if (sign === '.' && isNumber(text)) return Number(text);
    const own = signIn(text);
    if (own === ',' && sign === null && delimiter === ',' && GROUPED.test(text)) {
      return 'decimals or thousands';
    }
    const plain = own === ',' ? text.replace(',', '.') : text;
    if (!isNumber(plain)) return MISSING.has(text.trim().toLowerCase()) ? Number.NaN : 'no number';
    sign ??= own;
    return own === null || own === sign ? Number(plain) : 'other decimal sign';
  };
}

function signIn(text: string): DecimalSign | null {
  if (text.includes(',')) return ',';
  return text.includes('.') ? '.' : null;
}

/** Number() is far faster than the pattern, and agrees with it on what begins with two plain characters. */
const isNumber = (text: string): boolean =>
  Number.isFinite(Number(text)) && (isPlainStart(text) || NUMBER.test(text));

/** First character a digit, sign or point, the second no letter (0x10 and 0b1 are numbers to JavaScript alone). */
function isPlainStart(text: string): boolean {
  const first = text.charCodeAt(0);
  const second = text.length > 1 ? text.charCodeAt(1) : 48;
  return first >= 43 && first <= 57 && second >= 46 && second <= 57;
}
