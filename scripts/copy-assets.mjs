// tsc copies no files but its own: what the program reads at run time and is not TypeScript goes to dist here.
import { cpSync, existsSync } from 'node:fs';

for (const folder of ['src/dashboard/public']) {
  if (existsSync(folder)) cpSync(folder, `dist/${folder}`, { recursive: true });
}
