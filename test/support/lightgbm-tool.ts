import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Kept between runs, outside the package. */
export const TOOL_FOLDER = join(tmpdir(), 'bullwright-bench-lightgbm');

const packageFolder = (): string => dirname(createRequire(import.meta.url).resolve('lightgbm/package.json'));

/** LightGBM's own example data, which its package ships. */
export const EXAMPLE = join(packageFolder(), 'dependencies/LightGBM/examples/binary_classification');
export const EXAMPLE_FEATURES = 28;

/** Rows of a file of the example, the label first. */
export const exampleRows = (name: string): number[][] =>
  readFileSync(join(EXAMPLE, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number));

const objectsFolder = (): string =>
  join(packageFolder(), 'build/dependencies/LightGBM/CMakeFiles/lightgbm_objs.dir');

/** Whether there is LightGBM's command line tool, by `LIGHTGBM_CLI`, or what it can be linked from: a Linux build of the package. */
export const hasTool = (): boolean =>
  process.env.LIGHTGBM_CLI !== undefined || (process.platform === 'linux' && existsSync(objectsFolder()));

/**
 * The command line tool: `LIGHTGBM_CLI`, else linked (5 s, once) from the very objects that `npm install` compiled for the
 * library, so that both are one build. Needs the C++ compiler the install needed.
 */
export function requireTool(): string {
  if (process.env.LIGHTGBM_CLI !== undefined) return process.env.LIGHTGBM_CLI;
  const compiled = readdirSync(objectsFolder(), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.o'))
    .map((name) => join(objectsFolder(), name));
  const tool = join(TOOL_FOLDER, 'lightgbm');
  const newest = Math.max(...compiled.map((path) => statSync(path).mtimeMs));
  if (existsSync(tool) && statSync(tool).mtimeMs > newest) return tool;
  mkdirSync(TOOL_FOLDER, { recursive: true });
  const sources = join(packageFolder(), 'dependencies', 'LightGBM');
  const includes = [
    'include',
    'external_libs/eigen',
    'external_libs/fast_double_parser/include',
    'external_libs/fmt/include',
  ];
  const linked = `${tool}-${process.pid}`;
  execFileSync('c++', [
    ...['-O3', '-std=c++11', '-fopenmp', '-DUSE_SOCKET', '-DEIGEN_MPL2_ONLY'],
    ...includes.map((folder) => `-I${join(sources, folder)}`),
    ...['src/main.cpp', 'src/application/application.cpp'].map((name) => join(sources, name)),
    ...compiled,
    '-o',
    linked,
  ]);
  // Whole or not at all: another process may be at it too.
  renameSync(linked, tool);
  return tool;
}

/** Runs the tool with `key=value` arguments. @returns What it wrote to standard output. */
export const runTool = (tool: string, args: Readonly<Record<string, number | string | boolean>>): string =>
  execFileSync(
    tool,
    Object.entries(args).map(([key, value]) => `${key}=${value}`),
    { encoding: 'utf8' },
  );

/** The trees of a model text, without the parameters and feature notes around them. */
export const treesOf = (text: string): string =>
  text.slice(text.indexOf('Tree=0'), text.indexOf('end of trees'));

/** The numbers of a field of one tree, `leaf_value` for example. */
export const fieldOf = (text: string, field: string, tree = 0): number[] =>
  (new RegExp(`^${field}=(.*)$`, 'm').exec(text.slice(text.indexOf(`Tree=${tree}\n`)))?.[1] ?? '')
    .split(' ')
    .map(Number);
