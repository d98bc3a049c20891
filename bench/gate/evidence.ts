import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Attempt } from './judge-series.ts';
import type { Kept } from './result-folder.ts';

/** What was published of every series, so that anyone can count again, and a later run can add to it. */
const EVIDENCE = new URL('./results.csv', import.meta.url);

/** Before the name of a gate in the header: its figure. */
const FIGURE = 'figure:';
/** A figure that was asked for and is not defined; an empty cell was not asked for. */
const UNDEFINED = 'undefined';
/** Digits kept of a figure. */
const DIGITS = 6;

type Row = Readonly<Record<string, string>>;

/**
 * Adds results to what is published already. One code judged them all: rows of another give way.
 * @returns The rows of the file as results, in its order.
 */
export async function addEvidence(kept: readonly Kept[], file: URL = EVIDENCE): Promise<Kept[]> {
  const own = (await published(file)).filter(({ code }) => code === kept[0]?.code);
  const bySeries = new Map([...own, ...kept].map((one) => [keyOf(one), one]));
  const all = [...bySeries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const text = evidenceCsv(all);
  await writeFile(file, text);
  return readEvidence(text);
}

/** The results that are published; none where there is no such file yet. */
export const published = async (file: URL = EVIDENCE): Promise<Kept[]> =>
  existsSync(file) ? readEvidence(await readFile(file, 'utf8')) : [];

/** Which market a series is, whatever made of it. */
export const keyOf = ({ series: { kind, sharpe, strength, bars, index } }: Pick<Kept, 'series'>): string =>
  [kind, ...[sharpe, bars, index, strength].map((value) => String(value).padStart(9, '0'))].join();

/** One line an attempt; a series without one has a line of its own. */
export function evidenceCsv(kept: readonly Kept[]): string {
  const gates = [
    ...new Set(kept.flatMap(({ attempts }) => attempts.flatMap(({ figures }) => Object.keys(figures)))),
  ];
  const rows = kept.flatMap((one) => {
    const series = seriesCells(one);
    const attempts = one.attempts.map((attempt, k) => ({ ...series, ...attemptCells(attempt, k, gates) }));
    return attempts.length > 0 ? attempts : [series];
  });
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [header, ...rows.map((row: Row) => header.map((name) => quoted(row[name] ?? '')))];
  return lines.map((line) => `${line.join(',')}\n`).join('');
}

const seriesCells = ({ series, ...one }: Kept): Row => ({
  kind: series.kind,
  sharpe: String(series.sharpe),
  strength: String(series.strength),
  bars: String(series.bars),
  index: String(series.index),
  outcome: one.outcome,
  rule_sharpe: cell(one.ruleSharpe),
  risk_failed: one.riskFailed.join(' '),
  seconds: cell(one.seconds),
  at: one.at,
  load: cell(one.load),
  machine: one.machine,
  code: one.code,
  attempt: '',
});

const attemptCells = (
  { figures, failed, sharpe, auc, selectionPValue }: Attempt,
  k: number,
  gates: readonly string[],
): Row => ({
  attempt: String(k),
  bot_sharpe: cell(sharpe),
  auc: cell(auc),
  selection_p_value: cell(selectionPValue),
  failed: failed.join(' '),
  ...Object.fromEntries(
    gates.map((gate) => [`${FIGURE}${gate}`, gate in figures ? cell(figures[gate]) : '']),
  ),
});

const cell = (value: number | null): string =>
  value === null ? UNDEFINED : String(Number(value.toPrecision(DIGITS)));
const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** What `evidenceCsv` wrote; reasons and the times of tasks are not kept. */
export function readEvidence(text: string): Kept[] {
  const rows = parse(text, { columns: true }) as Row[];
  const bySeries = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(seriesOf(row));
    bySeries.set(key, [...(bySeries.get(key) ?? []), row]);
  }
  return [...bySeries.values()].map((lines) => ({
    ...seriesOf(lines[0]),
    attempts: lines.filter(({ attempt }) => attempt !== '').map(attemptOf),
  }));
}

const seriesOf = (row: Row): Omit<Kept, 'attempts'> => ({
  series: {
    kind: row.kind as Kept['series']['kind'],
    sharpe: Number(row.sharpe),
    strength: Number(row.strength),
    bars: Number(row.bars),
    index: Number(row.index),
  },
  outcome: row.outcome as Kept['outcome'],
  reason: '',
  riskFailed: names(row.risk_failed),
  ruleSharpe: number(row.rule_sharpe),
  seconds: Number(row.seconds),
  spentMs: {},
  at: row.at,
  load: Number(row.load),
  machine: row.machine,
  code: row.code as Kept['code'],
});

const attemptOf = (row: Row): Attempt => ({
  figures: Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      name.startsWith(FIGURE) && value !== '' ? [[name.slice(FIGURE.length), number(value)]] : [],
    ),
  ),
  failed: names(row.failed),
  sharpe: number(row.bot_sharpe),
  auc: number(row.auc),
  selectionPValue: number(row.selection_p_value),
});

const number = (text: string): number | null => (text === UNDEFINED ? null : Number(text));
const names = (text: string): string[] => (text === '' ? [] : text.split(' '));
