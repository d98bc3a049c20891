import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parse, YAMLParseError } from 'yaml';
import { AppError } from '../kernel/errors.ts';

/** A spec from a YAML or JSON file, `-` for standard input. What it means is for the server to judge. */
export async function readSpecFile(path: string): Promise<unknown> {
  const source = path === '-' ? await text(process.stdin) : await readSource(path);
  try {
    // Every JSON text is YAML 1.2.
    return parse(source) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const name = path === '-' ? 'standard input' : path;
    throw new AppError('spec_invalid', `${name} is neither YAML nor JSON: ${error.message}`, {
      cause: error,
    });
  }
}

async function readSource(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error);
    throw new AppError('usage_invalid', `${path} cannot be read: ${reason}.`, { cause: error });
  }
}
