import type { ColumnData } from './column-data.ts';

/** A columnar file whose schema was read, and no column yet. */
export interface OpenFile {
  readonly rows: number;
  readonly names: readonly string[];
  column(index: number): Promise<ColumnData> | ColumnData;
}
