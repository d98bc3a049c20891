/**
 * Reads an ONNX file and evaluates its one `TreeEnsembleClassifier`, from the texts of onnx.proto3 and of the operator
 * alone: nothing of the writer is used.
 */
interface Attribute {
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly strings: readonly string[];
  readonly text: string;
}
type Wire = { readonly field: number; readonly value: bigint | Uint8Array };

export function readClassifier(file: Uint8Array): (row: readonly number[]) => readonly [number, number] {
  const graph = only(decode(file), 7);
  const node = only(decode(graph), 1);
  const attributes = new Map(
    all(decode(node), 5).map((one) => {
      const fields = decode(one);
      return [utf8(only(fields, 1)), attributeOf(fields)] as const;
    }),
  );
  if (utf8(only(decode(node), 4)) !== 'TreeEnsembleClassifier') throw new Error('another operator');
  if (attributes.get('post_transform')?.text !== 'LOGISTIC') throw new Error('another transform');
  const ints = (name: string): readonly number[] => attributes.get(name)?.ints ?? [];
  const places = new Map(
    ints('nodes_nodeids').map((id, i) => [`${ints('nodes_treeids')[i]}/${id}`, i] as const),
  );
  const values = attributes.get('nodes_values')?.floats ?? [];
  const modes = attributes.get('nodes_modes')?.strings ?? [];
  const weights = attributes.get('class_weights')?.floats ?? [];
  const votes = new Map<string, [number, number][]>();
  ints('class_nodeids').forEach((id, i) => {
    const key = `${ints('class_treeids')[i]}/${id}`;
    votes.set(key, [...(votes.get(key) ?? []), [ints('class_ids')[i], weights[i]]]);
  });
  const leafOf = (tree: number, row: readonly number[]): string => {
    let id = 0;
    for (;;) {
      const at = places.get(`${tree}/${id}`) ?? Number.NaN;
      if (modes[at] === 'LEAF') return `${tree}/${id}`;
      if (modes[at] !== 'BRANCH_LEQ') throw new Error(`no such node: ${tree}/${id}`);
      const x = Math.fround(row[ints('nodes_featureids')[at]]);
      const isTrue = Number.isNaN(x) ? ints('nodes_missing_value_tracks_true')[at] === 1 : x <= values[at];
      id = isTrue ? ints('nodes_truenodeids')[at] : ints('nodes_falsenodeids')[at];
    }
  };
  const trees = new Set(ints('nodes_treeids'));
  return (row) => {
    const sums: [number, number] = [0, 0];
    for (const tree of trees)
      for (const [label, weight] of votes.get(leafOf(tree, row)) ?? []) sums[label] += weight;
    return [logistic(sums[0]), logistic(sums[1])];
  };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

function attributeOf(fields: readonly Wire[]): Attribute {
  const packed = fields.find((one) => one.field === 8)?.value;
  const floats = fields.find((one) => one.field === 7)?.value;
  const single = fields.find((one) => one.field === 4)?.value;
  return {
    floats: floats instanceof Uint8Array ? readFloats(floats) : [],
    ints: packed instanceof Uint8Array ? readVarints(packed) : [],
    strings: all(fields, 9).map(utf8),
    text: single instanceof Uint8Array ? utf8(single) : '',
  };
}

function decode(bytes: Uint8Array): Wire[] {
  const fields: Wire[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    if ((key & 7) === 0) fields.push({ field: key >> 3, value: varint() });
    else if ((key & 7) === 2) {
      const length = Number(varint());
      fields.push({ field: key >> 3, value: bytes.subarray(at, at + length) });
      at += length;
    } else throw new Error(`wire type ${key & 7}`);
  }
  return fields;
}

function readVarints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    values.push(value);
    [value, scale] = [0, 1];
  }
  return values;
}

function readFloats(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(i * 4, true));
}

const all = (fields: readonly Wire[], field: number): Uint8Array[] =>
  fields.flatMap((one) => (one.field === field && one.value instanceof Uint8Array ? [one.value] : []));

function only(fields: readonly Wire[], field: number): Uint8Array {
  const [first, second] = all(fields, field);
  if (!first || second) throw new Error(`field ${field} is not there exactly once`);
  return first;
}

const utf8 = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
