import { openArrow } from './arrow-file.ts';
import { serveColumns } from './column-thread.ts';

await serveColumns(openArrow);
