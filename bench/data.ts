import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Stage } from './support/data-stages.ts';
import { writeMinuteFile } from './support/minute-file.ts';
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
    const script = fileURLToPath(new URL('support/data-stages.ts', import.meta.url));
    const args = [...process.execArgv, script, file, path.join(folder, 'store')];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const stages = JSON.parse(stdout) as Stage[];
    const totalMs = stages.reduce((sum, { ms }) => sum + ms, 0);
    const peakMb = Math.max(...stages.map((stage) => stage.peakMb));
    return {
      name: 'data',
      rows: stages.map(({ stage, ms, peakMb: peak }) => ({
        what: `${stage}, ${BARS} bars of a minute`,
        ms: ms.toFixed(0),
        'peak MB': peak.toFixed(0),
      })),
      verdicts: [
        {
          what: `read, checked and stored under ${MOST_MS} ms: ${totalMs.toFixed(0)} ms`,
          isMet: totalMs < MOST_MS,
        },
        {
          what: `under ${MOST_MB} MB, the process itself included: ${peakMb.toFixed(0)} MB`,
          isMet: peakMb < MOST_MB,
        },
      ],
      notes: [],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
