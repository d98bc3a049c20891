import type { DatasetRow } from '../../application/ports/datasets.ts';
import { json, type Reply } from '../routing/reply.ts';
import type { ResponseDoc } from '../routing/route.ts';
import { datasetSchema, datasetView } from '../schemas/dataset.ts';

/** The answer to everything that stores a dataset: 201 with its place for new bars, 200 for those that were there. */
export function storedDataset({
  dataset,
  created,
}: {
  readonly dataset: DatasetRow;
  readonly created: boolean;
}): Reply {
  const view = datasetView(dataset);
  return created ? json(view, 201, { Location: view.links.self }) : json(view);
}

export const storedDatasetDoc: Readonly<Record<number, ResponseDoc>> = {
  200: {
    description: 'The same bars were there already.',
    content: { 'application/json': { schema: datasetSchema } },
  },
  201: {
    description: 'The dataset.',
    content: { 'application/json': { schema: datasetSchema } },
    headers: { Location: 'Where the dataset is.' },
  },
};
