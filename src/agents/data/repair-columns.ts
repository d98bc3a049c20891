import { type Bars, barCount, pickBars } from '../../domain/market/bars.ts';
import type { Repair, RepairChange } from '../../domain/quality/repair-log.ts';
import { barsToColumns, columnsToBars } from '../columns.ts';
import type { Columns } from '../ports.ts';
import { pickRaw, type SourceBars } from './source-bars.ts';

const KINDS = ['reorder', 'remove', 'insert', 'replace'] as const satisfies RepairChange['kind'][];

/**
 * The repair log as a table, one row a bar concerned: `step` (place of the repair, from 0), `kind` (0 reorder, 1 remove,
 * 2 insert, 3 replace), `at` (row it was at, or is at), and the bar itself, as it was before; of a reordering the time
 * alone. Null without repairs. Read back with `columnsToChanges`.
 */
export function repairColumns(repairs: readonly Repair[], raw: Bars): Columns | null {
  const parts = repairs.map(({ change }, step) => partOf(change, step, raw));
  const rows = parts.reduce((sum, part) => sum + part.step.length, 0);
  if (rows === 0) return null;
  const names = Object.keys(parts[0]);
  return Object.fromEntries(
    names.map((name) => {
      const joined = new Float64Array(rows);
      let offset = 0;
      for (const part of parts) {
        joined.set(part[name], offset);
        offset += part[name].length;
      }
      return [name, joined];
    }),
  );
}

function partOf(change: RepairChange, step: number, raw: Bars): Columns {
  const at = change.kind === 'reorder' ? change.order : change.at;
  const fill = (value: number) => new Float64Array(at.length).fill(value);
  const bars = change.kind === 'reorder' ? timesAlone(raw, change.order) : change.rows;
  return {
    step: fill(step),
    kind: fill(KINDS.indexOf(change.kind)),
    at: Float64Array.from(at),
    ...barsToColumns(bars),
  };
}

function timesAlone(raw: Bars, order: Int32Array): Bars {
  const none = new Float64Array(order.length).fill(Number.NaN);
  const { timeMs, spread } = pickBars(raw, order);
  return {
    timeMs,
    open: none,
    high: none,
    low: none,
    close: none,
    volume: none,
    ...(spread && { spread: none }),
  };
}

/** The changes of a log, in order, for `undoRepairs`. The rows of one repair may come from several tables. */
export function columnsToChanges(columns: Columns): { readonly change: RepairChange }[] {
  const rowsOf = new Map<number, number[]>();
  columns.step.forEach((step, row) => {
    rowsOf.set(step, [...(rowsOf.get(step) ?? []), row]);
  });
  const bars = columnsToBars(columns);
  return [...rowsOf]
    .sort((a, b) => a[0] - b[0])
    .map(([, rows]) => {
      const kind = KINDS[columns.kind[rows[0]]];
      if (kind === 'reorder')
        return { change: { kind, order: Int32Array.from(rows, (row) => columns.at[row]) } };
      const ordered = rows.toSorted((a, b) => columns.at[a] - columns.at[b]);
      const at = Int32Array.from(ordered, (row) => columns.at[row]);
      return { change: { kind, at, rows: pickBars(bars, ordered) } };
    });
}

/** Rows of a table before and from a time on. Null where there is none. */
export function splitByTime(
  columns: Columns,
  fromMs: number,
): { readonly before: Columns | null; readonly after: Columns | null } {
  const part = (isWanted: (time: number) => boolean): Columns | null => {
    const rows = Array.from(columns.timeMs.keys()).filter((row) => isWanted(columns.timeMs[row]));
    if (rows.length === 0) return null;
    return Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, Float64Array.from(rows, (row) => values[row])]),
    );
  };
  return { before: part((time) => time < fromMs), after: part((time) => !(time < fromMs)) };
}

/** A source before and from a time on, in its own order; the ask side goes with the bars. */
export function splitRaw(
  raw: SourceBars,
  fromMs: number,
): { readonly before: SourceBars; readonly after: SourceBars } {
  const rows = Array.from({ length: barCount(raw.bars) }, (_, i) => i);
  const { timeMs } = raw.bars;
  return {
    before: pickRaw(
      raw,
      rows.filter((i) => timeMs[i] < fromMs),
    ),
    after: pickRaw(
      raw,
      rows.filter((i) => !(timeMs[i] < fromMs)),
    ),
  };
}
