import { z } from 'zod';
import { MODEL_STAGES, type ModelChange, type ModelRow } from '../../application/ports/models.ts';
import { shiftSchema } from '../../orchestration/model-card.ts';
import { artifactSchema, artifactView } from './artifact.ts';
import { timeSchema, toTime } from './common.ts';

export const EXPORT_FORMATS = ['text', 'json', 'onnx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const modelParams = z.strictObject({
  id: z.string().max(100).meta({
    description: 'Id of the model.',
    example: '3f0c9a4be1d2576c8f90a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455a',
  }),
});

export const modelDriftSchema = z
  .strictObject({
    bars: z.int().meta({ description: 'Bars after all data of the model.' }),
    firstAt: timeSchema,
    lastAt: timeSchema,
    features: z.array(shiftSchema).readonly().meta({
      description: 'Against the train segment, the most moved first.',
    }),
    sinceValidation: z.array(shiftSchema).readonly().meta({
      description: 'Against the validation segment, the most moved first.',
    }),
    prediction: z.strictObject({ train: shiftSchema.nullable(), validation: shiftSchema.nullable() }).meta({
      description:
        'The raw probability against that out of fold, and against that on the validation segment.',
    }),
  })
  .meta({ id: 'ModelDrift' });

export const modelSchema = z
  .strictObject({
    id: z.string().meta({ description: 'SHA-256 of model text, features and calibration.' }),
    workflowId: z.string(),
    iteration: z.int(),
    symbol: z.string(),
    timeframe: z.string(),
    stage: z.enum(MODEL_STAGES),
    objective: z.string(),
    score: z.number().meta({ description: 'Cross-validated score of the objective; higher is better.' }),
    foldScores: z.array(z.number()),
    metrics: z.record(z.string(), z.number()).meta({ description: 'Out-of-fold metrics.' }),
    features: z.array(z.string()).meta({ description: 'In the order the model reads them.' }),
    params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    trials: z.int(),
    artifact: artifactSchema,
    lineage: z.strictObject({
      datasetId: z.string(),
      features: z.string().nullable(),
      featureRegistry: z.string(),
      code: z
        .string()
        .nullable()
        .meta({ description: 'Hash over the LightGBM library and the code that trained it.' }),
      study: z.string(),
      seed: z.int(),
      workflowLineage: z.string(),
    }),
    registeredAt: timeSchema,
    updatedAt: timeSchema,
    links: z.strictObject({
      self: z.string(),
      workflow: z.string(),
      export: z.string(),
      card: z.string().nullable().meta({ description: 'Null for models of versions without cards.' }),
    }),
  })
  .meta({ id: 'Model' });

export const modelDetailSchema = modelSchema
  .extend({
    importance: z.array(z.strictObject({ feature: z.string(), share: z.number() })),
    changes: z.array(
      z.strictObject({
        from: z.enum(MODEL_STAGES),
        to: z.enum(MODEL_STAGES),
        by: z.string(),
        reason: z.string(),
        at: timeSchema,
      }),
    ),
  })
  .meta({ id: 'ModelDetail' });

export const modelDecisionSchema = z.strictObject({
  reason: z.string().min(1).max(1_000).meta({ description: 'Why, for the record.' }),
});

export function modelView(row: ModelRow): z.output<typeof modelSchema> {
  const { objective, score, foldScores, metrics, features, params, trials, artifact } = row.info;
  return {
    id: row.id,
    workflowId: row.workflowId,
    iteration: row.iteration,
    symbol: row.symbol,
    timeframe: row.timeframe,
    stage: row.stage,
    objective,
    score,
    foldScores,
    metrics,
    features,
    params,
    trials,
    artifact: artifactView(artifact),
    lineage: { ...row.lineage },
    registeredAt: toTime(row.registeredAt),
    updatedAt: toTime(row.updatedAt),
    links: {
      self: `/v1/models/${row.id}`,
      workflow: `/v1/workflows/${row.workflowId}`,
      export: `/v1/models/${row.id}/export`,
      card: row.info.card ? `/v1/models/${row.id}/card` : null,
    },
  };
}

export const modelDetailView = (
  row: ModelRow,
  changes: readonly ModelChange[],
): z.output<typeof modelDetailSchema> => ({
  ...modelView(row),
  importance: row.info.importance,
  changes: changes.map(({ from, to, by, reason, at }) => ({ from, to, by, reason, at: toTime(at) })),
});
