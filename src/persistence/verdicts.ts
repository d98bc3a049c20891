import type { Kysely } from 'kysely';
import type { Verdicts } from '../application/ports/trials.ts';
import type { Schema } from './schema.ts';

export function createVerdicts(db: Kysely<Schema>): Verdicts {
  return {
    record: async (verdict) => {
      await db
        .insertInto('verdicts')
        .values({
          workflow_id: verdict.workflowId,
          attempt: verdict.attempt,
          model_id: verdict.modelId,
          passed: verdict.passed,
          p_value: verdict.pValue,
          verdict_hash: verdict.verdictHash,
          at: verdict.at,
        })
        .onConflict((conflict) => conflict.columns(['workflow_id', 'attempt']).doNothing())
        .execute();
    },

    judged: async (exceptModelId) => {
      // A model that was judged twice was one test: its first verdict counts.
      const rows = await db
        .selectFrom('verdicts')
        .distinctOn('model_id')
        .select(['model_id', 'p_value'])
        .where('model_id', '<>', exceptModelId)
        .orderBy('model_id')
        .orderBy('at')
        .execute();
      return rows.map((row) => row.p_value ?? 1);
    },
  };
}
