/**
 * A copy of a value whose typed arrays lie in shared memory: a thread reads them where they are. Arrays that are shared
 * already stay as they are; one that occurs twice is copied once. Plain objects, arrays, strings, numbers, booleans and
 * null go through; nothing else is expected in a task.
 */
export function withSharedArrays<Value>(value: Value): Value {
  const copies = new Map<unknown, unknown>();
  const copy = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    const known = copies.get(part);
    if (known !== undefined) return known;
    const copied = ArrayBuffer.isView(part) ? shared(part as TypedArray) : copyOf(part);
    copies.set(part, copied);
    return copied;
  };
  const copyOf = (part: object): unknown =>
    Array.isArray(part)
      ? part.map(copy)
      : Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, copy(inner)]));
  return copy(value) as Value;
}

/** Bytes that `withSharedArrays` would copy. */
export function unsharedBytes(value: unknown): number {
  let bytes = 0;
  for (const buffer of ownedBuffers(value)) bytes += buffer.byteLength;
  return bytes;
}

/** The buffers of the typed arrays in a value that can be handed over to another thread, each once. */
export function ownedBuffers(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) ownedBuffers(inner, found);
  }
  return found;
}

type TypedArray = Float64Array | Float32Array | Int32Array | Int8Array | Uint8Array;

function shared(array: TypedArray): TypedArray {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const ArrayOfKind = array.constructor as new (buffer: SharedArrayBuffer) => TypedArray;
  const copied = new ArrayOfKind(new SharedArrayBuffer(array.byteLength));
  copied.set(array);
  return copied;
}
