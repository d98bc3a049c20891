import type { AgentContext, AgentLogger } from '../../src/agents/agent.ts';
import { CALCULATIONS } from '../../src/agents/calculations.ts';
import type {
  Artifacts,
  Columns,
  Compute,
  FinishedFit,
  FitMemo,
  MarketData,
  RawBars,
  SealedResult,
  StudyStop,
  TrialLedger,
  TrialRecord,
  Vault,
} from '../../src/agents/ports.ts';
import { AppError } from '../../src/kernel/errors.ts';
import { sha256 } from '../../src/kernel/hash.ts';
import { canonicalJson, type Json } from '../../src/kernel/json.ts';
import { createRng } from '../../src/kernel/rng.ts';
import { type ArtifactKind, type ArtifactRef, isSealedKind } from '../../src/orchestration/artifact-ref.ts';

/** What an agent told its context, for the assertions of a test. */
export interface AgentContextProbe {
  readonly context: AgentContext;
  readonly artifacts: MemoryArtifacts;
  readonly ledger: MemoryLedger;
  readonly vault: MemoryVault;
  readonly progress: readonly { readonly fraction: number; readonly message: string }[];
}

/**
 * An agent's context whose ports live in memory and keep their contracts: artifacts are addressed by hash and
 * sealed kinds refused, the ledger knows a repetition, the vault opens once a lineage. Compute and market data
 * are real adapters when a test passes them (`{ compute: createCompute({ threads: 2 }) }`); else using them fails, but
 * for the pure calculations, which then run where they are asked for.
 */
export function createAgentContext(overrides: Partial<AgentContext> = {}): AgentContextProbe {
  const artifacts = memoryArtifacts();
  const ledger = memoryLedger();
  const vault = memoryVault(artifacts);
  const progress: { fraction: number; message: string }[] = [];
  const context: AgentContext = {
    signal: new AbortController().signal,
    logger: silentLogger,
    rng: createRng('test'),
    progress: (fraction, message) => progress.push({ fraction, message }),
    artifacts,
    marketData: absentMarketData,
    compute: absentCompute,
    trials: ledger,
    fitMemo: memoryFitMemo(),
    vault,
    ...overrides,
  };
  return { context, artifacts, ledger, vault, progress };
}

export const silentLogger: AgentLogger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
};

export interface MemoryArtifacts extends Artifacts {
  /** Reads any kind, as the vault does. */
  unsealed(ref: ArtifactRef): Columns;
  /** Everything stored, in the order of its first storing. */
  readonly refs: readonly ArtifactRef[];
}

type Content = { readonly columns: Columns } | { readonly text: string };

export function memoryArtifacts(): MemoryArtifacts {
  const contents = new Map<string, Content>();
  const refs: ArtifactRef[] = [];

  const keep = (ref: ArtifactRef, content: Content): ArtifactRef => {
    if (!contents.has(ref.hash)) refs.push(ref);
    contents.set(ref.hash, content);
    return ref;
  };
  const find = (ref: ArtifactRef): Content => {
    const content = contents.get(ref.hash);
    if (!content) throw new AppError('artifact_missing', `No artifact ${ref.hash} (${ref.kind})`);
    return content;
  };
  const columnsOf = (ref: ArtifactRef): Columns => {
    const content = find(ref);
    if ('columns' in content) return content.columns;
    throw new AppError('artifact_corrupt', `Artifact ${ref.hash} holds no table`);
  };
  const textOf = (ref: ArtifactRef): string => {
    const content = find(ref);
    if ('text' in content) return content.text;
    throw new AppError('artifact_corrupt', `Artifact ${ref.hash} holds no text`);
  };

  return {
    refs,
    unsealed: columnsOf,
    putColumns: async (kind, columns) => keep(tableRef(kind, columns), { columns: copied(columns) }),
    getColumns: async (ref) => {
      if (isSealedKind(ref.kind)) throw new AppError('sealed_segment', 'Only the vault opens sealed bars');
      return columnsOf(ref);
    },
    putJson: async (kind, value) => {
      const text = canonicalJson(value);
      return keep(textRef(kind, text, 'application/json'), { text });
    },
    getJson: async (ref) => JSON.parse(textOf(ref)) as Json,
    putText: async (kind, text, mediaType) => keep(textRef(kind, text, mediaType), { text }),
    getText: async (ref) => textOf(ref),
  };
}

export interface MemoryLedger extends TrialLedger {
  readonly records: readonly TrialRecord[];
}

