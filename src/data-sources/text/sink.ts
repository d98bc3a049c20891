import type { Reading } from '../reading.ts';
import type { Place } from './row-reader.ts';

/** What the rows of a table become. */
export type Parts = Pick<Reading, 'bars' | 'ask' | 'spread' | 'adjustedClose' | 'wasNewestFirst'>;

/** Takes the rows of a table one by one. */
export interface Sink {
  take(cells: string[], place: Place): void;
  finish(): Parts & Partial<Pick<Reading, 'remarks'>>;
}
