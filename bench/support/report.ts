/** What a bench measured. `run.ts` prints it as a table and as JSON. */
export interface BenchReport {
  readonly name: string;
  /** One line a measurement; the same keys in each. */
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** The bars of the design, and whether they were met; empty where a peer is missing. */
  readonly verdicts: readonly { readonly what: string; readonly isMet: boolean }[];
  /** What could not be measured, and why. */
  readonly notes: readonly string[];
}

/** Rows as a Markdown table. */
export function toMarkdown({ rows }: Pick<BenchReport, 'rows'>): string {
  const keys = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(keys),
    line(keys.map(() => '---')),
    ...rows.map((row) => line(keys.map((key) => row[key]))),
  ].join('\n');
}
