import { AppError, type ErrorIssue } from '../../kernel/errors.ts';
import { parseSpec } from './parse-spec.ts';
import type { FileSource } from './source.ts';
import type { WorkflowSpec } from './spec.ts';

/** What is said of a file of bars, beside the file itself. */
export interface SaidOfFile {
  /** Name of the file: the symbol is read from it when nothing else tells. */
  readonly fileName: string;
  /** A spec's `market` and `quality` blocks, as they came from outside. */
  readonly spec?: unknown;
  /** Single answers; each goes before that of `spec`. */
  readonly symbol?: string | undefined;
  readonly timeframe?: string | undefined;
  readonly zone?: string | undefined;
  readonly priceScale?: number | undefined;
  readonly adjustDividends?: boolean | undefined;
  /** Another file the bars are held against: the source of `quality.compare`. */
  readonly against?: { readonly fileName: string; readonly timeframe?: string | undefined } | undefined;
}

/** What a file is read and judged by, defaults filled in. */
export interface FileDatasetSpec extends Pick<WorkflowSpec, 'market' | 'quality'> {
  /** How the file is to be read. */
  readonly hints: Omit<FileSource, 'kind' | 'path'>;
}

type Block = Readonly<Record<string, unknown>>;

/**
 * The `market` and `quality` of a file: the blocks that are given, the single answers before them, and what the content
 * told where neither says it. The file itself is the source; `market.source` may say how it is read.
 * @param found what the content told, once it was read
 * @throws AppError `spec_invalid` with every problem and its path
 */
export function fileDatasetSpec(
  said: SaidOfFile,
  found: { readonly symbol?: string | null; readonly timeframe?: string } = {},
): FileDatasetSpec {
  const { market, quality } = blocksOf(said);
  const { symbol = market.symbol ?? found.symbol ?? undefined } = said;
  const timeframe = saidTimeframe(said) ?? found.timeframe;
  const { against } = said;
  const spec = parseSpec({
    market: {
      ...market,
      ...(symbol !== undefined && { symbol }),
      ...(timeframe !== undefined && { timeframe }),
      source: { ...asBlock(market.source), ...singleHints(said), kind: 'file', path: said.fileName },
    },
    quality: {
      ...quality,
      ...(against && {
        compare: {
          ...asBlock(quality.compare),
          ...(against.timeframe !== undefined && { timeframe: against.timeframe }),
          source: { kind: 'file', path: against.fileName },
        },
      }),
    },
  });
  const { kind: _, path: _path, ...hints } = spec.market.source as FileSource;
  return { market: spec.market, quality: spec.quality, hints };
}

/** The bar length somebody named; undefined when the content has to tell. */
export function saidTimeframe(said: SaidOfFile): unknown {
  return said.timeframe ?? asBlock(asBlock(said.spec).market).timeframe;
}

/** @throws AppError `spec_invalid` when nobody named the bar length of an import */
export function requireTimeframe(said: SaidOfFile): void {
  if (saidTimeframe(said) !== undefined) return;
  throw invalid([
    { path: 'market.timeframe', message: 'must be named: the bar length of the file, such as 15m or 1d' },
  ]);
}

const singleHints = ({ zone, priceScale, adjustDividends }: SaidOfFile): Block => ({
  ...(zone !== undefined && { zone }),
  ...(priceScale !== undefined && { priceScale }),
  ...(adjustDividends && { adjustDividends }),
});

function blocksOf(said: SaidOfFile): { readonly market: Block; readonly quality: Block } {
  const spec = said.spec ?? {};
  const issues: ErrorIssue[] = [];
  const problem = (path: string, message: string): number => issues.push({ path, message });
  if (!isBlock(spec)) throw invalid([{ path: '', message: 'must hold the blocks market and quality' }]);
  for (const key of Object.keys(spec)) {
    if (key !== 'market' && key !== 'quality') {
      problem(key, 'does not decide about a dataset; only market and quality do: remove it here');
    }
  }
  for (const name of ['market', 'quality'] as const) {
    if (spec[name] !== undefined && !isBlock(spec[name])) problem(name, 'must be a block of fields');
  }
  const [market, quality] = [asBlock(spec.market), asBlock(spec.quality)];
  const { kind } = asBlock(market.source);
  if (kind !== undefined && kind !== 'file' && kind !== 'csv') {
    problem('market.source.kind', 'must be file: the bars are those of the file that is given');
  }
  if (market.companion !== undefined) {
    problem('market.companion', 'needs a second source: name it in the spec of the workflow');
  }
  if (market.resample !== undefined && saidTimeframe(said) === undefined) {
    problem('market.timeframe', 'must be named where bars are put together');
  }
  if (quality.compare !== undefined && !said.against) {
    problem('quality.compare', 'needs a second file: name it with --against, or in the spec of the workflow');
  }
  if (issues.length > 0) throw invalid(issues);
  return { market, quality };
}

const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const asBlock = (value: unknown): Block => (isBlock(value) ? value : {});

const invalid = (issues: readonly ErrorIssue[]): AppError =>
  new AppError(
    'spec_invalid',
    `The spec of the file has ${issues.length} problem(s): ${issues.map(({ path, message }) => `${path || '(spec)'}: ${message}`).join('; ')}`,
    { issues },
  );
