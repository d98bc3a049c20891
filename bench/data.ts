import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stage } from './support/data-stages.ts';
import { writeMinuteFile } from './support/minute-file.ts';
import type { ReadStage } from './support/read-stage.ts';
import { writeReaderFiles } from './support/reader-files.ts';
import type { BenchReport } from './support/report.ts';

const BARS = 1_000_000;
const MOST_MS = 5_000;
const MOST_MB = 300;

/** A million minute bars from a file to an artifact. The stages run in a process of their own, for an honest peak. */
export async function bench(): Promise<BenchReport> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bullwright-bench-'));
  try {
    const file = path.join(folder, 'EURUSD1.csv');
    await writeMinuteFile(file, BARS);
    const stages = (await inProcess('support/data-stages.ts', file, path.join(folder, 'store'))) as Stage[];
    const totalMs = stages.reduce((sum, { ms }) => sum + ms, 0);
    const peakMb = Math.max(...stages.map((stage) => stage.peakMb));
    const readers = await readEach(file, folder);
    return {
      name: 'data',
      rows: [
        ...stages.map(({ stage, ms, peakMb: peak }) => rowOf(stage, ms, peak)),
        ...readers.map(({ name, format, ms, peakMb: peak }) => rowOf(`${format} (${name})`, ms, peak)),
      ],
      verdicts: [
        {
          what: `read, checked and stored under ${MOST_MS} ms of processor time: ${totalMs.toFixed(0)} ms`,
          isMet: totalMs < MOST_MS,
        },
        {
          what: `under ${MOST_MB} MB, the process itself included: ${peakMb.toFixed(0)} MB`,
          isMet: peakMb < MOST_MB,
        },
      ],
      notes: [
        `The first rows are one run, stage after stage; each reader has a process of its own. ${BARS} bars of a minute.`,
        'Milliseconds are processor time of all threads: a busy machine makes them longer, but not as it makes the clock.',
        `A process takes ${readers[0].startMb.toFixed(0)} MB before it reads anything, for the sources are compiled on the way.`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rowOf = (what: string, ms: number, peakMb: number) => ({
  what,
  'cpu ms': ms.toFixed(0),
  'rows/s': ms < 1 ? '' : Math.round((BARS / ms) * 1_000).toLocaleString('en'),
  'peak MB': peakMb.toFixed(0),
});

/** Reads the same bars in one format after the other. */
async function readEach(
  csv: string,
  folder: string,
): Promise<readonly (ReadStage & { readonly name: string })[]> {
  const readers: (ReadStage & { readonly name: string })[] = [];
  for (const file of await writeReaderFiles(csv, folder)) {
    const stage = (await inProcess('support/read-stage.ts', file)) as ReadStage;
    if (stage.bars !== BARS) throw new Error(`${file}: ${stage.bars} bars were read, ${BARS} written`);
    readers.push({ ...stage, name: path.basename(file) });
  }
  return readers;
}

/** What a script of this folder prints, run in a process of its own. */
async function inProcess(script: string, ...args: readonly string[]): Promise<unknown> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, file, ...args]);
  return JSON.parse(stdout);
}
