import { z } from 'zod';

/** What an artifact holds; decides its media type and who may read it. */
export const ARTIFACT_KINDS = [
  'bars',
  'sealed_bars',
  'raw_bars',
  'sealed_raw_bars',
  'repair_log',
  'sealed_repair_log',
  'sealed_dataset',
  'features',
  'overlays',
  'labels',
  'model',
  'model_card',
  'predictions',
  'trial_returns',
  'selection_report',
  'walk_forward',
  'open_positions',
  'companion_bars',
  'news',
  'signals',
  'signal_book',
  'trades',
  'quality_report',
  'validation_report',
  'risk_report',
  'report',
  'bot_bundle',
] as const;
export type ArtifactKind = (typeof ARTIFACT_KINDS)[number];

/** True for kinds that hold bars of a test segment: no agent and no reader of the API sees their bytes. */
export const isSealedKind = (kind: ArtifactKind): boolean => kind.startsWith('sealed_');

/** A pointer to immutable bytes: the state carries these, never the data. */
export const artifactRefSchema = z.strictObject({
  /** SHA-256 of the bytes, which is also the address. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(ARTIFACT_KINDS),
  mediaType: z.string(),
  bytes: z.int().min(0),
  /** Rows of a table; absent for documents. */
  rows: z.int().min(0).optional(),
});
export type ArtifactRef = z.infer<typeof artifactRefSchema>;
