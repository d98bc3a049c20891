/** Escape sequences around text, or the text alone. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

const sequence = (open: number, close: number) => (text: string) => `\x1b[${open}m${text}\x1b[${close}m`;
const plain = (text: string): string => text;

const COLOURED: Paint = {
  bold: sequence(1, 22),
  dim: sequence(2, 22),
  // Blue and yellow: told apart without telling red from green.
  good: sequence(34, 39),
  bad: sequence(33, 39),
  warn: sequence(33, 39),
};
const PLAIN: Paint = { bold: plain, dim: plain, good: plain, bad: plain, warn: plain };

export const paintFor = (isColoured: boolean): Paint => (isColoured ? COLOURED : PLAIN);

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCES = /\x1b\[[0-9;]*[A-Za-z]/g;

/** Columns a text takes on a terminal: escape sequences take none. */
export const widthOf = (text: string): number => [...text.replace(SEQUENCES, '')].length;
