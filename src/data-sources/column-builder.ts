/**
 * Collects rows of numbers into columns that double when they are full: two copies of the data at most, and no row
 * objects kept. Write a row into `row`, then `commit`.
 */
export class ColumnBuilder {
  readonly row: Float64Array;
  #capacity = 4_096;
  #length = 0;
  #columns: Float64Array[];

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

  /** The columns so far, in the order of the rows. */
  finish(): Float64Array[] {
    return this.#columns.map((column) => column.slice(0, this.#length));
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#columns = this.#columns.map((column) => {
      const wider = new Float64Array(this.#capacity);
      wider.set(column);
      return wider;
    });
  }
}
