import type { ArtifactStore } from '../application/ports/artifact-store.ts';
import type { DatasetBars } from '../application/ports/datasets.ts';
import { ARROW_MEDIA_TYPE, arrowToColumns, columnsToArrow, rowCount } from './arrow.ts';

/** Datasets as sealed Arrow files: through the agents' door and the artifact route nobody reads them. */
export const createDatasetBars = (store: ArtifactStore): DatasetBars => ({
  put: async (columns) => {
    const bytes = columnsToArrow(columns, { sealed: true });
    return {
      hash: await store.put(bytes),
      kind: 'sealed_dataset',
      mediaType: ARROW_MEDIA_TYPE,
      bytes: bytes.byteLength,
      rows: rowCount(columns),
    };
  },
  get: async (hash) => arrowToColumns(await store.get(hash)),
});
