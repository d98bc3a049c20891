/* Protocol buffers, as far as ONNX needs them (protobuf.dev/programming-guides/encoding). */
const VARINT = 0;
const BYTES = 2;

/** A field of a message, encoded. */
export type Field = Uint8Array;

const utf8 = new TextEncoder();

/** An integer field. Negative numbers take ten bytes, as the encoding asks for. */
export const integer = (field: number, value: number | bigint): Field =>
  joined([varint((field << 3) | VARINT), varint(value)]);

export const text = (field: number, value: string): Field => bytes(field, utf8.encode(value));

/** A message inside a message. */
export const message = (field: number, fields: readonly Field[]): Field => bytes(field, joined(fields));

/** Repeated integers, packed. */
export const integers = (field: number, values: readonly number[]): Field =>
  bytes(field, joined(values.map(varint)));

/** Repeated 32-bit floats, packed. */
export function floats(field: number, values: ArrayLike<number>): Field {
  const content = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) content.setFloat32(i * 4, values[i], true);
  return bytes(field, new Uint8Array(content.buffer));
}

export function bytes(field: number, content: Uint8Array): Field {
  return joined([varint((field << 3) | BYTES), varint(content.length), content]);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return Uint8Array.from(out);
}
