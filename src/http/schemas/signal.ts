import { z } from 'zod';
import { MODEL_STAGES } from '../../application/ports/models.ts';
import { bookedSignalSchema, signalBookSchema } from '../../orchestration/signal-book.ts';

export const SIGNAL_FORMATS = ['json', 'csv', 'arrow'] as const;

export const signalBookDocument = signalBookSchema.meta({ id: 'SignalBook' });

export const releasedSignalSchema = bookedSignalSchema
  .extend({
    symbol: z.string(),
    timeframe: z.string(),
    modelId: z.string(),
    modelStage: z.enum(MODEL_STAGES),
    workflowId: z.string(),
  })
  .meta({ id: 'ReleasedSignal' });
