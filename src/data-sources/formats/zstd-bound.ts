const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const LARGEST_BLOCK = 128 * 1_024;

/**
 * The most bytes a run of Zstandard frames can unpack to, from the headers of its frames and blocks (RFC 8878, 3.1.1):
 * what a frame states; else what a raw block holds, a repeated one names, and the largest block for a compressed one.
 * @throws Error for what are no frames, or a block beyond the end
 */
export function zstdBound(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let bound = 0;
  let at = 0;
  while (at < bytes.length) {
    const magic = view.getUint32(at, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    if (magic !== MAGIC) throw new Error('that is no Zstandard frame');
    const frame = frameHeader(view, at);
    const blocks = blocksOf(view, frame.end);
    bound += Math.max(frame.statedBytes, blocks.bound);
    at = blocks.end + (frame.hasChecksum ? 4 : 0);
  }
  return bound;
}

function frameHeader(view: DataView, start: number) {
  const descriptor = view.getUint8(start + 4);
  const isSingle = (descriptor & 0x20) !== 0;
  const windowBytes = isSingle ? 0 : 1;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3];
  const size = start + 5 + windowBytes + dictionaryBytes;
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const read = {
    0: () => 0,
    1: () => view.getUint8(size),
    2: () => view.getUint16(size, true) + 256,
    4: () => view.getUint32(size, true),
    8: () => Number(view.getBigUint64(size, true)),
  }[sizeBytes];
  return { statedBytes: read?.() ?? 0, hasChecksum: (descriptor & 4) !== 0, end: size + sizeBytes };
}

function blocksOf(view: DataView, start: number): { readonly bound: number; readonly end: number } {
  let bound = 0;
  let at = start;
  for (;;) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const kind = (header >> 1) & 3;
    const size = header >> 3;
    bound += kind === 2 ? LARGEST_BLOCK : size;
    at += 3 + (kind === 1 ? 1 : size);
    if ((header & 1) === 1) return { bound, end: at };
  }
}
