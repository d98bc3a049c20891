import { z } from 'zod';
import { AppError } from '../kernel/errors.ts';
import { artifactRefSchema } from './artifact-ref.ts';
import { planSchema } from './plan.ts';
import { AGENT_ROLES, WORKER_ROLES } from './roles.ts';
import { filterEffectSchema, riskDecisionSchema } from './signal-book.ts';
import { instrumentSchema } from './spec/instrument.ts';
import { STAGES } from './stages.ts';

const isoTime = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const role = z.enum(WORKER_ROLES);

/** A line of the conversation between the agents: what was found, in words a person reads. */
export const messageSchema = z.strictObject({ role, text: z.string().max(2_000) });

/** An error or warning as the state keeps it. */
export const noteSchema = z.strictObject({ role, code: z.string(), message: z.string().max(2_000) });
export type Note = z.infer<typeof noteSchema>;

const segmentSchema = z.strictObject({
  /** Row range in the whole series: from inclusive, to exclusive. */
  from: z.int().min(0),
  to: z.int().min(0),
  firstAt: isoTime,
  lastAt: isoTime,
});

/** One finding of the quality checks. */
export const findingSchema = z.strictObject({
  rule: z.string(),
  severity: z.enum(['info', 'warning', 'blocking']),
  message: z.string(),
  count: z.int().min(0),
  /** Share of the bars concerned, 0 to 1. */
  share: z.number().min(0).max(1),
  /** First few places, for a person to look at. */
  examples: z.array(z.strictObject({ at: isoTime, detail: z.string() })).max(5),
  /** What can be done about it, or was done. */
  repair: z.strictObject({ step: z.string(), applied: z.boolean(), how: z.string() }).optional(),
});
export type Finding = z.infer<typeof findingSchema>;

export const datasetSchema = z.strictObject({
  /** Identity: hash of the normalised bars, instrument and zone. */
  id: sha256,
  /** Every trial on a dataset of one family counts against each other. */
  family: z.string(),
  symbol: z.string(),
  /** The contract: the registry's, with what the spec says instead. */
  instrument: instrumentSchema,
  timeframe: z.string(),
  source: z.string(),
  bars: z.int().min(1),
  /** Bars per year, for annualising. */
  barsPerYear: z.number().gt(0),
  segments: z.strictObject({ train: segmentSchema, validation: segmentSchema, test: segmentSchema }),
  /** Train and validation bars: what agents may read. */
  development: artifactRefSchema,
  /** Every bar after the development bars, the embargo before the test segment included; only the vault opens them. */
  sealedTest: artifactRefSchema,
  /** Returns of the positions of `risk.openPositions` over the development bars, one column each. */
  openPositions: artifactRefSchema.optional(),
  /** When the news of `signals.filters.news` is due. */
  news: artifactRefSchema.optional(),
  /** The market of `market.companion` over the time of the development bars, in bars of the same length. */
  companion: z.strictObject({ symbol: z.string(), bars: artifactRefSchema }).optional(),
  quality: z.strictObject({
    score: z.number().min(0).max(100),
    verdict: z.enum(['accept', 'accept_with_warnings', 'block']),
    findings: z.array(findingSchema),
    report: artifactRefSchema,
  }),
});
export type DatasetInfo = z.infer<typeof datasetSchema>;

/** Columns over the development bars, one row a bar. */
export const featureSetSchema = z.strictObject({
  name: z.string(),
  role,
  columns: z.array(z.string()).min(1),
  artifact: artifactRefSchema,
});
export type FeatureSet = z.infer<typeof featureSetSchema>;

/**
 * From raw to calibrated probability: piecewise linear through the knots of an isotonic map, or Platt's sigmoid
 * 1 / (1 + exp(slope * ln(p / (1 - p)) + offset)).
 */
export const calibrationSchema = z.union([
  z.strictObject({ raw: z.array(z.number()).readonly(), calibrated: z.array(z.number()).readonly() }),
  z.strictObject({ slope: z.number(), offset: z.number() }),
]);

