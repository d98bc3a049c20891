import type { Delimiter } from './cells.ts';

/** A line of a file with its number from 1 on. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/** What is known of a table while its columns are looked for. */
export interface TableContext {
  readonly delimiter: Delimiter;
  readonly split: (line: Line) => string[];
  readonly origin: string;
  /** What the file is called, the closest name first. */
  readonly names: readonly string[];
}
