import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HEADER, parseHeader } from './lightgbm-parameters.ts';

const path = fileURLToPath(new URL('../src/domain/model/lightgbm-parameters.ts', import.meta.url));
const rows = Object.entries(parseHeader(readFileSync(HEADER, 'utf8'))).map(
  ([name, parameter]) => `  ${name}: ${JSON.stringify(parameter)},`,
);
writeFileSync(
  path,
  `import type { LightGbmParameter } from './parameter-range.ts';

/**
 * Every parameter LightGBM 4.1 documents, by its own name. Written by scripts/write-lightgbm-parameters.ts from the
 * header of its sources, \`config.h\`: not to be changed by hand.
 */
export const LIGHTGBM_PARAMETERS = {
${rows.join('\n')}
} as const satisfies Readonly<Record<string, LightGbmParameter>>;
`,
);
execFileSync('npx', ['biome', 'check', '--write', path], { stdio: 'inherit' });
