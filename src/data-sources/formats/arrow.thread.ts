import { parentPort, workerData } from 'node:worker_threads';
import { DataType, tableFromIPC, type Vector } from 'apache-arrow';
import type { ArrowColumn } from './arrow-columns.ts';

/** Opens an Arrow file in a thread of its own: damaged offsets make the library loop, or fill the memory it is given. */
function columnsOf(bytes: Uint8Array): ArrowColumn[] {
  const table = tableFromIPC(bytes);
  // A number takes a byte at least; a damaged count of rows would have arrays of any size made for it.
  if (!(table.numRows <= bytes.length))
    throw new Error(`${bytes.length} bytes cannot hold ${table.numRows} rows`);
  return table.schema.fields.map(({ name }, k) => columnOf(name, table.getChildAt(k), table.numRows));
}

function columnOf(name: string, vector: Vector | null, rows: number): ArrowColumn {
  const type = String(vector?.type);
  if (vector === null || vector.length !== rows)
    return { name, kind: 'other', type, values: new Float64Array() };
  const isTime = DataType.isTimestamp(vector.type) || DataType.isDate(vector.type);
  if (!isTime && !DataType.isFloat(vector.type) && !DataType.isInt(vector.type)) {
    return { name, kind: 'other', type, values: new Float64Array() };
  }
  const values = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const value: unknown = vector.get(i);
    values[i] = value === null ? Number.NaN : Number(value);
  }
  return { name, kind: isTime ? 'time' : 'number', type, values };
}

const columns = columnsOf(workerData as Uint8Array);
parentPort?.postMessage(
  columns,
  columns.map(({ values }) => values.buffer as ArrayBuffer),
);
