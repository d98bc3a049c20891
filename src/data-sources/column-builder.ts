/**
 * Collects rows of numbers into columns that double when they are full: no row objects are kept, and one column at a time
 * stands twice in memory. Write a row into `row`, then `commit`.
 */
export class ColumnBuilder {
  readonly row: Float64Array;
  #capacity = 4_096;
  #length = 0;
  readonly #columns: Float64Array[];

  constructor(width: number) {
    this.row = new Float64Array(width);
    this.#columns = Array.from({ length: width }, () => new Float64Array(this.#capacity));
  }

  get length(): number {
    return this.#length;
  }

  commit(): void {
    if (this.#length === this.#capacity) this.#grow();
    const { row } = this;
    for (let k = 0; k < row.length; k++) this.#columns[k][this.#length] = row[k];
    this.#length++;
  }

  /** The columns, in the order of the rows. The builder lets go of them: it is done. */
  finish(): Float64Array[] {
    const finished: Float64Array[] = [];
    for (let column = this.#columns.shift(); column; column = this.#columns.shift()) {
      finished.push(column.slice(0, this.#length));
    }
    return finished;
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const [k, column] of this.#columns.entries()) {
      const wider = new Float64Array(this.#capacity);
      wider.set(column);
      this.#columns[k] = wider;
    }
  }
}
