import type { LightGbmParams } from '../../agents/ports.ts';
import { LIGHTGBM_PARAMETERS } from '../../domain/model/lightgbm-parameters.ts';
import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary } from './api.ts';
import { readNativeText } from './native-text.ts';
import { lightGbmParamsSchema } from './params-schema.ts';

type Aliases = Readonly<Record<string, readonly string[]>>;

const aliasesOfLibrary = new WeakMap<LightGbmLibrary, Aliases>();

/**
 * The parameters with what makes a training repeatable to the last bit: `deterministic`, a fixed number of threads
 * (1 unless given) and a fixed histogram layout, which LightGBM would else choose by the clock: by column, the faster
 * one on a single thread with many features. LightGBM says what it warns of.
 */
export function repeatableParams(params: LightGbmParams): LightGbmParams {
  const layout = params.force_row_wise === true ? 'force_row_wise' : 'force_col_wise';
  return { num_threads: 1, verbosity: 0, ...params, [layout]: true, deterministic: true };
}

/**
 * LightGBM's parameter text: `key=value` pairs, sorted by key so that equal parameters give equal text.
 * @throws AppError `parameter_invalid` for a name LightGBM does not know (it would ignore it silently), an alias
 *   in place of the name itself, or a value that is out of range or would break the text.
 */
export function paramsText(library: LightGbmLibrary, params: LightGbmParams): string {
  const known = parameterAliases(library);
  requireRanges(params);
  return Object.keys(params)
    .sort()
    .map((name) => `${requireName(name, known)}=${valueText(name, params[name])}`)
    .join(' ');
}

/** Boosting rounds that the parameters ask for. */
export function iterationsOf(params: LightGbmParams): number {
  const iterations = params.num_iterations ?? LIGHTGBM_PARAMETERS.num_iterations.default;
  if (typeof iterations === 'number' && Number.isInteger(iterations) && iterations >= 1) return iterations;
  throw new AppError('parameter_invalid', `num_iterations is ${iterations}; it must be an integer from 1`);
}

/** The library's own names of its parameters, each with the others it takes for it. */
function parameterAliases(library: LightGbmLibrary): Aliases {
  const cached = aliasesOfLibrary.get(library);
  if (cached) return cached;
  const text = readNativeText(library, 'training_failed', (length, out, buffer) =>
    library.dumpParamAliases(length, out, buffer),
  );
  const aliases = JSON.parse(text) as Aliases;
  aliasesOfLibrary.set(library, aliases);
  return aliases;
}

/** LightGBM refuses most of these itself, each in its own words and on its own stream; here they are told together. */
function requireRanges(params: LightGbmParams): void {
  const parsed = lightGbmParamsSchema.safeParse(params);
  if (parsed.success) return;
  const issues = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const text = issues
    .map(({ path, message }) => `${path} (${JSON.stringify(params[path])}): ${message}`)
    .join('; ');
  throw new AppError('parameter_invalid', `LightGBM parameters out of range: ${text}`, { issues });
}

function requireName(name: string, known: Aliases): string {
  if (Object.hasOwn(known, name)) return name;
  const own = Object.keys(known).find((parameter) => known[parameter].includes(name));
  const remedy = own === undefined ? '' : `: it is an alias, write "${own}"`;
  throw new AppError('parameter_invalid', `"${name}" is not the name of a LightGBM parameter${remedy}`, {
    details: { name },
  });
}

function valueText(name: string, value: number | string | boolean): string {
  const isSafe = typeof value === 'number' ? Number.isFinite(value) : !/[\s=]/.test(String(value));
  if (isSafe) return String(value);
  throw new AppError('parameter_invalid', `${name} is ${JSON.stringify(value)}, which cannot be handed on`, {
    details: { name },
  });
}
