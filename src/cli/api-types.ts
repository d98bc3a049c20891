import { z } from 'zod';
import { STAGES, STATUSES } from '../orchestration/stages.ts';
import { gateSchema, REVIEW_KINDS } from '../orchestration/state.ts';

/*
 * What the CLI reads of the API's answers. The objects are loose: a newer server may say more, and `--json`
 * prints all of it.
 */

const validationSchema = z.looseObject({
  passed: z.boolean(),
  trialCount: z.number(),
  gates: z.array(gateSchema),
  verdictHash: z.string(),
});

const riskSchema = z.looseObject({
  approved: z.boolean(),
  decision: z.string().optional(),
  reasons: z.array(z.string()),
  gates: z.array(gateSchema).optional(),
});

/** What a finished workflow comes to. Parts it never reached are null. */
export const resultSchema = z.looseObject({
  outcome: z.string(),
  reason: z.string(),
  released: z.boolean(),
  validation: validationSchema.nullish(),
  model: z.looseObject({ id: z.string() }).nullish(),
  risk: riskSchema.nullish(),
  bundle: z.string().nullish(),
});
export type WorkflowResult = z.infer<typeof resultSchema>;

export const workflowSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  symbol: z.string(),
  status: z.enum(STATUSES),
  stage: z.enum(STAGES),
  iteration: z.number(),
  progress: z.number(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  result: resultSchema.nullable(),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
});
export type Workflow = z.infer<typeof workflowSchema>;

