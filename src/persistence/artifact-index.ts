import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { ArtifactIndex, ArtifactLink } from '../application/ports/artifact-index.ts';
import { type ArtifactRef, artifactRefSchema } from '../orchestration/artifact-ref.ts';
import { fromColumn } from './documents.ts';
import type { ArtifactLinksTable, ArtifactsTable, Schema } from './schema.ts';

const REF = [
  'artifacts.hash',
  'artifacts.kind',
  'artifacts.media_type',
  'artifacts.bytes',
  'artifacts.rows',
] as const;

export function createArtifactIndex(db: Kysely<Schema>): ArtifactIndex {
  return {
    link: async (links) => {
      if (links.length === 0) return;
      // One order for everybody: two writers with the same artifacts must not wait for each other.
      const ordered = [...links].sort((a, b) => keyOf(a.ref).localeCompare(keyOf(b.ref)));
      await db
        .insertInto('artifacts')
        .values(ordered.map(artifactColumns))
        .onConflict((conflict) => conflict.columns(['hash', 'kind']).doNothing())
        .execute();
      await db
        .insertInto('artifact_links')
        .values(ordered.map(linkColumns))
        .onConflict((conflict) =>
          conflict.columns(['workflow_id', 'iteration', 'role', 'hash', 'kind']).doNothing(),
        )
        .execute();
    },

    ofWorkflow: async (workflowId) => {
      const rows = await db
        .selectFrom('artifact_links')
        .innerJoin('artifacts', (join) =>
          join
            .onRef('artifacts.hash', '=', 'artifact_links.hash')
            .onRef('artifacts.kind', '=', 'artifact_links.kind'),
        )
        .select([...REF, 'artifact_links.iteration', 'artifact_links.role', 'artifact_links.created_at'])
        .where('artifact_links.workflow_id', '=', workflowId)
        .orderBy('artifact_links.iteration')
        .orderBy('artifact_links.role')
        .orderBy('artifacts.kind')
        .orderBy('artifacts.hash')
        .execute();
      return rows.map((row) => ({
        workflowId,
        iteration: row.iteration,
        role: row.role,
        ref: toRef(row),
        createdAt: row.created_at,
      }));
    },

    find: async (hash) => {
      // Bytes that are sealed under any name count as sealed.
      const row = await db
        .selectFrom('artifacts')
        .select(REF)
        .where('hash', '=', hash)
        .orderBy(sql`kind like 'sealed%'`, 'desc')
        .orderBy('created_at')
        .limit(1)
        .executeTakeFirst();
      return row ? toRef(row) : null;
    },
  };
}

const keyOf = (ref: ArtifactRef): string => `${ref.hash} ${ref.kind}`;

const artifactColumns = ({ ref, createdAt }: ArtifactLink): Insertable<ArtifactsTable> => ({
  hash: ref.hash,
  kind: ref.kind,
  media_type: ref.mediaType,
  bytes: ref.bytes,
  rows: ref.rows ?? null,
  created_at: createdAt,
});

const linkColumns = ({ workflowId, iteration, role, ref, createdAt }: ArtifactLink): ArtifactLinksTable => ({
  workflow_id: workflowId,
  iteration,
  role,
  hash: ref.hash,
  kind: ref.kind,
  created_at: createdAt,
});

function toRef(row: Omit<Selectable<ArtifactsTable>, 'created_at'>): ArtifactRef {
  const ref = {
    hash: row.hash,
    kind: row.kind,
    mediaType: row.media_type,
    bytes: Number(row.bytes),
    ...(row.rows !== null && { rows: row.rows }),
  };
  return fromColumn(artifactRefSchema, ref, `artifact ${row.hash}`);
}
