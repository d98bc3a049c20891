import type { Request, Response } from 'express';
import { z } from 'zod';
import type { ArtifactStore } from '../../application/ports/artifact-store.ts';
import type { Store } from '../../application/ports/store.ts';
import { AppError } from '../../kernel/errors.ts';
import { type ArtifactRef, isSealedKind } from '../../orchestration/artifact-ref.ts';
import { type ByteRange, parseRange } from '../range.ts';
import { stream } from '../routing/reply.ts';
import { defineRoute, type Route } from '../routing/route.ts';
import { ARTIFACT_POLICY } from '../security.ts';

const bytes = z.string().meta({ description: 'The bytes, as they are.', format: 'binary' });

const read = defineRoute({
  method: 'get',
  path: '/v1/artifacts/{hash}',
  operationId: 'getArtifact',
  tag: 'Artifacts',
  summary: 'The bytes of an artifact',
  description: 'Immutable: the hash is the `ETag`. `Range` and `If-None-Match` are honoured.',
  access: 'read',
  page: true,
  params: z.strictObject({
    hash: z
      .string()
      .max(100)
      .meta({ example: '3f0c9a4be1d2576c8f90a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455a' }),
  }),
  responses: {
    200: {
      description: 'The whole.',
      content: { 'application/octet-stream': { schema: bytes } },
      headers: { ETag: 'The hash.', 'Accept-Ranges': '`bytes`' },
    },
    206: {
      description: 'The range asked for.',
      content: { 'application/octet-stream': { schema: bytes } },
      headers: { 'Content-Range': 'Which bytes of how many.' },
    },
    304: { description: 'The caller has it already.' },
  },
  problems: ['not_found', 'sealed_segment', 'range_invalid', 'artifact_missing', 'artifact_corrupt'],
  handle: async ({ params: { hash } }, { store, artifactStore }) => {
    const ref = await findReadable(store, hash);
    return stream((req, res) => sendArtifact(req, res, { ref, artifactStore }));
  },
});

export const artifactRoutes: readonly Route[] = [read];

async function findReadable({ artifacts }: Pick<Store, 'artifacts'>, hash: string): Promise<ArtifactRef> {
  const ref = await artifacts.find(hash);
  if (!ref) throw new AppError('not_found', `There is no artifact "${hash}".`);
  if (isSealedKind(ref.kind)) {
    throw new AppError(
      'sealed_segment',
      'The test segment is sealed: nobody reads it before the validation gate, through no door.',
    );
  }
  return ref;
}

/** Content-addressed bytes never change. */
const CACHING = 'private, max-age=31536000, immutable';

interface Sending {
  readonly ref: ArtifactRef;
  readonly artifactStore: ArtifactStore;
}

async function sendArtifact(req: Request, res: Response, { ref, artifactStore }: Sending): Promise<void> {
  const size = await artifactStore.size(ref.hash);
  if (size === null) {
    throw new AppError('artifact_missing', `The bytes of artifact ${ref.hash} are not in the store.`);
  }
  const etag = `"${ref.hash}"`;
  if (matches(req.get('if-none-match'), etag)) {
    res.status(304).set({ ETag: etag, 'Cache-Control': CACHING }).end();
    return;
  }
  const range = isRangeWanted(req, etag) ? rangeOf(req, res, size) : null;
  // Read before the headers are set: a corrupt artifact is answered with a problem, not with half a file.
  const body = req.method === 'HEAD' ? undefined : await bytesOf(artifactStore, ref.hash, range);
  res.set({
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Cache-Control': CACHING,
    'Content-Type': ref.mediaType,
    'Content-Length': String(range ? range.end - range.start + 1 : size),
    'Content-Disposition': `attachment; filename="${ref.kind}-${ref.hash.slice(0, 12)}${extensionOf(ref.mediaType)}"`,
    'Content-Security-Policy': ARTIFACT_POLICY,
    ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }),
  });
  res.status(range ? 206 : 200).end(body);
}

const bytesOf = (store: ArtifactStore, hash: string, range: ByteRange | null): Promise<Uint8Array> =>
  range ? store.slice(hash, range.start, range.end) : store.get(hash);

function rangeOf(req: Request, res: Response, size: number): ByteRange | null {
  try {
    return parseRange(req.get('range'), size);
  } catch (error) {
    res.set('Content-Range', `bytes */${size}`);
    throw error;
  }
}

/** `If-Range` with another validator than ours asks for the whole. */
function isRangeWanted(req: Request, etag: string): boolean {
  const condition = req.get('if-range');
  return condition === undefined || condition === etag;
}

const matches = (header: string | undefined, etag: string): boolean =>
  (header ?? '').split(',').some((part) => part.trim() === '*' || part.trim().replace(/^W\//, '') === etag);

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/vnd.apache.arrow.file': '.arrow',
  'application/json': '.json',
  'text/html': '.html',
  'text/plain': '.txt',
};

const extensionOf = (mediaType: string): string => EXTENSIONS[mediaType.split(';')[0]?.trim() ?? ''] ?? '';
