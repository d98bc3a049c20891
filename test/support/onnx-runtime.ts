import { createRequire } from 'node:module';

/** What is used of `onnxruntime-node`, which ships no types of its own. */
interface Runtime {
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object;
  readonly InferenceSession: {
    create(graph: Uint8Array): Promise<{
      run(feeds: Readonly<Record<string, object>>): Promise<{
        readonly label: { readonly data: BigInt64Array };
        readonly probabilities: { readonly data: Float32Array; readonly dims: readonly number[] };
      }>;
    }>;
  };
}
const { InferenceSession, Tensor } = createRequire(import.meta.url)('onnxruntime-node') as Runtime;

/** Classifies row-major values by Microsoft's own runtime: a reader of the graph that nobody here wrote. */
export async function classifyWithRuntime(graph: Uint8Array, values: Float32Array, columns: number) {
  const session = await InferenceSession.create(graph);
  const { label, probabilities } = await session.run({
    features: new Tensor('float32', values, [values.length / columns, columns]),
  });
  return { label: [...label.data].map(Number), probabilities: probabilities.data, dims: probabilities.dims };
}
