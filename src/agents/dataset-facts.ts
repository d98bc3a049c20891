import type { DatasetInfo } from '../orchestration/state.ts';

/** What the documents of a model, its card and the bundle of its bot, both say of the data it learned from. */
export const datasetFacts = ({
  symbol,
  timeframe,
  source,
  bars,
  segments: { train },
  quality,
}: DatasetInfo) => ({
  symbol,
  timeframe,
  source,
  bars,
  trainedFrom: train.firstAt,
  trainedTo: train.lastAt,
  qualityScore: quality.score,
});
