import type { Artifacts, Columns } from '../agents/ports.ts';
import type { ArtifactStore } from '../application/ports/artifact-store.ts';
import { AppError } from '../kernel/errors.ts';
import { canonicalJson, type Json } from '../kernel/json.ts';
import { type ArtifactKind, type ArtifactRef, isSealedKind } from '../orchestration/artifact-ref.ts';
import { ARROW_MEDIA_TYPE, arrowToColumns, columnsToArrow, isSealedFile, rowCount } from './arrow.ts';

export interface ArtifactsOptions {
  readonly store: ArtifactStore;
  /** Told of every artifact that was stored, so that it can be linked to its workflow. */
  readonly onStored?: (ref: ArtifactRef) => void;
}

/** The artifacts as agents see them: typed, content-addressed, sealed kinds refused. */
export function createArtifacts({ store, onStored }: ArtifactsOptions): Artifacts {
  const put = async (
    kind: ArtifactKind,
    bytes: Uint8Array,
    about: { readonly mediaType: string; readonly rows?: number },
  ): Promise<ArtifactRef> => {
    const hash = await store.put(bytes);
    const ref = { hash, kind, bytes: bytes.byteLength, ...about };
    onStored?.(ref);
    return ref;
  };

  const get = async (ref: ArtifactRef): Promise<Uint8Array> => {
    if (isSealedKind(ref.kind)) throw sealed(ref);
    const bytes = await store.get(ref.hash);
    // The kind is only what the reference says; the seal is in the file.
    if (isSealedFile(bytes)) throw sealed(ref);
    return bytes;
  };

  return {
    putColumns: (kind, columns: Columns) =>
      put(kind, columnsToArrow(columns, { sealed: isSealedKind(kind) }), {
        mediaType: ARROW_MEDIA_TYPE,
        rows: rowCount(columns),
      }),
    getColumns: async (ref) => arrowToColumns(await get(ref)),
    putJson: (kind, value) =>
      put(kind, new TextEncoder().encode(canonicalJson(value)), { mediaType: 'application/json' }),
    getJson: async (ref) => parseJson(ref, await get(ref)),
    putText: (kind, text, mediaType) => put(kind, new TextEncoder().encode(text), { mediaType }),
    getText: async (ref) => new TextDecoder().decode(await get(ref)),
  };
}

const sealed = (ref: ArtifactRef): AppError =>
  new AppError(
    'sealed_segment',
    `Artifact ${ref.hash} is the sealed test segment: only the validation agent opens it, once, through the vault.`,
    { details: { hash: ref.hash } },
  );

function parseJson(ref: ArtifactRef, bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch (cause) {
    throw new AppError('artifact_corrupt', `Artifact ${ref.hash} (${ref.kind}) is not JSON.`, { cause });
  }
}
