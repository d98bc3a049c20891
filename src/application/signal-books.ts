import { AppError } from '../kernel/errors.ts';
import type { ArtifactRef } from '../orchestration/artifact-ref.ts';
import { type BookedSignal, type SignalBook, signalBookSchema } from '../orchestration/signal-book.ts';
import { currentRiskAssessment } from '../orchestration/state.ts';
import { signalsToCsv } from '../report/signals-csv.ts';
import type { ArtifactStore } from './ports/artifact-store.ts';
import type { ModelRow, ModelStage } from './ports/models.ts';
import type { Repositories } from './ports/store.ts';

export interface SignalSources {
  readonly store: Pick<Repositories, 'workflows' | 'checkpoints' | 'models'>;
  readonly artifactStore: Pick<ArtifactStore, 'get'>;
}

/** The signals of a workflow: as a document, and the reference of the same as a table. */
interface WorkflowSignals {
  readonly book: SignalBook;
  readonly table: ArtifactRef;
}

/** The same as something to send. `arrow` has numbers only. */
export type SignalExport =
  | { readonly format: 'json'; readonly book: SignalBook }
  | { readonly format: 'csv'; readonly text: string }
  | { readonly format: 'arrow'; readonly bytes: Uint8Array };

/**
 * The signals of a workflow with the risk manager's decisions.
 * @throws AppError `not_found` for an unknown workflow, or one whose signals were not assessed yet.
 */
export async function exportSignals(
  sources: SignalSources,
  workflowId: string,
  format: SignalExport['format'],
): Promise<SignalExport> {
  const { book, table } = await workflowSignals(sources, workflowId);
  if (format === 'json') return { format, book };
  if (format === 'csv') return { format, text: signalsToCsv(book) };
  return { format, bytes: await sources.artifactStore.get(table.hash) };
}

async function workflowSignals(sources: SignalSources, workflowId: string): Promise<WorkflowSignals> {
  const workflow = await sources.store.workflows.get(workflowId);
  if (!workflow) {
    throw new AppError(
      'not_found',
      `There is no workflow "${workflowId}". GET /v1/workflows lists those there are.`,
    );
  }
  const signals = await findSignals(sources, workflowId);
  if (signals) return signals;
  throw new AppError(
    'not_found',
    `The workflow "${workflowId}" has no signals yet: the risk manager has not assessed them.`,
  );
}

async function findSignals(
  { store, artifactStore }: SignalSources,
  workflowId: string,
): Promise<WorkflowSignals | null> {
  const checkpoint = await store.checkpoints.latest(workflowId);
  const assessment = checkpoint && currentRiskAssessment(checkpoint.state);
  if (!assessment) return null;
  const bytes = await artifactStore.get(assessment.signalBook.hash);
  const book = signalBookSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  return { book, table: assessment.signalTable };
}

/** A signal of a released bot. */
export interface ReleasedSignal extends BookedSignal {
  readonly symbol: string;
  readonly timeframe: string;
  readonly modelId: string;
  readonly modelStage: ModelStage;
  readonly workflowId: string;
}

export interface SignalQuery {
  readonly symbol?: string | undefined;
  readonly limit: number;
}

/** Bots in use, the ones whose word counts most first. */
const STAGES_IN_USE = ['champion', 'challenger'] as const satisfies readonly ModelStage[];
/** Bots of one stage that are asked, newest first. */
const BOTS = 50;

/**
 * The signals of the bots in use, newest first, each once: runs over the same bars find the same signals again. Of two with
 * one identity (symbol, timeframe, time, side) the champion's is taken, else that of the newer model. Rejected ones are left out.
 */
export async function releasedSignals(
  sources: SignalSources,
  { symbol, limit }: SignalQuery,
): Promise<readonly ReleasedSignal[]> {
  const pages = await Promise.all(
    STAGES_IN_USE.map((stage) => sources.store.models.list({ stage, symbol, limit: BOTS })),
  );
  const models = pages.flatMap((page) => page.items);
  const books = await Promise.all(models.map((model) => signalsOf(sources, model)));
  const once = new Map<string, ReleasedSignal>();
  for (const signal of books.flat()) if (!once.has(signal.id)) once.set(signal.id, signal);
  return [...once.values()]
    .sort((a, b) => b.at.localeCompare(a.at) || a.id.localeCompare(b.id))
    .slice(0, limit);
}

async function signalsOf(sources: SignalSources, model: ModelRow): Promise<ReleasedSignal[]> {
  const found = await findSignals(sources, model.workflowId);
  if (found?.book.modelId !== model.id) return [];
  const { symbol, timeframe, signals } = found.book;
  return signals
    .filter((signal) => signal.decision !== 'rejected')
    .map((signal) => ({
      ...signal,
      symbol,
      timeframe,
      modelId: model.id,
      modelStage: model.stage,
      workflowId: model.workflowId,
    }));
}
