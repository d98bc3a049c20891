import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SERIES_KINDS, type SeriesKind } from './series.ts';

export interface GateOptions {
  /** Markets of each kind and strength. */
  readonly series: number;
  /** Index of the first of them, which names its noise: trials of the bench itself use others than those published. */
  readonly first: number;
  readonly kinds: readonly SeriesKind[];
  /** Annual Sharpe ratios after costs of the planted rules. */
  readonly sharpes: readonly number[];
  readonly bars: number;
  /** No further series begins after so many minutes. */
  readonly minutes: number;
  readonly threads: number;
  readonly folder: string;
  /** First characters of the hash of the code whose results are reported; null: the code as it is. */
  readonly code: string | null;
  /** Whether the documents are written from the results. */
  readonly publish: boolean;
}

/** Fewest bars: less than the data engineer takes leaves nothing to judge. */
const LEAST_BARS = 1_000;

/** Flags of `npm run bench -- gate`. @throws Error naming the flag, what was given and what is allowed. */
export function parseOptions(args: readonly string[]): GateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      series: { type: 'string', default: '2' },
      first: { type: 'string', default: '0' },
      kind: { type: 'string', default: SERIES_KINDS.join(',') },
      sharpe: { type: 'string', default: '2' },
      bars: { type: 'string', default: '6240' },
      minutes: { type: 'string', default: '15' },
      threads: { type: 'string', default: String(cpus().length) },
      folder: { type: 'string', default: join(tmpdir(), 'bullwright-gate') },
      code: { type: 'string' },
      publish: { type: 'boolean', default: false },
    },
  });
  return {
    series: number('series', values.series, 0, 100_000, true),
    first: number('first', values.first, 0, 1_000_000_000, true),
    kinds: values.kind.split(',').map(kindOf),
    sharpes: values.sharpe.split(',').map((text) => number('sharpe', text, 0.1, 20)),
    bars: number('bars', values.bars, LEAST_BARS, 1_000_000, true),
    minutes: number('minutes', values.minutes, 0, 10_000),
    threads: number('threads', values.threads, 1, 256, true),
    folder: values.folder,
    code: values.code === undefined ? null : codeOf(values.code),
    publish: values.publish,
  };
}

function kindOf(text: string): SeriesKind {
  const kind = SERIES_KINDS.find((known) => known === text);
  if (kind) return kind;
  throw new Error(`--kind ${text}: must be of ${SERIES_KINDS.join(', ')}, with commas between them`);
}

function codeOf(text: string): string {
  if (/^[0-9a-f]{8,64}$/.test(text)) return text;
  throw new Error(`--code ${text}: must be 8 to 64 characters of a hash, 0 to 9 and a to f`);
}

function number(flag: string, text: string, min: number, max: number, whole = false): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw new Error(
    `--${flag} ${text}: must be ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}`,
  );
}
