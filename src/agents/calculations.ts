import { computeColumns, type FeatureColumns } from '../domain/features/compute.ts';
import type { FeatureFamily } from '../domain/features/definition.ts';
import type { Bars } from '../domain/market/bars.ts';
import { noisyBars } from '../domain/validation/robustness/price-noise.ts';
import { permuteBars } from '../domain/validation/significance/bar-permutation.ts';
import { AppError } from '../kernel/errors.ts';
import { createRng } from '../kernel/rng.ts';
import type { CardSample } from '../orchestration/model-card.ts';
import type { OverlaysDocument } from '../orchestration/overlays-document.ts';
import { type AuditedColumns, auditedColumns } from './audited-columns.ts';
import type { DatasetSpec } from './data/dataset-spec.ts';
import { type PreparedData, type PrepareOptions, prepareBars, type SourceReading } from './data/prepare.ts';
import { evaluateSample, type SampleInput } from './evaluation/evaluate-sample.ts';
import { type BarReadings, type LabelRequest, readBySpec } from './labelled-bars.ts';
import { assessSignals, type RiskFindings, type RiskRequest } from './risk/assess-signals.ts';
import { type SelectedSignals, type SelectionRequest, selectSignals } from './signals/select-signals.ts';
import { describeFamily } from './smc/describe-family.ts';
import { type DrawnColumns, overlaysDocument } from './smc/overlays-document.ts';
import { type TradedRecord, type TradeRequest, tradeProbabilities } from './trade-probabilities.ts';
import { type PathScore, type ScoreRequest, scorePaths } from './training/score-paths.ts';
import { type Retraded, type RetradeRequest, retrade } from './validation/robustness/retrade.ts';
import { STATISTICS, type Statistics } from './validation/statistics.ts';

/**
 * Pure calculations over whole series that an agent asks the compute threads for: on long series each takes longer than
 * a job lock lives, and the event loop of a worker must be free to renew it.
 */
export interface Calculations extends Statistics {
  readonly family: { readonly input: FamilyRequest; readonly output: FamilyReading };
  readonly columns: {
    readonly input: { readonly names: readonly string[]; readonly bars: Bars };
    readonly output: FeatureColumns;
  };
  readonly overlays: {
    readonly input: { readonly bars: Bars; readonly families: DrawnColumns };
    readonly output: OverlaysDocument;
  };
  /** From bars as they were read to a dataset: checked, repaired, put together. */
  readonly prepare: {
    readonly input: {
      readonly raw: SourceReading;
      readonly spec: DatasetSpec;
      readonly options: PrepareOptions;
    };
    readonly output: PreparedData;
  };
  readonly readBySpec: { readonly input: LabelRequest; readonly output: BarReadings };
  /** Probabilities traded by the rules of a spec. */
  readonly trade: { readonly input: TradeRequest; readonly output: TradedRecord };
  /** What out-of-fold predictions of a trial are worth. */
  readonly pathScores: { readonly input: ScoreRequest; readonly output: readonly PathScore[] };
  readonly signals: { readonly input: SelectionRequest; readonly output: SelectedSignals };
  /** Bars moved at random, and in another order: by the stream of a seed. */
  readonly noisyBars: {
    readonly input: { readonly bars: Bars; readonly share: number; readonly seed: string };
    readonly output: Bars;
  };
  readonly permutedBars: {
    readonly input: { readonly bars: Bars; readonly seed: string };
    readonly output: Bars;
  };
  readonly evaluation: { readonly input: SampleInput; readonly output: CardSample };
  readonly risk: { readonly input: RiskRequest; readonly output: RiskFindings };
  readonly retrade: { readonly input: RetradeRequest; readonly output: Retraded };
}
export type CalculationName = keyof Calculations;

export interface FamilyRequest {
  readonly family: FeatureFamily;
  /** Names of its columns that are wanted. */
  readonly names: readonly string[];
  readonly bars: Bars;
  /** Bars the replay audit cuts at. */
  readonly cuts: readonly number[];
}

export interface FamilyReading extends AuditedColumns {
  /** Names of the columns that never vary: they have nothing to teach and are not among `columns`. */
  readonly leftOut: readonly string[];
  /** What was found, for people; null for a family that has nothing to tell. */
  readonly description: string | null;
}

type Calculate<Name extends CalculationName> = (
  input: Calculations[Name]['input'],
  isCancelled: () => boolean,
) => Calculations[Name]['output'];

/** What the threads run. The input must not be written to: its arrays are shared. */
export const CALCULATIONS: { readonly [Name in CalculationName]: Calculate<Name> } = {
  family: readFamily,
  columns: ({ names, bars }) => computeColumns(names, bars),
  overlays: ({ bars, families }) => overlaysDocument(bars, families),
  prepare: ({ raw, spec, options }) => prepareBars(raw, spec, options),
  readBySpec,
  trade: tradeProbabilities,
  pathScores: scorePaths,
  signals: selectSignals,
  noisyBars: ({ bars, share, seed }) => noisyBars(bars, share, createRng(seed)),
  permutedBars: ({ bars, seed }) => permuteBars(bars, createRng(seed)),
  evaluation: evaluateSample,
  risk: assessSignals,
  retrade,
  ...STATISTICS,
};

/** @throws AppError `cancelled` between two computations; `agent_failed` when a column changes on replay. */
function readFamily({ family, names, bars, cuts }: FamilyRequest, isCancelled: () => boolean): FamilyReading {
  const compute = (part: Bars): FeatureColumns => {
    if (isCancelled()) throw new AppError('cancelled', `The ${family} features were cancelled`);
    return computeColumns(names, part);
  };
  const { columns, suspects } = auditedColumns(compute, bars, cuts);
  const varying = names.filter((name) => varies(columns[name]));
  return {
    columns: Object.fromEntries(varying.map((name) => [name, columns[name]])),
    leftOut: names.filter((name) => !varying.includes(name)),
    suspects,
    description: describeFamily(family, names, bars),
  };
}

/** Whether a column holds at least two different values. */
function varies(column: Float64Array): boolean {
  let first = Number.NaN;
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(first)) first = value;
    else if (value !== first) return true;
  }
  return false;
}
