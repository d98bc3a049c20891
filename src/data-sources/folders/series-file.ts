import type { Reading } from '../reading.ts';
import type { FolderFile } from './list-files.ts';

/** One file of a series: what it holds, oldest bar first, at least one. */
export interface SeriesFile extends FolderFile {
  readonly reading: Reading;
  readonly isReversed: boolean;
}