export const workflowDetailSchema = workflowSchema.extend({
  runs: z.array(
    z.looseObject({
      iteration: z.number(),
      role: z.string(),
      task: z.string(),
      status: z.string(),
      starts: z.number(),
      startedAt: z.string(),
      finishedAt: z.string().nullable(),
      error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
});
export type WorkflowDetail = z.infer<typeof workflowDetailSchema>;

/** What a reviewer decides on. */
export const evidenceSchema = z.looseObject({
  reason: z.string(),
  dataset: z
    .looseObject({
      symbol: z.string(),
      timeframe: z.string(),
      bars: z.number(),
      quality: z.looseObject({
        score: z.number(),
        verdict: z.string(),
        findings: z.array(z.looseObject({ rule: z.string(), severity: z.string(), message: z.string() })),
      }),
    })
    .nullish(),
  model: z
    .looseObject({ id: z.string(), objective: z.string(), score: z.number(), trials: z.number() })
    .nullish(),
  validation: validationSchema.nullish(),
  risk: riskSchema.nullish(),
  bundle: z.string().nullish(),
  signals: z.looseObject({ count: z.number() }).nullish(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const approvalSchema = z.looseObject({
  id: z.string(),
  workflowId: z.string(),
  kind: z.enum(REVIEW_KINDS),
  status: z.string(),
  evidenceHash: z.string(),
  requestedAt: z.string(),
  deadlineAt: z.string(),
});
export type Approval = z.infer<typeof approvalSchema>;

export const approvalDetailSchema = approvalSchema.extend({ evidence: evidenceSchema });
export type ApprovalDetail = z.infer<typeof approvalDetailSchema>;

export const scheduleSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  cron: z.string(),
  timeZone: z.string(),
  overlap: z.string(),
  paused: z.boolean(),
  nextDueAt: z.string().nullable(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

export const tickSchema = z.looseObject({
  dueAt: z.string(),
  status: z.string(),
  workflowId: z.string().nullable(),
  reason: z.string(),
});
export const scheduleDetailSchema = scheduleSchema.extend({ ticks: z.array(tickSchema) });

export const datasetSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  symbol: z.string(),
  timeframe: z.string(),
  bars: z.number(),
  score: z.number(),
  verdict: z.string(),
  createdAt: z.string(),
});

export const datasetRepairsSchema = z.looseObject({
  repairs: z.array(
    z.looseObject({
      number: z.number(),
      step: z.string(),
      message: z.string(),
      firstAt: z.array(z.string()),
      canBeUndone: z.boolean(),
    }),
  ),
  lineage: z
    .looseObject({ parent: z.string(), undone: z.array(z.looseObject({ message: z.string() })) })
    .nullable(),
});

export const eventSchema = z.looseObject({
  type: z.string(),
  at: z.string(),
  data: z.record(z.string(), z.unknown()),
});

export const modelSchema = z.looseObject({
  id: z.string(),
  workflowId: z.string(),
  symbol: z.string(),
  timeframe: z.string(),
  stage: z.string(),
  objective: z.string(),
  score: z.number(),
  metrics: z.record(z.string(), z.number()),
  features: z.array(z.string()),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  registeredAt: z.string(),
  links: z.looseObject({ card: z.string().nullable() }),
});
export type Model = z.infer<typeof modelSchema>;

export const modelDetailSchema = modelSchema.extend({
  importance: z.array(z.object({ feature: z.string(), share: z.number() })),
  changes: z.array(
    z.object({ from: z.string(), to: z.string(), by: z.string(), reason: z.string(), at: z.string() }),
  ),
});
export type ModelDetail = z.infer<typeof modelDetailSchema>;

const interval = z.object({ low: z.number(), high: z.number() }).nullable();
const estimate = z.object({ value: z.number().nullable(), interval });
const sample = z.looseObject({
  rows: z.number(),
  scores: z.record(z.string(), estimate),
  profit: z.looseObject({
    sharpe: estimate,
    metrics: z
      .array(
        z.looseObject({
          name: z.string(),
          value: z.number().nullable(),
          low: z.number().nullable(),
          high: z.number().nullable(),
        }),
      )
      .default([]),
  }),
});
export type ScoredSample = z.infer<typeof sample>;

export const modelCardSchema = z.looseObject({
  data: z.looseObject({
    symbol: z.string(),
    timeframe: z.string(),
    source: z.string(),
    trainedFrom: z.string(),
    trainedTo: z.string(),
    qualityScore: z.number(),
  }),
  labels: z.looseObject({ up: z.number(), down: z.number(), meanUniqueness: z.number() }),
  training: z.looseObject({
    trials: z.number(),
    folds: z.number(),
    seed: z.number(),
    calibration: z.string(),
  }),
  evaluation: z.looseObject({ outOfFold: sample, validation: sample.nullable() }),
  explanation: z
    .looseObject({
      permutation: z.array(z.object({ feature: z.string(), lossIncrease: z.number(), interval })),
    })
    .nullable(),
  limits: z.array(z.string()),
});
export type ModelCard = z.infer<typeof modelCardSchema>;

const shift = z.looseObject({
  feature: z.string(),
  psi: z.number().nullable(),
  ks: z.number().nullable(),
  missing: z.number(),
  missingBefore: z.number(),
});
export type Shift = z.infer<typeof shift>;

export const modelDriftSchema = z.looseObject({
  bars: z.number(),
  firstAt: z.string(),
  lastAt: z.string(),
  features: z.array(shift),
  sinceValidation: z.array(shift),
  prediction: z.looseObject({ train: shift.nullable(), validation: shift.nullable() }),
});
export type ModelDrift = z.infer<typeof modelDriftSchema>;

/** Problem document of RFC 9457, as far as the CLI prints it. */
export const problemSchema = z.looseObject({
  title: z.string(),
  detail: z.string().optional(),
  code: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.looseObject({ items: z.array(item), next: z.string().nullable().optional() });

const listedSignalSchema = z.looseObject({
  at: z.string(),
  symbol: z.string(),
  timeframe: z.string(),
  side: z.string(),
  decision: z.string(),
  entry: z.number(),
  stop: z.number(),
  targets: z.array(z.number()),
  quality: z.number(),
  size: z.looseObject({ exposure: z.number() }),
  drivers: z.array(z.looseObject({ feature: z.string() })),
});
export type ListedSignal = z.infer<typeof listedSignalSchema>;
export const listedSignalsSchema = z.looseObject({ items: z.array(listedSignalSchema) });
