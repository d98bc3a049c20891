import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Uploads } from '../application/ports/datasets.ts';
import { AppError } from '../kernel/errors.ts';
import { readFile } from './file.ts';

/** Uploads in folders of their own under the temporary folder of the system. */
export function createUploads(): Uploads {
  return {
    receive: async (chunks, maxBytes) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'bullwright-upload-'));
      const remove = () => rm(folder, { recursive: true, force: true });
      const file = path.join(folder, 'upload');
      let bytes = 0;
      try {
        await pipeline(
          chunks,
          async function* (source: AsyncIterable<Uint8Array>) {
            for await (const chunk of source) {
              bytes += chunk.byteLength;
              if (bytes > maxBytes) throw tooLarge(maxBytes);
              yield chunk;
            }
          },
          createWriteStream(file, { flags: 'wx', mode: 0o600 }),
        );
      } catch (error) {
        await remove();
        throw error;
      }
      return { path: file, bytes, remove };
    },
    read: (file, origin, options) => readFile(file.path, origin, options),
  };
}

const tooLarge = (maxBytes: number): AppError =>
  new AppError(
    'payload_too_large',
    `The upload is larger than ${maxBytes} bytes. Pack it (gzip or zip), or split it by time.`,
    { details: { maxBytes } },
  );
