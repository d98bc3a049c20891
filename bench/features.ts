import { computeFamily } from '../src/domain/features/compute.ts';
import { createFeatureStream } from '../src/domain/features/feature-stream.ts';
import { FEATURES, featuresOf } from '../src/domain/features/registry.ts';
import { forEachBar } from '../src/domain/market/bar.ts';
import { market } from './support/market.ts';
import { bestOf, bytesPerBar } from './support/measure.ts';
import type { BenchReport } from './support/report.ts';

const BARS = 100_000;
const STREAMED_BARS = 20_000;
const MOST_MATRIX_MS = 500;
const MOST_BAR_MS = 0.2;

/** The default matrix of one symbol, whole and bar by bar. */
export async function bench(): Promise<BenchReport> {
  const bars = market(BARS);
  const families = [...new Set(FEATURES.map((feature) => feature.family))];
  const measured = families.map((family) => ({
    family,
    columns: featuresOf(family).length,
    ms: bestOf(() => computeFamily(family, bars), { warmUps: 4, runs: 8 }),
    bytes: bytesPerBar(() => computeFamily(family, bars), BARS),
  }));
  const defaultMs = measured
    .filter(({ family }) => family === 'technical' || family === 'smc')
    .reduce((sum, { ms }) => sum + ms, 0);

  const names = FEATURES.map((feature) => feature.name);
  const short = market(STREAMED_BARS);
  const streamMs = bestOf(
    () => {
      const stream = createFeatureStream(names);
      forEachBar(short, (bar) => stream.push(bar));
    },
    { warmUps: 1, runs: 3 },
  );
  const perBar = streamMs / STREAMED_BARS;
  return {
    name: 'features',
    rows: [
      ...measured.map(({ family, columns, ms, bytes }) => ({
        what: `${family} columns, ${BARS} bars`,
        columns,
        ms: ms.toFixed(0),
        'bytes a bar': bytes.toFixed(0),
      })),
      {
        what: 'stream of all families, one bar',
        columns: names.length,
        ms: perBar.toFixed(4),
        'bytes a bar': '-',
      },
    ],
    verdicts: [
      {
        what: `technical and smc matrix on ${BARS} bars under ${MOST_MATRIX_MS} ms: ${defaultMs.toFixed(0)} ms`,
        isMet: defaultMs < MOST_MATRIX_MS,
      },
      {
        what: `one streamed bar of the whole matrix under ${MOST_BAR_MS} ms: ${perBar.toFixed(4)} ms`,
        isMet: perBar < MOST_BAR_MS,
      },
    ],
    notes: [],
  };
}
