import { z } from 'zod';
import { conversionPair, isForeign } from './conversion.ts';
import { durationSchema } from './duration.ts';
import { featuresSchema } from './features.ts';
import { labelsSchema } from './labels.ts';
import { marketSchema } from './market.ts';
import { qualitySchema } from './quality.ts';
import { riskSchema } from './risk.ts';
import { signalsSchema } from './signals.ts';
import { accountSchema, costsSchema, executionSchema } from './trading.ts';
import { trainingSchema } from './training.ts';
import { validationSchema } from './validation.ts';

/** A fraction strictly between 0 and 1. */
const fraction = z.number().gt(0).lt(1);

const splitSchema = z
  .strictObject({
    train: fraction.default(0.6),
    validation: fraction.default(0.2),
    test: fraction.default(0.2),
    /** Bars left out between two segments, on top of the purge of overlapping labels. */
    embargoBars: z.int().min(0).max(10_000).default(10),
  })
  .refine((s) => Math.abs(s.train + s.validation + s.test - 1) < 1e-9, {
    message: 'train, validation and test must add up to 1',
  });

const approvalSchema = z.strictObject({
  /** Whether a person must release a bot that passed everything. */
  release: z.enum(['always', 'never']).default('always'),
  /** Whether a person is asked when validation failed and no retry is left; else the bot is rejected. */
  onValidationFailed: z.boolean().default(true),
  /** Whether a person is asked about blocking findings in the data; else the workflow fails. */
  onDataQuality: z.boolean().default(true),
  deadline: durationSchema.default('24h'),
  /** What silence means. `escalate` asks once more, with a second deadline, then rejects. */
  onTimeout: z.enum(['reject', 'approve', 'escalate']).default('reject'),
  /** People who must approve; one rejection is enough to reject. */
  quorum: z.int().min(1).max(10).default(1),
  /** Whether the key that submitted the workflow may also approve it. */
  allowSelfApproval: z.boolean().default(true),
});

const limitsSchema = z.strictObject({
  /** Supervisor ticks before the workflow ends with what it has. */
  maxIterations: z.int().min(1).max(1_000).default(30),
  /** Times a failed validation may go back to feature discovery. */
  retries: z.int().min(0).max(20).default(1),
  /** Longest run of one agent. */
  timeout: durationSchema.default('30m'),
});

/**
 * A workflow spec. Every field has a default but `market.source`, unknown fields are refused.
 * `tags` are free labels of the workflow itself (`labels` are the targets the model learns).
 */
export const workflowSpecSchema = z
  .strictObject({
    name: z.string().min(1).max(200).default('untitled'),
    market: marketSchema,
    quality: qualitySchema.prefault({}),
    costs: costsSchema.prefault({}),
    account: accountSchema.prefault({}),
    execution: executionSchema.prefault({}),
    split: splitSchema.prefault({}),
    labels: labelsSchema.prefault({}),
    features: featuresSchema.prefault({}),
    training: trainingSchema.prefault({}),
    validation: validationSchema.prefault({}),
    risk: riskSchema.prefault({}),
    signals: signalsSchema.prefault({}),
    approval: approvalSchema.prefault({}),
    limits: limitsSchema.prefault({}),
    tags: z.record(z.string().regex(/^[a-z0-9_.-]{1,64}$/), z.string().max(200)).default({}),
  })
  .refine((spec) => !spec.account.conversion || conversionPair(spec) !== null, {
    path: ['account', 'conversion'],
    message:
      'must be the pair of the quote currency of the instrument and account.currency, which must be neither side of the instrument',
  })
  .refine((spec) => !isForeign(spec) || canConvert(spec.account), {
    path: ['account', 'conversionRate'],
    message:
      'must say what one unit of the quote currency is worth, or account.conversion: the instrument is traded in neither side of account.currency',
  });

const canConvert = ({ conversion, conversionRate }: z.output<typeof accountSchema>): boolean =>
  conversion !== undefined || conversionRate !== undefined;

export type WorkflowSpec = z.output<typeof workflowSpecSchema>;
export type WorkflowSpecInput = z.input<typeof workflowSpecSchema>;
