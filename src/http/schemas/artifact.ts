import { z } from 'zod';
import type { ArtifactLink } from '../../application/ports/artifact-index.ts';
import { ARTIFACT_KINDS, type ArtifactRef, isSealedKind } from '../../orchestration/artifact-ref.ts';
import { timeSchema, toTime } from './common.ts';

export const artifactSchema = z
  .strictObject({
    hash: z.string().meta({ description: 'SHA-256 of the bytes; also the address.' }),
    kind: z.enum(ARTIFACT_KINDS),
    mediaType: z.string(),
    bytes: z.int(),
    rows: z.int().nullable().meta({ description: 'Rows of a table; null for documents.' }),
    sealed: z.boolean(),
    links: z.strictObject({
      content: z.string().nullable().meta({ description: 'Where the bytes are; null when sealed.' }),
    }),
  })
  .meta({ id: 'Artifact' });

export const workflowArtifactSchema = artifactSchema
  .extend({ iteration: z.int(), role: z.string(), createdAt: timeSchema })
  .meta({ id: 'WorkflowArtifact' });

export function artifactView(ref: ArtifactRef): z.output<typeof artifactSchema> {
  const sealed = isSealedKind(ref.kind);
  return {
    hash: ref.hash,
    kind: ref.kind,
    mediaType: ref.mediaType,
    bytes: ref.bytes,
    rows: ref.rows ?? null,
    sealed,
    links: { content: sealed ? null : `/v1/artifacts/${ref.hash}` },
  };
}

export const workflowArtifactView = (link: ArtifactLink): z.output<typeof workflowArtifactSchema> => ({
  ...artifactView(link.ref),
  iteration: link.iteration,
  role: link.role,
  createdAt: toTime(link.createdAt),
});