/** A trained model with what it takes to use and to judge it. */
export const modelSchema = z.strictObject({
  id: sha256,
  artifact: artifactRefSchema,
  /** Feature columns in the order the model reads them. */
  features: z.array(z.string()).min(1),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  objective: z.string(),
  /** Cross-validated score of the objective, higher is better. */
  score: z.number(),
  foldScores: z.array(z.number()),
  /** Out-of-fold metrics: auc, log_loss, brier, sharpe … */
  metrics: z.record(z.string(), z.number()),
  calibration: calibrationSchema,
  /** Share of total gain, descending. */
  importance: z.array(z.strictObject({ feature: z.string(), share: z.number().min(0).max(1) })),
  /** Out-of-fold predictions and their rows. */
  predictions: artifactRefSchema,
  /** One column of per-bar returns a trial of the search, for the overfitting test. */
  trialReturns: artifactRefSchema,
  /** What the selection of its features saw and chose. */
  selection: artifactRefSchema.optional(),
  trials: z.int().min(1),
  /** Identity of library and code that trained it; absent in models of earlier versions, as the card is. */
  codeHash: sha256.optional(),
  /** Its evaluation and explanation. */
  card: artifactRefSchema.optional(),
});
export type ModelInfo = z.infer<typeof modelSchema>;

export const signalSchema = z.strictObject({
  at: isoTime,
  side: z.enum(['long', 'short']),
  confidence: z.number().min(0).max(1),
  entry: z.number(),
  stop: z.number(),
  target: z.number(),
  /** Expected profit per unit of risk, after costs. */
  expectedValue: z.number(),
  /** 0 to 100. */
  quality: z.number().min(0).max(100),
  /** When it lapses unless it was filled. */
  expiresAt: isoTime,
});
export type Signal = z.infer<typeof signalSchema>;

export const signalSetSchema = z.strictObject({
  artifact: artifactRefSchema,
  count: z.int().min(0),
  /** The best few, for people. */
  head: z.array(signalSchema).max(10),
  /** What each filter dropped. */
  dropped: z.record(z.string(), z.int().min(0)).optional(),
  /** What that cost or saved out of sample. */
  effects: z.array(filterEffectSchema).optional(),
});
export type SignalSet = z.infer<typeof signalSetSchema>;

/** A figure held against its bar. An undefined figure fails. */
export const gateSchema = z.strictObject({
  name: z.string(),
  figure: z.number().nullable(),
  comparison: z.enum(['>=', '<=', '>', '<']),
  bar: z.number(),
  passed: z.boolean(),
  /** Which formula and convention, and where it comes from. */
  convention: z.string(),
});
export type Gate = z.infer<typeof gateSchema>;

export const validationResultSchema = z.strictObject({
  attempt: z.int().min(1),
  modelId: sha256,
  passed: z.boolean(),
  gates: z.array(gateSchema).min(1),
  figures: z.record(z.string(), z.number().nullable()),
  /** Trials of the dataset family at the time of the verdict. */
  trialCount: z.int().min(1),
  report: artifactRefSchema,
  /** Hash over model, gates and figures: two runs with one seed agree on it. */
  verdictHash: sha256,
});
export type ValidationResult = z.infer<typeof validationResultSchema>;

export const riskAssessmentSchema = z.strictObject({
  approved: z.boolean(),
  /** `reduced`: approved at less than the stops ask for. */
  decision: riskDecisionSchema,
  reasons: z.array(z.string()),
  gates: z.array(gateSchema),
  figures: z.record(z.string(), z.number().nullable()),
  limits: z.record(z.string(), z.number()),
  report: artifactRefSchema,
  /** The signals with their decisions, as a document and as a table. */
  signalBook: artifactRefSchema,
  signalTable: artifactRefSchema,
  bundle: artifactRefSchema,
});
export type RiskAssessment = z.infer<typeof riskAssessmentSchema>;

/** What a person is asked. */
export const REVIEW_KINDS = ['data_quality', 'validation_failed', 'release'] as const;
export type ReviewKind = (typeof REVIEW_KINDS)[number];

