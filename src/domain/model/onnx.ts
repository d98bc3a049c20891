import { AppError } from '../../kernel/errors.ts';
import { type EnsembleAttributes, ensembleAttributes } from './onnx-ensemble.ts';
import { type Field, floats, integer, integers, joined, message, text } from './protobuf.ts';
import type { TreeModel } from './tree-model.ts';

/* Numbers of fields and codes: onnx.proto3 of ONNX 1.16. */
const IR_VERSION = 8;
const ML_DOMAIN = 'ai.onnx.ml';
const ELEMENT = { float: 1, int64: 7 } as const;
const ATTRIBUTE = { string: 3, floats: 6, ints: 7, strings: 8 } as const;

/**
 * The model as an ONNX graph of one `TreeEnsembleClassifier` (ai.onnx.ml 3).
 * Input `features`: float32 [rows, features], NaN is missing. Outputs: `label` int64 [rows], and `probabilities`
 * float32 [rows, 2] of class 0 and 1, not calibrated. Thresholds are rounded down to float32, so that a float32
 * input takes the very way through each tree that it takes in LightGBM.
 * @throws AppError `model_invalid` for a model that is not binary, or that ONNX cannot express.
 */
export function modelToOnnx(model: TreeModel, producer: { readonly version: string }): Uint8Array {
  const graph = [
    message(1, nodeFields(ensembleAttributes(model, sigmoidOf(model)))),
    text(2, 'bullwright'),
    message(11, tensorInfo('features', ELEMENT.float, model.features.length)),
    message(12, tensorInfo('label', ELEMENT.int64, null)),
    message(12, tensorInfo('probabilities', ELEMENT.float, 2)),
  ];
  return joined([
    integer(1, IR_VERSION),
    text(2, 'bullwright'),
    text(3, producer.version),
    message(7, graph),
    message(8, [text(1, ''), integer(2, 15)]),
    message(8, [text(1, ML_DOMAIN), integer(2, 3)]),
    message(14, [text(1, 'features'), text(2, JSON.stringify(model.features))]),
  ]);
}

/** Steepness of the sigmoid between raw score and probability. */
function sigmoidOf({ objective }: TreeModel): number {
  const match = /^binary\b(?:.*\bsigmoid:([\d.e+-]+))?/.exec(objective);
  if (match) return Number(match[1] ?? 1);
  throw new AppError(
    'model_invalid',
    `Only binary models become ONNX classifiers; this one is "${objective}"`,
  );
}

function nodeFields(attributes: EnsembleAttributes): Field[] {
  return [
    text(1, 'features'),
    text(2, 'label'),
    text(2, 'probabilities'),
    text(3, 'trees'),
    text(4, 'TreeEnsembleClassifier'),
    text(7, ML_DOMAIN),
    ...Object.entries(attributes.ints).map(([name, values]) =>
      message(5, [text(1, name), integers(8, values), integer(20, ATTRIBUTE.ints)]),
    ),
    ...Object.entries(attributes.floats).map(([name, values]) =>
      message(5, [text(1, name), floats(7, values), integer(20, ATTRIBUTE.floats)]),
    ),
    message(5, [
      text(1, 'nodes_modes'),
      ...attributes.modes.map((mode) => text(9, mode)),
      integer(20, ATTRIBUTE.strings),
    ]),
    message(5, [text(1, 'post_transform'), text(4, 'LOGISTIC'), integer(20, ATTRIBUTE.string)]),
  ];
}

/** A tensor of any number of rows; `width` null: a vector. */
function tensorInfo(name: string, element: number, width: number | null): Field[] {
  const rows = message(1, [text(2, 'rows')]);
  const shape = width === null ? [rows] : [rows, message(1, [integer(1, width)])];
  return [text(1, name), message(2, [message(1, [integer(1, element), message(2, shape)])])];
}
