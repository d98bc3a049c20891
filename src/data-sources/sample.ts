import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { RawBars } from '../agents/ports.ts';
import type { SourceSpec } from '../orchestration/spec/source.ts';
import { readFile as readBars } from './file.ts';
import { unreadable } from './unreadable.ts';

type SampleName = Extract<SourceSpec, { kind: 'sample' }>['name'];

/** Which file of which npm package a sample is. Read beside the package's entry: its `exports` name no data files. */
const SAMPLES: Record<SampleName, { readonly package: string; readonly file: string }> = {
  // S&P 500 index, daily, 2000-01-03 to 2020-04-17, from Yahoo Finance.
  sp500: { package: 'vega-datasets', file: 'data/sp500-2000.csv' },
};

/** Bars that ship with an installed package; nothing is fetched. @throws AppError `data_unreadable`. */
export async function readSample(name: SampleName, signal: AbortSignal): Promise<RawBars> {
  const sample = SAMPLES[name];
  const root = packageRoot(sample.package);
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const origin = `${sample.package} ${manifest.version}, ${sample.file}`;
  return readBars(path.join(root, sample.file), origin, { signal });
}

function packageRoot(name: string): string {
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (cause) {
    throw unreadable('the npm package of this sample is not installed', { origin: name }, cause);
  }
}
