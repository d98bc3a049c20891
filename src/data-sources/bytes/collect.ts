import { unreadable } from '../unreadable.ts';
import type { Content } from './content.ts';

/**
 * The whole content as one buffer, for formats that cannot be read in pieces.
 * @throws AppError `data_unreadable` when there is more than `limit` bytes of it.
 */
export async function collect(content: Content, limit: number, signal: AbortSignal): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of content.chunks(signal)) {
    length += chunk.length;
    if (length > limit) {
      throw unreadable(`the content is longer than ${limit} bytes`, { origin: content.origin });
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts, length);
}
