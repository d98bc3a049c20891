import type { AgentPatch, FeatureSet } from '../orchestration/state.ts';
import type { Agent, AgentContext, AgentInput } from './agent.ts';
import { storeModelCard } from './evaluation/model-card.ts';
import { discoverFeatures } from './feature-family.ts';
import { trainFinalModel } from './training/final-model.ts';
import { nestedScore } from './training/nested-score.ts';
import { runSearch } from './training/run-search.ts';
import { type Selection, selectFeatures } from './training/selection/select-features.ts';
import { openStudy } from './training/study.ts';
import { loadTrainingData } from './training/training-data.ts';
import { describeTraining, warnOfFailures } from './training/training-messages.ts';
import { withinProgress } from './within-progress.ts';

/** Shares of the progress bar: loading, selecting, searching (of which the nested searches take the rest). */
const LOADED = 0.05;
const SELECTED = 0.15;
const SEARCHED = 0.9;
const TRAINED = 0.92;
/** Where the search of the released model ends when it is repeated inside the folds. */
const SEARCHED_ONCE = 0.35;

/** Offers technical features, and trains the models. */
export const mlEngineer: Agent = {
  role: 'ml_engineer',
  run: (input, context) =>
    input.task === 'features' ? discoverFeatures('technical', input, context) : train(input, context),
};

/** Selects features, searches the parameters by purged cross-validation, and trains the best model. */
async function train(input: AgentInput, context: AgentContext): Promise<AgentPatch> {
  const { spec, state } = input;
  context.progress(0, 'reading bars and features');
  const data = await loadTrainingData(input, context);
  const selection = await selectFeatures(data, spec, state, withinProgress(context, LOADED, SELECTED));
  const study = openStudy(data, selection, spec, state.plan);

  const isNested = spec.training.crossValidation.kind === 'nested';
  const searched = isNested ? SEARCHED_ONCE : SEARCHED;
  const search = await runSearch(
    study,
    withinProgress(context, SELECTED, searched),
    context.rng.fork('search'),
  );
  const nested = isNested
    ? await nestedScore(study, input, withinProgress(context, SEARCHED_ONCE, SEARCHED))
    : {};

  context.progress(SEARCHED, 'training the final model');
  const trained = await trainFinalModel({ study, search, selection: selection.report, nested }, context);
  context.progress(TRAINED, 'evaluating and explaining the model');
  const model = { ...trained, card: await storeModelCard({ study, search, model: trained }, context) };
  const text = describeTraining(study, selection.report, model, search);
  context.logger.info({ model: model.id, score: model.score, trials: search.outcomes.length }, text);
  return {
    trainedModels: [model],
    bestModel: model,
    selectedFeatures: await storeSelection(selection, context),
    messages: [{ role: 'ml_engineer', text }],
    warnings: warnOfFailures(search),
  };
}

/** The selected columns over all development bars. */
async function storeSelection(
  { features, columns }: Selection,
  { artifacts }: Pick<AgentContext, 'artifacts'>,
): Promise<FeatureSet> {
  const selected = Object.fromEntries(features.map((name) => [name, columns[name]]));
  const artifact = await artifacts.putColumns('features', selected);
  return { name: 'selected', role: 'ml_engineer', columns: [...features], artifact };
}
