import { basename } from 'node:path';
import { readFile } from '../../src/data-sources/file.ts';
import { processorMs } from './measure.ts';

/** What reading a file took. */
export interface ReadStage {
  /** Name of the format, as the reader calls it. */
  readonly format: string;
  readonly bars: number;
  /** Processor time, all threads of the process. */
  readonly ms: number;
  /** Memory of the process at its peak, and before it began to read, MB. */
  readonly peakMb: number;
  readonly startMb: number;
}

/** Reads one file in a process of its own, for an honest peak: prints a `ReadStage` as JSON. */
async function main(path: string): Promise<void> {
  const peakMb = (): number => process.resourceUsage().maxRSS / 1_024;
  const startMb = peakMb();
  const start = processorMs();
  const { signal } = new AbortController();
  const { bars, noticed } = await readFile(path, basename(path), { signal });
  const stage: ReadStage = {
    format: noticed?.format ?? '',
    bars: bars.timeMs.length,
    ms: processorMs() - start,
    peakMb: peakMb(),
    startMb,
  };
  console.log(JSON.stringify(stage));
}

await main(process.argv[2] ?? '');
