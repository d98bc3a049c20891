import type { ModelInfo } from '../../orchestration/state.ts';
import type { Page, PageRequest } from './page.ts';

/**
 * Where a model stands. A trained one is a candidate; the release of its workflow makes it a challenger; a person makes
 * it the champion of its symbol and timeframe, of which there is one; what was replaced is retired.
 */
export const MODEL_STAGES = ['candidate', 'challenger', 'champion', 'retired'] as const;
export type ModelStage = (typeof MODEL_STAGES)[number];

/** What a model came from. */
export interface ModelLineage {
  readonly datasetId: string;
  /** Hash of the artifact that holds the selected feature columns; null when the patch brought none. */
  readonly features: string | null;
  /** Identity of the definitions the features were computed by: the version of that code. */
  readonly featureRegistry: string;
  /** Hash over the LightGBM library and the code that trained it; null for models of earlier versions. */
  readonly code: string | null;
  /** The study it won: hash of the returns of all its trials. */
  readonly study: string;
  readonly seed: number;
  /** The workflows that belong together by forks and revisions. */
  readonly workflowLineage: string;
}

export interface ModelRow {
  /** Hash of model text, features and calibration. */
  readonly id: string;
  /** The first workflow that trained it: the same model twice is one row. */
  readonly workflowId: string;
  readonly iteration: number;
  readonly symbol: string;
  readonly timeframe: string;
  readonly stage: ModelStage;
  readonly info: ModelInfo;
  readonly lineage: ModelLineage;
  readonly registeredAt: Date;
  readonly updatedAt: Date;
}

export interface ModelChange {
  readonly modelId: string;
  readonly from: ModelStage;
  readonly to: ModelStage;
  /** Name of the person's key, or the workflow that was released. */
  readonly by: string;
  readonly reason: string;
  readonly at: Date;
}

export interface ModelFilter extends PageRequest {
  readonly stage?: ModelStage | undefined;
  readonly symbol?: string | undefined;
}

/** The model registry. */
export interface Models {
  /** Adds a candidate; one that is known already is left as it is. */
  register(model: Omit<ModelRow, 'stage' | 'updatedAt'>): Promise<void>;
  get(id: string): Promise<ModelRow | null>;
  /** Newest first. */
  list(filter: ModelFilter): Promise<Page<ModelRow>>;
  /** Holds all models of a symbol and timeframe until the transaction ends, so that one change of champion waits for another. */
  lockPeers(model: Pick<ModelRow, 'symbol' | 'timeframe'>): Promise<readonly ModelRow[]>;
  /** Moves a model and writes down who did, and why. */
  change(change: ModelChange): Promise<void>;
  /** Oldest first. */
  changesOf(id: string): Promise<readonly ModelChange[]>;
}
