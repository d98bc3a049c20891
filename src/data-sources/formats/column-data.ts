/** A column of an Arrow or Parquet file as the thread that opens it hands it over. */
export interface ColumnData {
  readonly name: string;
  /**
   * `instant`: ms since 1970 UTC; `clock`: ms since 1970 of a clock the file does not name; `number`; `other`: not read,
   * values empty.
   */
  readonly kind: 'instant' | 'clock' | 'number' | 'other';
  /** Type by the format's own name, for messages. */
  readonly type: string;
  /** NaN for a missing value. */
  readonly values: Float64Array;
}

export type ColumnarFormat = 'Arrow' | 'Parquet';

/** What was read of a columnar file. */
export interface PickedColumns {
  /** Of all columns. */
  readonly names: readonly string[];
  /** The columns that were read, by their index in `names`. */
  readonly columns: ReadonlyMap<number, ColumnData>;
}
