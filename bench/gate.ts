import { createThreadPool } from '../src/compute/thread-pool.ts';
import { addEvidence, keyOf, published } from './gate/evidence.ts';
import { gateSpec } from './gate/gate-spec.ts';
import { gateMarkdown, gateReport } from './gate/gate-text.ts';
import type { Judged } from './gate/judge-series.ts';
import { type GateOptions, parseOptions } from './gate/options.ts';
import { publish } from './gate/publish.ts';
import { openResultFolder, type ResultFolder } from './gate/result-folder.ts';
import { isEdgeKind, type Series } from './gate/series.ts';
import { summarise } from './gate/summarise.ts';
import type { BenchReport } from './support/report.ts';

/** Markets a planted edge is calibrated over: ten years of hours each. */
const CALIBRATION = { markets: 96, bars: 62_400 };

/**
 * Error rates of the whole gate: generated markets with and without an edge go through the platform's agents, and what
 * is released is counted. Results stay in a folder; every run adds to them and reports all of them.
 */
export async function bench(args: readonly string[] = []): Promise<BenchReport> {
  const options = parseOptions(args);
  const folder = await openResultFolder(options.folder);
  const wanted = await plan(options, folder);
  const before = await published();
  const done = new Set(before.filter(({ code }) => code === folder.code).map(keyOf));
  const pending: Series[] = [];
  for (const series of wanted) {
    if (!done.has(keyOf({ series })) && !(await folder.has(series))) pending.push(series);
  }
  console.log(`${pending.length} of ${wanted.length} series to judge; results in ${options.folder}`);
  const ended = await judgeAll(pending, options, folder);

  const code = options.code ?? folder.code;
  const own = await folder.all(code);
  // Of what is in the folder, too, the folder says more.
  const inFolder = new Set(own.map(keyOf));
  const kept = [...before.filter((one) => one.code.startsWith(code) && !inFolder.has(keyOf(one))), ...own];
  if (kept.length === 0) {
    return {
      name: 'gate',
      rows: [],
      verdicts: [],
      notes: ['No series was judged by this code yet; --code reports what another one judged.'],
    };
  }
  const shown = options.publish ? await addEvidence(kept) : kept;
  const summary = summarise(shown, gateSpec(0).validation.alpha);
  const left = pending.length - ended;
  const report = gateReport(summary, left > 0 ? [`${left} series of this plan are left: run it again.`] : []);
  if (options.publish) await publish(gateMarkdown(summary));
  return report;
}

/** All series of a run, the first of every cell before the second of any. */
async function plan(
  { kinds, sharpes, bars, series, first }: GateOptions,
  folder: ResultFolder,
): Promise<Series[]> {
  const cells: Omit<Series, 'index'>[] = [];
  for (const kind of kinds) {
    if (!isEdgeKind(kind)) {
      cells.push({ kind, sharpe: 0, strength: 0, bars });
      continue;
    }
    for (const sharpe of sharpes) {
      const found = await folder.calibration({ kind, sharpe, spec: gateSpec(0), ...CALIBRATION });
      console.log(
        `${kind}, Sharpe ${sharpe}: ${found.strength.toFixed(4)} deviations a bar give ${found.sharpe.toFixed(2)} ± ${found.standardError.toFixed(2)}`,
      );
      cells.push({ kind, sharpe, strength: found.strength, bars });
    }
  }
  return Array.from({ length: series }, (_, k) =>
    cells.map((cell) => ({ ...cell, index: first + k })),
  ).flat();
}

/** @returns Series that were judged before the time was over. */
async function judgeAll(
  pending: readonly Series[],
  { threads, minutes }: GateOptions,
  folder: ResultFolder,
): Promise<number> {
  const pool = createThreadPool<Series, Judged>({
    file: new URL('./gate/series.thread.ts', import.meta.url),
    threads,
    maxWaiting: threads,
  });
  const endMs = performance.now() + minutes * 60_000;
  const { signal } = new AbortController();
  let next = 0;
  let ended = 0;
  const work = async (): Promise<void> => {
    while (next < pending.length && performance.now() < endMs) {
      const judged = await pool.run(pending[next++], signal);
      await folder.keep(judged);
      ended++;
      console.log(`${ended}/${pending.length} ${describe(judged)}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, work));
  } finally {
    await pool.stop();
  }
  return ended;
}

function describe({ series, outcome, attempts, riskFailed, seconds, spentMs }: Judged): string {
  const { kind, sharpe, bars, index } = series;
  const why = [...(attempts.at(-1)?.failed ?? []), ...riskFailed].join(' ');
  const spent = Object.entries(spentMs).map(([task, ms]) => `${task} ${(ms / 1_000).toFixed(0)}`);
  return `${kind} ${sharpe} ${bars} #${index}: ${outcome}${why && `, ${why}`} (${seconds.toFixed(0)} s: ${spent.join(', ')})`;
}
