import { type Bars, barCount, sliceBars } from '../domain/market/bars.ts';
import { assessQuality, type QualityAssessment } from '../domain/quality/assess.ts';
import type { QualityFinding } from '../domain/quality/finding.ts';
import { barsPerYear } from '../domain/split/bars-per-year.ts';
import { chronologicalSplit, type Segment } from '../domain/split/chronological.ts';
import { AppError } from '../kernel/errors.ts';
import { type Sha256, sha256 } from '../kernel/hash.ts';
import { symbolOf, TIMEFRAME_MINUTES } from '../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { AgentPatch, DatasetInfo, Finding, Note } from '../orchestration/state.ts';
import type { Agent, AgentContext } from './agent.ts';
import { barsToColumns } from './columns.ts';

/** Reads the bars, judges and cleans them, splits them, and seals the test segment. */
export const dataEngineer: Agent = {
  role: 'data_engineer',
  run: async ({ spec }, context) => {
    const { market } = spec;
    context.progress(0, 'reading bars');
    const raw = await context.marketData.read(market.source, context.signal);
    const wanted = inPeriod(raw.bars, market);
    requireBars(wanted, raw.bars, market);
    context.progress(0.4, `${barCount(wanted)} bars read, checking them`);
    const assessment = assessQuality(wanted, TIMEFRAME_MINUTES[market.timeframe]);
    for (const repair of assessment.repairs) context.logger.info({ repair }, repair.message);
    context.signal.throwIfAborted();
    context.progress(0.7, 'splitting and storing');
    const dataset = await storeDataset(spec, raw.origin, assessment, context);
    context.progress(1, `dataset ready, quality ${dataset.quality.score}`);
    return patchOf(dataset, assessment);
  },
};

/** Bars that open in the spec's period; both ends inclusive, a date alone means the whole day (UTC). */
function inPeriod(bars: Bars, { from, to }: WorkflowSpec['market']): Bars {
  const first = from === undefined ? -Infinity : Date.parse(from);
  const last = to === undefined ? Infinity : Date.parse(to) + (to.includes('T') ? 0 : DAY_MS - 1);
  if (first === -Infinity && last === Infinity) return bars;
  // Not a slice: the file need not be in order.
  const isWanted = (_: number, i: number): boolean => bars.timeMs[i] >= first && bars.timeMs[i] <= last;
  return {
    timeMs: bars.timeMs.filter(isWanted),
    open: bars.open.filter(isWanted),
    high: bars.high.filter(isWanted),
    low: bars.low.filter(isWanted),
    close: bars.close.filter(isWanted),
    volume: bars.volume.filter(isWanted),
  };
}

const DAY_MS = 86_400_000;

function requireBars(wanted: Bars, all: Bars, { from, to }: WorkflowSpec['market']): void {
  if (barCount(wanted) > 0) return;
  const times = all.timeMs.toSorted();
  throw new AppError(
    'data_insufficient',
    `No bar opens from ${from ?? 'the beginning'} to ${to ?? 'the end'}; the source runs from ${iso(times[0])} to ${iso(times[times.length - 1])}.`,
  );
}

async function storeDataset(
  spec: WorkflowSpec,
  origin: string,
  { cleaned, score, verdict, findings, repairs }: QualityAssessment,
  { artifacts }: AgentContext,
): Promise<DatasetInfo> {
  const symbol = symbolOf(spec.market);
  const { timeframe } = spec.market;
  const { train, validation, test } = chronologicalSplit({ bars: barCount(cleaned), ...spec.split });
  const segments = {
    train: segmentInfo(cleaned, train),
    validation: segmentInfo(cleaned, validation),
    test: segmentInfo(cleaned, test),
  };
  const id = datasetId(cleaned, symbol, timeframe);
  const stated = findings.map(statedFinding);
  const report = await artifacts.putJson('quality_report', {
    datasetId: id,
    symbol,
    timeframe,
    source: origin,
    bars: barCount(cleaned),
    firstAt: segments.train.firstAt,
    lastAt: segments.test.lastAt,
    score,
    verdict,
    findings: stated,
    repairs: repairs.map(({ firstAtMs, ...repair }) => ({ ...repair, firstAt: firstAtMs.map(iso) })),
    segments,
  });
  return {
    id,
    // Whatever source or period: looking at one market at one timeframe again is one more trial on it.
    family: `${symbol.toUpperCase()}:${timeframe}`,
    symbol,
    timeframe,
    source: origin,
    bars: barCount(cleaned),
    barsPerYear: barsPerYear(cleaned.timeMs),
    segments,
    development: await artifacts.putColumns('bars', barsToColumns(sliceBars(cleaned, 0, validation.to))),
    // From the end of validation on: the embargo warms the test up, and no bar is in neither artifact.
    sealedTest: await artifacts.putColumns(
      'sealed_bars',
      barsToColumns(sliceBars(cleaned, validation.to, test.to)),
    ),
    quality: { score, verdict, findings: stated, report },
  };
}

const segmentInfo = ({ timeMs }: Bars, { from, to }: Segment) => ({
  from,
  to,
  firstAt: iso(timeMs[from]),
  lastAt: iso(timeMs[to - 1]),
});

/** Identity of a dataset: the cleaned bars with symbol and timeframe. The same bars from two formats have one id. */
function datasetId(bars: Bars, symbol: string, timeframe: string): Sha256 {
  const parts: Buffer[] = [Buffer.from(`${symbol.toUpperCase()}\0${timeframe}\0`)];
  for (const values of Object.values(barsToColumns(bars))) parts.push(littleEndian(values));
  return sha256(Buffer.concat(parts));
}

/** Bytes of the values in one order on every processor, with one pattern for NaN (a missing volume). */
function littleEndian(values: Float64Array): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  for (let i = 0; i < values.length; i++) {
    bytes.writeDoubleLE(Number.isNaN(values[i]) ? Number.NaN : values[i], i * 8);
  }
  return bytes;
}

const statedFinding = ({ examples, ...finding }: QualityFinding): Finding => ({
  ...finding,
  examples: examples.map(({ timeMs, detail }) => ({ at: iso(timeMs), detail })),
});

const iso = (timeMs: number): string => new Date(timeMs).toISOString();

function patchOf(dataset: DatasetInfo, { repairs, findings }: QualityAssessment): AgentPatch {
  const { segments, quality } = dataset;
  const lines = [
    `${dataset.bars} ${dataset.timeframe} bars of ${dataset.symbol} from ${dataset.source}, ${day(segments.train.firstAt)} to ${day(segments.test.lastAt)}.`,
    `Quality ${quality.score} of 100, ${VERDICT_WORDS[quality.verdict]}.`,
    ...(repairs.length > 0 ? [`Repairs: ${repairs.map((repair) => repair.message).join('; ')}.`] : []),
    `Train ${length(segments.train)}, validation ${length(segments.validation)}, sealed test ${length(segments.test)} bars.`,
  ];
  return {
    dataset,
    messages: [{ role: 'data_engineer', text: lines.join(' ').slice(0, 2_000) }],
    warnings: findings.filter((finding) => finding.severity === 'warning').map(toWarning),
  };
}

const VERDICT_WORDS = {
  accept: 'accepted',
  accept_with_warnings: 'accepted with warnings',
  block: 'blocked until a person accepts the findings',
} as const;

const day = (at: string): string => at.slice(0, 10);
const length = ({ from, to }: Segment): number => to - from;

const toWarning = ({ rule, message }: QualityFinding): Note => ({
  role: 'data_engineer',
  code: rule,
  message: message.slice(0, 2_000),
});
