import type { LightGbmParameter } from '../src/domain/model/parameter-range.ts';

/** LightGBM's own description of its parameters, in the package's sources. */
export const HEADER = new URL(
  '../node_modules/lightgbm/dependencies/LightGBM/include/LightGBM/config.h',
  import.meta.url,
);

const DECLARATION = /^\s*(TaskType|int|double|bool|std::string|std::vector<[\w:]+>) (\w+)(?: = (.*))?;$/;
const LISTS: Readonly<Record<string, LightGbmParameter['kind']>> = {
  'std::vector<int8_t>': 'multi-int',
  'std::vector<int32_t>': 'multi-int',
  'std::vector<int>': 'multi-int',
  'std::vector<double>': 'multi-double',
  'std::vector<std::string>': 'multi-string',
};
const BOUNDS = { '>': 'above', '>=': 'from', '<': 'below', '<=': 'upTo' } as const;

/**
 * Reads the parameters of `config.h`: their comments carry type, default, aliases, allowed values and range in a fixed form,
 * from which LightGBM makes its own parser and its documentation.
 */
export function parseHeader(text: string): Record<string, LightGbmParameter> {
  const from = text.indexOf('#pragma region Core Parameters');
  const lines = text.slice(from, text.lastIndexOf('#pragma endregion')).split(/\r?\n/);
  const parameters: Record<string, LightGbmParameter> = {};
  let notes: string[] = [];
  for (const line of lines) {
    const note = /^\s*\/\/ (.*)$/.exec(line)?.[1];
    if (note !== undefined) notes.push(note);
    else {
      const [, type, name, value] = DECLARATION.exec(line) ?? [];
      // What has no note is no parameter: LightGBM works it out of others.
      if (name !== undefined && notes.length > 0) parameters[name] = parameterOf(type, value, notes);
      notes = [];
    }
  }
  return parameters;
}

function parameterOf(type: string, value: string | undefined, notes: readonly string[]): LightGbmParameter {
  const notesOf = (key: string): string[] =>
    notes.filter((note) => note.startsWith(`${key} = `)).map((note) => note.slice(key.length + 3));
  const wordsOf = (key: string): string[] => notesOf(key).flatMap((words) => words.split(', '));
  const kind = notesOf('type')[0] ?? '';
  const bounds = notesOf('check').map((check) => {
    const [, sign, bound] = /^([<>]=?)\s*(.+)$/.exec(check) ?? [];
    return [BOUNDS[sign as keyof typeof BOUNDS], Number(bound)];
  });
  const values = kind === 'multi-enum' ? metricsOf(notesOf('descl2')) : wordsOf('options');
  return {
    kind: kindOf(type, kind),
    default: defaultOf(type, notesOf('default')[0] ?? value ?? ''),
    ...Object.fromEntries(bounds),
    ...(values.length > 0 && { values }),
    ...(wordsOf('alias').length > 0 && { aliases: wordsOf('alias') }),
  };
}

function kindOf(type: string, note: string): LightGbmParameter['kind'] {
  if (note === 'enum' || note === 'multi-enum') return note;
  if (type === 'int' || type === 'double' || type === 'bool') return type;
  return LISTS[type] ?? 'string';
}

function defaultOf(type: string, text: string): LightGbmParameter['default'] {
  if (text === 'None') return null;
  // A remark about other packages may follow the number.
  if (type === 'int' || type === 'double') return Number(text.split(' ')[0]);
  if (type === 'bool') return text === 'true';
  return text.replaceAll('"', '');
}

/** Metrics are listed in words: each line begins with the name. */
const metricsOf = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => /^``"?(\w+)"?``/.exec(line)?.[1] ?? []);
