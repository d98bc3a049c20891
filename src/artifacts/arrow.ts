import {
  type Data,
  DataType,
  Field,
  Float64,
  makeData,
  Precision,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
} from 'apache-arrow';
import type { Columns } from '../agents/ports.ts';
import { AppError } from '../kernel/errors.ts';

export const ARROW_MEDIA_TYPE = 'application/vnd.apache.arrow.file';

const SEAL = 'bullwright.sealed';
const MAGIC = Buffer.from('ARROW1');

/**
 * Writes columns as an Arrow IPC file: float64, not nullable, one record batch, in the order of the record's keys.
 * Equal columns in equal order give equal bytes. A missing value is NaN. `sealed` is written into the file itself, so
 * that no reference that calls it something else can unseal it.
 * @throws AppError `parameter_invalid` when the lengths differ or there is no column.
 */
export function columnsToArrow(columns: Columns, { sealed = false } = {}): Uint8Array {
  const names = Object.keys(columns);
  const rows = rowCount(columns);
  const fields = names.map((name) => new Field(name, new Float64(), false));
  const children: Data<Float64>[] = names.map((name) =>
    makeData({ type: new Float64(), length: rows, nullCount: 0, data: canonicalNaN(columns[name]) }),
  );
  const schema = new Schema(fields, sealed ? new Map([[SEAL, 'true']]) : undefined);
  const struct = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
  return tableToIPC(new Table(schema, [new RecordBatch(schema, struct)]), 'file');
}

/** Reads columns back. @throws AppError `artifact_corrupt` when the bytes are not such a file. */
export function arrowToColumns(bytes: Uint8Array): Columns {
  const table = readTable(bytes);
  const columns: Record<string, Float64Array> = {};
  for (const field of table.schema.fields) {
    const vector = table.getChild(field.name);
    if (vector === null || !isFloat64(field.type)) {
      throw new AppError('artifact_corrupt', `Column ${field.name} is ${field.type}, not float64.`);
    }
    // A copy of its own: the vector is a view into the whole file, and may be split into chunks.
    columns[field.name] = Float64Array.from(vector.toArray() as Float64Array);
  }
  return columns;
}

/** True for an Arrow file that was written as sealed; false for any other bytes. */
export function isSealedFile(bytes: Uint8Array): boolean {
  return startsWithMagic(bytes) && readTable(bytes).schema.metadata.get(SEAL) === 'true';
}

/** Length all columns share. @throws AppError `parameter_invalid`. */
export function rowCount(columns: Columns): number {
  const lengths = Object.entries(columns).map(([name, values]) => ({ name, length: values.length }));
  const first = lengths[0];
  if (!first) throw new AppError('parameter_invalid', 'A table needs at least one column.');
  const odd = lengths.find(({ length }) => length !== first.length);
  if (!odd) return first.length;
  throw new AppError(
    'parameter_invalid',
    `Columns of one table have one length: ${first.name} has ${first.length} rows, ${odd.name} has ${odd.length}.`,
  );
}

const startsWithMagic = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(MAGIC.length, bytes.byteLength)).equals(MAGIC);

/** Types read from a file are instances of the base class `Float`, with a precision. */
const isFloat64 = (type: DataType): boolean => DataType.isFloat(type) && type.precision === Precision.DOUBLE;

function readTable(bytes: Uint8Array): Table {
  try {
    if (!startsWithMagic(bytes)) throw new TypeError('the bytes do not begin with ARROW1');
    return tableFromIPC(bytes);
  } catch (cause) {
    throw new AppError('artifact_corrupt', 'The artifact is not an Arrow IPC file.', { cause });
  }
}

/**
 * NaN has many bit patterns, and which one a computation leaves depends on the processor: equal values, equal bytes.
 * Copies only where there is a NaN.
 */
function canonicalNaN(values: Float64Array): Float64Array {
  if (!values.some(Number.isNaN)) return values;
  const copy = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) copy[i] = Number.isNaN(values[i]) ? Number.NaN : values[i];
  return copy;
}