export function memoryLedger(): MemoryLedger {
  const records: TrialRecord[] = [];
  const stops = new Map<string, StudyStop>();
  return {
    records,
    record: async (trials) => {
      for (const trial of trials) {
        const at = records.findIndex((r) => r.family === trial.family && r.configHash === trial.configHash);
        if (at < 0) records.push(trial);
        else if (/pruned|failed/.test(records[at].status) && trial.status === 'scored') records[at] = trial;
      }
    },
    summary: async (family) => {
      const own = records.filter((record) => record.family === family);
      const sharpesPerBar = own.flatMap((record) =>
        record.status === 'scored' && record.sharpePerBar !== null ? [record.sharpePerBar] : [],
      );
      return { count: own.length, sharpesPerBar };
    },
    // In memory there is one workflow, and nothing before it; a test passes its own ledger for that.
    best: async () => [],
    judged: async () => [],
    stopOf: async (key) => stops.get(key) ?? null,
    recordStop: async (stop) => {
      if (!stops.has(stop.key)) stops.set(stop.key, stop);
      return stops.get(stop.key) ?? stop;
    },
  };
}

export function memoryFitMemo(): FitMemo & { readonly known: ReadonlyMap<string, FinishedFit> } {
  const known = new Map<string, FinishedFit>();
  return {
    known,
    find: async (key) => known.get(key) ?? null,
    store: async (key, fit) => {
      const earlier = known.get(key);
      known.set(key, earlier ? { ...earlier, modelText: earlier.modelText ?? fit.modelText } : fit);
    },
  };
}

export interface MemoryVault extends Vault {
  readonly openings: readonly {
    readonly lineage: string;
    readonly modelId: string;
    readonly reason: string;
  }[];
}

export function memoryVault(artifacts: MemoryArtifacts): MemoryVault {
  const openings: { lineage: string; modelId: string; strategy: string; reason: string }[] = [];
  const results = new Map<string, SealedResult>();
  return {
    openings,
    open: async ({ ref, lineage, modelId, strategy, reason }) => {
      const earlier = openings.find((opening) => opening.lineage === lineage);
      if (earlier && (earlier.modelId !== modelId || earlier.strategy !== strategy)) {
        throw new AppError('sealed_segment', `Lineage ${lineage} has opened its test segment already`);
      }
      if (!earlier) openings.push({ lineage, modelId, strategy, reason });
      return artifacts.unsealed(ref);
    },
    conclude: async (lineage, result) => {
      const standing = results.get(lineage) ?? result;
      results.set(lineage, standing);
      return standing;
    },
  };
}

function tableRef(kind: ArtifactKind, columns: Columns): ArtifactRef {
  const names = Object.keys(columns);
  const lengths = new Set(names.map((name) => columns[name].length));
  if (lengths.size > 1)
    throw new TypeError(`columns of ${kind} differ in length: ${[...lengths].join(', ')}`);
  const parts = names.flatMap((name) => {
    const { buffer, byteOffset, byteLength } = columns[name];
    return [Buffer.from(`${name}\0`), Buffer.from(buffer, byteOffset, byteLength)];
  });
  const bytes = Buffer.concat(parts);
  const rows = names.length === 0 ? 0 : columns[names[0]].length;
  return {
    hash: sha256(bytes),
    kind,
    mediaType: 'application/vnd.apache.arrow.file',
    bytes: bytes.length,
    rows,
  };
}

function textRef(kind: ArtifactKind, text: string, mediaType: string): ArtifactRef {
  return { hash: sha256(text), kind, mediaType, bytes: Buffer.byteLength(text) };
}

const copied = (columns: Columns): Columns =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, Float64Array.from(values)]));

const noMarketData = async (): Promise<never> => {
  throw new AppError('internal', 'This test gave its agent no market data');
};
const absentMarketData: MarketData = { read: noMarketData, readNews: noMarketData };

/** Market data that give the same bars, whatever source is asked for. */
export const marketDataOf = (raw: RawBars): MarketData => ({ ...absentMarketData, read: async () => raw });

const noCompute = async (): Promise<never> => {
  throw new AppError('internal', 'This test gave its agent no compute');
};
const absentCompute: Compute = {
  concurrency: 1,
  share: (value) => value,
  calculate: async (name, input, signal) => {
    const output = CALCULATIONS[name](input, () => false);
    signal.throwIfAborted();
    return output;
  },
  identity: async () => sha256('no compute'),
  screen: noCompute,
  assess: noCompute,
  fit: noCompute,
  predict: noCompute,
  contributions: noCompute,
  predictVariants: noCompute,
};
