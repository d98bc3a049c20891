import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stage } from './support/data-stages.ts';
import { writeMinuteFile } from './support/minute-file.ts';
import type { ReadStage } from './support/read-stage.ts';
import { TWO_SIDED, writeReaderFiles } from './support/reader-files.ts';
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
    const files = await writeReaderFiles(file, folder);
    const runs = [];
    for (const [sides, name] of [
      ['one side', file],
      ['both sides', path.join(folder, TWO_SIDED)],
    ] as const) {
      const stages = (await inProcess('support/data-stages.ts', name, path.join(folder, 'store'))) as Stage[];
      runs.push({ sides, stages });
    }
    const readers = await readEach(files);
    return {
      name: 'data',
      rows: [
        ...runs.flatMap(({ sides, stages }) =>
          stages.map(({ stage, ms, peakMb }) => rowOf(`${stage}, ${sides}`, ms, peakMb)),
        ),
        ...readers.map(({ name, format, ms, peakMb }) => rowOf(`${format} (${name})`, ms, peakMb)),
      ],
      verdicts: [
        ...runs.flatMap(({ sides, stages }) => verdictsOf(sides, stages)),
        ...readers.map(verdictOf),
      ],
      notes: [
        `The first rows are two runs, stage after stage; each reader has a process of its own. ${BARS} bars of a minute.`,
        'Milliseconds are processor time of all threads: a busy machine makes them longer, but not as it makes the clock.',
        `A process takes ${readers[0].startMb.toFixed(0)} MB before it reads anything, for the sources are compiled on the way.`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function verdictsOf(sides: string, stages: readonly Stage[]): BenchReport['verdicts'] {
  const [totalMs, wallMs] = [stages.map(({ ms }) => ms), stages.map((stage) => stage.wallMs)].map((times) =>
    times.reduce((sum, ms) => sum + ms, 0),
  );
  const peakMb = Math.max(...stages.map((stage) => stage.peakMb));
  const what = `${sides} read, checked and stored`;
  return [
    {
      what: `${what} under ${MOST_MS} ms of processor time: ${totalMs.toFixed(0)} ms`,
      isMet: totalMs < MOST_MS,
    },
    { what: `${what} under ${MOST_MS} ms by the clock: ${wallMs.toFixed(0)} ms`, isMet: wallMs < MOST_MS },
    {
      what: `${what} under ${MOST_MB} MB, the process itself included: ${peakMb.toFixed(0)} MB`,
      isMet: peakMb < MOST_MB,
    },
  ];
}

const verdictOf = ({ name, format, ms, peakMb }: ReadStage & { readonly name: string }) => ({
  what: `${format} (${name}) read under ${MOST_MS} ms and ${MOST_MB} MB: ${ms.toFixed(0)} ms, ${peakMb.toFixed(0)} MB`,
  isMet: ms < MOST_MS && peakMb < MOST_MB,
});

const rowOf = (what: string, ms: number, peakMb: number) => ({
  what,
  'cpu ms': ms.toFixed(0),
  'rows/s': ms < 1 ? '' : Math.round((BARS / ms) * 1_000).toLocaleString('en'),
  'peak MB': peakMb.toFixed(0),
});

/** Reads the same bars in one format after the other. */
async function readEach(
  files: readonly string[],
): Promise<readonly (ReadStage & { readonly name: string })[]> {
  const readers: (ReadStage & { readonly name: string })[] = [];
  for (const file of files) {
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
