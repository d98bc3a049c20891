import { type Bars, barCount, sliceBars } from '../domain/market/bars.ts';
import { barsPerYear } from '../domain/split/bars-per-year.ts';
import { chronologicalSplit, type Segment } from '../domain/split/chronological.ts';
import { AppError } from '../kernel/errors.ts';
import { saidOfMarket } from '../orchestration/spec/market.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import type { AgentPatch, DatasetInfo, Finding, Note } from '../orchestration/state.ts';
import type { Agent, AgentContext } from './agent.ts';
import { barsToColumns, rawToColumns } from './columns.ts';
import { storeBeside } from './data/beside.ts';
import type { PreparedData } from './data/prepare.ts';
import { qualityDocument, statedFindings } from './data/quality-document.ts';
import { readConversion } from './data/read-conversion.ts';
import { repairColumns, splitByTime, splitRaw } from './data/repair-columns.ts';
import type { SourceBars } from './data/source-bars.ts';
import { wantedBars } from './data/wanted-bars.ts';
import type { RawBars } from './ports.ts';

/** Share of the work that reading is, as far as people are told. */
const READ_SHARE = 0.4;

/** Reads the bars, judges and cleans them, splits them, and seals the test segment. */
export const dataEngineer: Agent = {
  role: 'data_engineer',
  run: async ({ spec }, context) => {
    const { market } = spec;
    context.progress(0, 'reading bars');
    const said = saidOfMarket(market);
    const onProgress = (fraction: number, message: string) =>
      context.progress(READ_SHARE * fraction, message);
    const read = await context.marketData.read(market.source, context.signal, onProgress, said);
    const wanted = wantedBars(read, market);
    context.progress(READ_SHARE, `${barCount(wanted.bars)} bars read, checking them`);
    const { compare } = spec.quality;
    const other = compare
      ? await context.marketData.read(compare.source, context.signal, undefined, { ...said, stamp: 'open' })
      : null;
    const companion = market.companion
      ? await context.marketData.read(market.companion.source, context.signal, undefined, {
          symbol: market.companion.symbol,
        })
      : null;
    const options = {
      asOfMs: wanted.asOfMs ?? null,
      other,
      companion: companion?.bars ?? null,
      conversion: await readConversion(spec, context),
    };
    const task = { raw: wanted, spec: { market, quality: spec.quality }, options };
    const prepared = await context.compute.calculate('prepare', task, context.signal);
    if (companion) requireCompanion(prepared.bars, companion.origin);
    for (const { step, count, message } of prepared.assessment.repairs) {
      context.logger.info({ step, count }, message);
    }
    context.signal.throwIfAborted();
    context.progress(0.7, 'splitting and storing');
    const dataset = await storeDataset(spec, wanted, prepared, context);
    context.progress(1, `dataset ready, quality ${dataset.quality.score}`);
    return patchOf(dataset, prepared);
  },
};

/** A second market that never trades with the first one is a mistake, not a feature without values. */
function requireCompanion({ companionHigh }: Bars, origin: string): void {
  if (companionHigh?.some((price) => !Number.isNaN(price))) return;
  throw new AppError(
    'data_insufficient',
    `No bar of the second market (${origin}) lies within a bar of the first; check period, bar length and clock of market.companion`,
  );
}

async function storeDataset(
  spec: WorkflowSpec,
  raw: RawBars,
  prepared: PreparedData,
  context: AgentContext,
): Promise<DatasetInfo> {
  const { artifacts } = context;
  const { id, symbol, instrument, bars, assessment } = prepared;
  const { timeframe } = spec.market;
  const { train, validation, test } = chronologicalSplit({ bars: barCount(bars), ...spec.split });
  const segments = {
    train: segmentInfo(bars, train),
    validation: segmentInfo(bars, validation),
    test: segmentInfo(bars, test),
  };
  const shown = sliceBars(bars, 0, validation.to);
  const sealedFromMs = bars.timeMs[validation.to];
  const sources = await storeSources(raw, prepared, sealedFromMs, artifacts);
  const report = await artifacts.putJson('quality_report', {
    ...qualityDocument(prepared, { spec, origin: raw.origin, noticed: raw.noticed, shown, sealedFromMs }),
    segments,
    artifacts: sources,
  });
  const { score, verdict, findings } = assessment;
  return {
    id,
    // Whatever source or period: looking at one market at one timeframe again is one more trial on it.
    family: `${symbol.toUpperCase()}:${timeframe}`,
    symbol,
    instrument,
    timeframe,
    source: raw.origin,
    bars: barCount(bars),
    barsPerYear: barsPerYear(bars.timeMs),
    segments,
    development: await artifacts.putColumns('bars', barsToColumns(shown)),
    // From the end of validation on: the embargo warms the test up, and no bar is in neither artifact.
    sealedTest: await artifacts.putColumns(
      'sealed_bars',
      barsToColumns(sliceBars(bars, validation.to, test.to)),
    ),
    ...(await storeBeside(spec, { shown, instrument, companion: prepared.companion, sealedFromMs }, context)),
    quality: { score, verdict, findings: statedFindings(findings, sealedFromMs), report },
  };
}

/** Keeps the bars as they were read, and the log of what was done to them; what lies in the sealed time is sealed. */
async function storeSources(
  raw: SourceBars,
  { assessment }: PreparedData,
  sealedFromMs: number,
  artifacts: AgentContext['artifacts'],
): Promise<Record<string, string>> {
  const { before, after } = splitRaw(raw, sealedFromMs);
  const log = repairColumns(assessment.repairs, raw.bars);
  const parts = log === null ? { before: null, after: null } : splitByTime(log, sealedFromMs);
  const refs = {
    rawBars: await artifacts.putColumns('raw_bars', rawToColumns(before)),
    sealedRawBars: await artifacts.putColumns('sealed_raw_bars', rawToColumns(after)),
    ...(parts.before && { repairLog: await artifacts.putColumns('repair_log', parts.before) }),
    ...(parts.after && { sealedRepairLog: await artifacts.putColumns('sealed_repair_log', parts.after) }),
  };
  return Object.fromEntries(Object.entries(refs).map(([name, ref]) => [name, ref.hash]));
}

const segmentInfo = ({ timeMs }: Bars, { from, to }: Segment) => ({
  from,
  to,
  firstAt: iso(timeMs[from]),
  lastAt: iso(timeMs[to - 1]),
});

const iso = (timeMs: number): string => new Date(timeMs).toISOString();

function patchOf(dataset: DatasetInfo, { assessment: { repairs } }: PreparedData): AgentPatch {
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
    warnings: quality.findings.filter((finding) => finding.severity === 'warning').map(toWarning),
  };
}

const VERDICT_WORDS = {
  accept: 'accepted',
  accept_with_warnings: 'accepted with warnings',
  block: 'blocked until a person accepts the findings',
} as const;

const day = (at: string): string => at.slice(0, 10);
const length = ({ from, to }: Segment): number => to - from;

const toWarning = ({ rule, message }: Finding): Note => ({
  role: 'data_engineer',
  code: rule,
  message: message.slice(0, 2_000),
});
