import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { codeHash } from '../../src/code-hash.ts';
import { hashJson, type Sha256, sha256 } from '../../src/kernel/hash.ts';
import { type Calibration, type CalibrationRequest, calibrate } from './calibrate.ts';
import { gateSpec } from './gate-spec.ts';
import type { Judged } from './judge-series.ts';
import { barsOf, type Series } from './series.ts';

/** What a result depends on besides the platform's own code hash: how markets are made and taken through the agents. */
const JUDGING_FILES = [
  './price-process.ts',
  './no-edge.ts',
  './planted-edge.ts',
  './calibrate.ts',
  './judge-series.ts',
  './run-workflow.ts',
  '../../src/orchestration/plan.ts',
  '../../src/orchestration/route.ts',
];

/** What is kept of a series. */
export interface Kept extends Judged {
  /** Hash of the code it was judged by. */
  readonly code: Sha256;
  readonly at: string;
  readonly machine: string;
  /** Load average of the last minute when it ended. */
  readonly load: number;
}

/** A file a series, by the hash of bars, spec and code: a run that is broken off goes on where it was. */
export interface ResultFolder {
  /** Hash of the code as it is. */
  readonly code: Sha256;
  has(series: Series): Promise<boolean>;
  keep(judged: Judged): Promise<void>;
  /** Everything that was judged by one code, in a stable order. @param judgedBy First characters of its hash; the code as it is. */
  all(judgedBy?: string): Promise<readonly Kept[]>;
  /** As `calibrate`, once. */
  calibration(request: CalibrationRequest): Promise<Calibration>;
}

export async function openResultFolder(folder: string): Promise<ResultFolder> {
  await mkdir(folder, { recursive: true });
  const code = await judgingHash();
  const fileOf = async (series: Series): Promise<string> => {
    const { timeMs, ...prices } = await barsOf(series);
    const bars = Object.entries({ timeMs, ...prices }).map(([name, values]) => [name, hashOf(values)]);
    return `series-${hashJson({ bars, spec: gateSpec(series.index), code })}.json`;
  };
  const write = async (name: string, value: unknown): Promise<void> => {
    const partial = join(folder, `${name}.${process.pid}.partial`);
    await writeFile(partial, `${JSON.stringify(value, null, 1)}\n`);
    await rename(partial, join(folder, name));
  };
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folder, name), 'utf8'));
  const names = (): Promise<string[]> => readdir(folder);

  return {
    code,
    has: async (series) => (await names()).includes(await fileOf(series)),
    keep: async (judged) => {
      const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} threads, Node ${process.version}`;
      const kept: Kept = { ...judged, code, at: new Date().toISOString(), machine, load: loadavg()[0] };
      await write(await fileOf(judged.series), kept);
    },
    all: async (judgedBy = code) => {
      const files = (await names()).filter((name) => /^series-[0-9a-f]{64}\.json$/.test(name)).sort();
      const kept = await Promise.all(files.map(async (name) => (await read(name)) as Kept));
      return kept.filter((one) => one.code.startsWith(judgedBy));
    },
    calibration: async (request) => {
      const name = `calibration-${hashJson({ ...request, code })}.json`;
      if ((await names()).includes(name)) return (await read(name)) as Calibration;
      const found = calibrate(request);
      await write(name, found);
      return found;
    },
  };
}

async function judgingHash(): Promise<Sha256> {
  const files = await Promise.all(
    JUDGING_FILES.map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
  );
  return hashJson({ platform: codeHash(), files });
}

const hashOf = (values: Float64Array): Sha256 =>
  sha256(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
