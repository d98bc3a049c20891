import { z } from 'zod';
import { FEATURE_FAMILIES } from '../domain/features/definition.ts';

const column = z.array(z.number()).readonly();
const drawable = {
  label: z.string(),
  side: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
  knownMs: z.number(),
};

/** See `Overlay` of the domain, which this is the stored form of. */
const overlaySchema = z.discriminatedUnion('shape', [
  z.strictObject({
    shape: z.literal('zone'),
    ...drawable,
    fromMs: z.number(),
    toMs: z.number().nullable(),
    top: z.number(),
    bottom: z.number(),
  }),
  z.strictObject({
    shape: z.literal('line'),
    ...drawable,
    fromMs: z.number(),
    toMs: z.number().nullable(),
    price: z.number(),
  }),
  z.strictObject({
    shape: z.literal('segment'),
    ...drawable,
    fromMs: z.number(),
    toMs: z.number(),
    fromPrice: z.number(),
    toPrice: z.number(),
  }),
  z.strictObject({
    shape: z.literal('mark'),
    ...drawable,
    atMs: z.number(),
    price: z.number(),
    confidence: z.number().min(0).max(1).optional(),
    evidenceMs: column.optional(),
  }),
]);

/** The last bars of the development data with all that is drawn on them: what a chart needs. */
export const overlaysDocumentSchema = z.strictObject({
  bars: z.strictObject({ timeMs: column, open: column, high: column, low: column, close: column }),
  /** By family, ascending by `knownMs`; drawings that end before the first bar are left out. */
  overlays: z.partialRecord(z.enum(FEATURE_FAMILIES), z.array(overlaySchema).readonly()),
});
export type OverlaysDocument = z.infer<typeof overlaysDocumentSchema>;
