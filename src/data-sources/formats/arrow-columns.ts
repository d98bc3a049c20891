/** A column of an Arrow file as the thread that opens it hands it over. */
export interface ArrowColumn {
  readonly name: string;
  /** `time`: ms since 1970; `number`; `other`: not read, values empty. */
  readonly kind: 'time' | 'number' | 'other';
  readonly type: string;
  /** NaN for a missing value. */
  readonly values: Float64Array;
}
