import type { DatasetInfo } from '../orchestration/state.ts';

/** Rows of the development bars: from inclusive, to exclusive. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** A segment's rows among the development bars, which start where the train segment starts. */
export function rowsOf({ segments }: DatasetInfo, name: 'train' | 'validation'): RowRange {
  const first = segments.train.from;
  return { from: segments[name].from - first, to: segments[name].to - first };
}
