import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../kernel/errors.ts';
import { readSpecFile } from '../spec-file.ts';

/** From the sources and from `dist`: the examples lie beside package.json in both. */
const PLACES = ['../../../examples/demo.yaml', '../../../../examples/demo.yaml'];

/** The spec the demo submits, as it ships in `examples/`. */
export function demoSpec(): Promise<unknown> {
  const path = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url))).find(existsSync);
  if (path) return readSpecFile(path);
  throw new AppError(
    'internal',
    'examples/demo.yaml is missing from this installation. Install the package anew.',
  );
}
