import type { Content } from './content.ts';

/**
 * Hands every record of `size` bytes to `take`, after skipping `skip` bytes.
 * @returns the bytes left over at the end: 0 for a complete file
 */
export async function forEachRecord(
  content: Content,
  { size, skip = 0 }: { readonly size: number; readonly skip?: number },
  { take, signal }: { readonly take: (view: DataView, index: number) => void; readonly signal: AbortSignal },
): Promise<number> {
  let rest = Buffer.alloc(0);
  let toSkip = skip;
  let index = 0;
  for await (const chunk of content.chunks(signal)) {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    const bytes =
      rest.length === 0 ? chunk.subarray(skipped) : Buffer.concat([rest, chunk.subarray(skipped)]);
    const whole = bytes.length - (bytes.length % size);
    for (let at = 0; at < whole; at += size) {
      take(new DataView(bytes.buffer, bytes.byteOffset + at, size), index++);
    }
    rest = Buffer.from(bytes.subarray(whole));
  }
  return rest.length;
}
