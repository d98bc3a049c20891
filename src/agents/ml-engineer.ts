import type { AgentPatch, FeatureSet } from '../orchestration/state.ts';
import type { Agent, AgentContext, AgentInput } from './agent.ts';
import { storeModelCard } from './evaluation/model-card.ts';
import { discoverFeatures } from './feature-family.ts';
import type { Artifacts } from './ports.ts';
import { trainFinalModel } from './training/final-model.ts';
import { runSearch } from './training/run-search.ts';
import { selectFeatures } from './training/select-features.ts';
import { openStudy } from './training/study.ts';
import { loadTrainingData, type TrainingData } from './training/training-data.ts';
import { describeTraining, warnOfFailures } from './training/training-messages.ts';

/** Shares of the progress bar that loading, searching and the final fit end at. */
const LOADED = 0.05;
const SEARCHED = 0.9;
const TRAINED = 0.92;

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
  const selection = selectFeatures(data, state);
  const study = openStudy(data, selection.features, spec, state.plan);

  const total = spec.training.trials;
  context.progress(LOADED, `trial 0/${total}`);
  const search = await runSearch(study, context, context.rng.fork('search'), (ended) =>
    context.progress(LOADED + ((SEARCHED - LOADED) * ended) / total, `trial ${ended}/${total}`),
  );

  context.progress(SEARCHED, 'training the final model');
  const trained = await trainFinalModel(study, search, context);
  context.progress(TRAINED, 'evaluating and explaining the model');
  const model = { ...trained, card: await storeModelCard({ study, search, model: trained }, context) };
  const text = describeTraining(study, selection, model, search);
  context.logger.info({ model: model.id, score: model.score, trials: search.outcomes.length }, text);
  return {
    trainedModels: [model],
    bestModel: model,
    selectedFeatures: await storeSelection(data, selection.features, context.artifacts),
    messages: [{ role: 'ml_engineer', text }],
    warnings: warnOfFailures(search),
  };
}

/** The selected columns over all development bars. */
async function storeSelection(
  { candidates }: TrainingData,
  features: readonly string[],
  artifacts: Artifacts,
): Promise<FeatureSet> {
  const columns = Object.fromEntries(features.map((name) => [name, candidates[name]]));
  const artifact = await artifacts.putColumns('features', columns);
  return { name: 'selected', role: 'ml_engineer', columns: [...features], artifact };
}
