import { DataType, tableFromIPC, type Vector } from 'apache-arrow';
import type { ColumnData } from './column-data.ts';
import type { OpenFile } from './open-file.ts';

/** Reads an Arrow IPC file (Feather 2). The library trusts what is in it: in production it runs in a thread. @throws Error */
export function openArrow(bytes: Uint8Array): OpenFile {
  const table = tableFromIPC(bytes);
  const names = table.schema.fields.map(({ name }) => name);
  return {
    rows: table.numRows,
    names,
    column: (index) => columnOf(names[index], table.getChildAt(index), table.numRows),
  };
}

function columnOf(name: string, vector: Vector | null, rows: number): ColumnData {
  const type = String(vector?.type);
  const kind = vector === null || vector.length !== rows ? 'other' : kindOf(vector.type);
  if (vector === null || kind === 'other') return { name, kind: 'other', type, values: new Float64Array() };
  const values = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const value: unknown = vector.get(i);
    values[i] = value === null ? Number.NaN : Number(value);
  }
  return { name, kind, type, values };
}

/** A timestamp without a zone is what a clock showed (Arrow's columnar format, `Timestamp`). */
function kindOf(type: DataType): ColumnData['kind'] {
  if (DataType.isTimestamp(type)) return type.timezone ? 'instant' : 'clock';
  if (DataType.isDate(type)) return 'clock';
  return DataType.isFloat(type) || DataType.isInt(type) ? 'number' : 'other';
}
