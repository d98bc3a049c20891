import { z } from 'zod';

/**
 * How the next attempt at a model goes about it. The first plan is the spec as it stands; a failed validation
 * makes a revised one. A plan changes the search, never a bar: what must be passed is fixed in the spec.
 */
export const planSchema = z.strictObject({
  /** Attempts at feature discovery and training so far, this one included. */
  attempt: z.int().min(1),
  /** Share of the features, the best ranked, that the next model may use. */
  featureShare: z.number().gt(0).max(1),
  /** Multiplies the upper bounds of regularisation and the lower bound of leaf size. */
  regularisation: z.number().min(1),
  /** Feature families by name; null: those of the spec. */
  families: z
    .array(z.enum(['smc', 'technical', 'ict', 'wyckoff']))
    .min(1)
    .nullable(),
  reason: z.string().max(2_000),
});
export type Plan = z.infer<typeof planSchema>;

export const initialPlan: Plan = Object.freeze({
  attempt: 1,
  featureShare: 1,
  regularisation: 1,
  families: null,
  reason: 'The spec as it stands.',
});

/**
 * The rule-based planner: after a failed validation the model must get simpler, because what failed is
 * the evidence that the last one had learned noise. Halves the feature set and doubles regularisation.
 */
export function revisePlan(last: Plan, failedGates: readonly string[]): Plan {
  return {
    ...last,
    attempt: last.attempt + 1,
    featureShare: last.featureShare / 2,
    regularisation: last.regularisation * 2,
    reason: `Attempt ${last.attempt} failed ${failedGates.join(', ')}: half the features, twice the regularisation.`,
  };
}
