import { z } from 'zod';

const figure = z.number().nullable();

/** A figure with its 95 % bootstrap interval and the convention it follows; null where it is not defined. */
export const metricSchema = z.strictObject({
  name: z.string(),
  value: figure,
  low: figure,
  high: figure,
  convention: z.string(),
});
export type MetricRow = z.infer<typeof metricSchema>;