/** How a review ended. `expired` carries what the spec makes of silence. */
export const reviewOutcomeSchema = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('approve'),
    approvalId: z.string(),
    by: z.string(),
    comment: z.string(),
  }),
  z.strictObject({
    decision: z.literal('reject'),
    approvalId: z.string(),
    by: z.string(),
    comment: z.string(),
  }),
  z.strictObject({
    decision: z.literal('revise'),
    approvalId: z.string(),
    by: z.string(),
    comment: z.string(),
    /** Stage to go back to, and what to change there. */
    stage: z.enum(['data_preparation', 'feature_discovery', 'model_training']),
    edits: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    decision: z.literal('expired'),
    approvalId: z.string(),
    outcome: z.enum(['approve', 'reject']),
  }),
]);
export type ReviewOutcome = z.infer<typeof reviewOutcomeSchema>;

export const reviewSchema = z.strictObject({
  approvalId: z.string(),
  kind: z.enum(REVIEW_KINDS),
  outcome: reviewOutcomeSchema.nullable(),
});

/** The whole state of a workflow: small, JSON, checkpointed at every transition. Data lives in artifacts. */
export const agentStateSchema = z.strictObject({
  workflowId: z.string(),
  /** Root of the fork tree: a lineage opens the sealed test segment once. */
  lineage: z.string(),
  stage: z.enum(STAGES),
  /** Who works in this stage, and who works after it; null where that is nobody or not yet known. */
  currentAgent: z.array(role),
  nextAgent: role.nullable(),
  /** Supervisor ticks so far. */
  iteration: z.int().min(0),
  plan: planSchema,
  messages: z.array(messageSchema),
  dataset: datasetSchema.nullable(),
  candidateFeatures: z.array(featureSetSchema),
  selectedFeatures: featureSetSchema.nullable(),
  /** What the analyst read into the last development bars, for charts (`OverlaysDocument`). */
  overlays: artifactRefSchema.optional(),
  trainedModels: z.array(modelSchema),
  bestModel: modelSchema.nullable(),
  generatedSignals: signalSetSchema.nullable(),
  filteredSignals: signalSetSchema.nullable(),
  riskAssessments: z.record(sha256, riskAssessmentSchema),
  validationResults: z.array(validationResultSchema),
  requiresHumanApproval: z.boolean(),
  review: reviewSchema.nullable(),
  errors: z.array(noteSchema),
  warnings: z.array(noteSchema),
  /** Latest checkpoint of each stage. */
  checkpoints: z.partialRecord(z.enum(STAGES), z.string()),
});
export type AgentState = z.infer<typeof agentStateSchema>;

/**
 * What an agent returns: the fields it may set. Lists are appended, the rest replaces (see `reduce`).
 * Strict: an agent that returns a field it does not own is a defect.
 */
export const agentPatchSchema = agentStateSchema
  .pick({
    messages: true,
    dataset: true,
    candidateFeatures: true,
    selectedFeatures: true,
    overlays: true,
    trainedModels: true,
    bestModel: true,
    generatedSignals: true,
    filteredSignals: true,
    riskAssessments: true,
    validationResults: true,
    review: true,
    errors: true,
    warnings: true,
  })
  .partial();
export type AgentPatch = z.infer<typeof agentPatchSchema>;

/** The latest risk assessment is the one of the best model. */
export function currentRiskAssessment(state: AgentState): RiskAssessment | null {
  return state.bestModel ? (state.riskAssessments[state.bestModel.id] ?? null) : null;
}

/** The latest verdict. */
export const currentValidation = (state: AgentState): ValidationResult | null =>
  state.validationResults.at(-1) ?? null;

/** Parses a state from the database. @throws AppError `state_invalid` naming the first fields that do not fit. */
export function parseState(value: unknown): AgentState {
  const result = agentStateSchema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  throw new AppError(
    'state_invalid',
    `The stored state does not parse at ${issues.map((i) => i.path).join(', ')}`,
    {
      issues,
    },
  );
}

/** Roles whose patches are merged, in this order whatever the order of arrival. */
export const MERGE_ORDER: readonly string[] = [...AGENT_ROLES, 'human_review'];
