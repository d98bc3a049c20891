import { serveColumns } from './column-thread.ts';
import { openParquet } from './parquet-file.ts';

await serveColumns(openParquet);
