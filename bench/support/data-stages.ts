import { basename } from 'node:path';
import { rawToColumns } from '../../src/agents/columns.ts';
import { prepareBars } from '../../src/agents/data/prepare.ts';
import { createDatasetBars } from '../../src/artifacts/dataset-bars.ts';
import { createFolderStore } from '../../src/artifacts/folder.ts';
import { readFile } from '../../src/data-sources/file.ts';
import { parseSpec } from '../../src/orchestration/spec/parse-spec.ts';
import { processorMs } from './measure.ts';

export interface Stage {
  readonly stage: string;
  /** Processor time, all threads of the process: it stands still while others are served. */
  readonly ms: number;
  /** Time by the clock, which is longer on a busy machine. */
  readonly wallMs: number;
  /** Peak memory of the process so far, MB. */
  readonly peakMb: number;
}

/** Reads, checks and stores a file, stage by stage, in a process of its own: prints the stages as JSON. */
async function main(path: string, store: string): Promise<void> {
  const stages: Stage[] = [];
  const lap = async <T>(stage: string, work: () => T | Promise<T>): Promise<T> => {
    const [start, wallStart] = [processorMs(), performance.now()];
    const result = await work();
    const peakMb = process.resourceUsage().maxRSS / 1_024;
    stages.push({ stage, ms: processorMs() - start, wallMs: performance.now() - wallStart, peakMb });
    return result;
  };
  await lap('start', () => undefined);
  const { signal } = new AbortController();
  const raw = await lap('read', () => readFile(path, basename(path), { signal }));
  const spec = parseSpec({
    market: { symbol: 'EURUSD', timeframe: '1m', source: { kind: 'file', path: basename(path) } },
  });
  await lap('check', () => prepareBars(raw, spec));
  const datasets = createDatasetBars(createFolderStore(store));
  // What `storeDataset` keeps: the bars as they were read, the ask side and the spread with them.
  await lap('store', () => datasets.put(rawToColumns(raw)));
  console.log(JSON.stringify(stages));
}

await main(process.argv[2] ?? '', process.argv[3] ?? '');
