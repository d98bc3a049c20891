import { registryHash } from '../../domain/features/registry.ts';
import { sha256 } from '../../kernel/hash.ts';
import { type BotBundle, BUNDLE_FORMAT, BUNDLE_VERSION } from '../../orchestration/bot-bundle.ts';
import type { RiskReport } from '../../orchestration/risk-report.ts';
import type { AgentState, DatasetInfo, ValidationResult } from '../../orchestration/state.ts';
import { datasetFacts } from '../dataset-facts.ts';
import { confluenceColumn } from '../filter-columns.ts';
import type { Assessment } from './assessment.ts';

export interface BundleInput extends Assessment {
  readonly modelText: string;
  readonly report: RiskReport;
  readonly state: AgentState;
}

/** Packs model, rules, limits and verdicts into one document. Pure, and free of anything that names the run. */
export function buildBotBundle(input: BundleInput): BotBundle {
  const { spec, segment, modelText, report, state } = input;
  const { model, dataset, payoffs } = segment;
  const validation = verdictOf(state, model.id);
  return {
    format: BUNDLE_FORMAT,
    version: BUNDLE_VERSION,
    model: {
      id: model.id,
      text: modelText,
      sha256: sha256(modelText),
      objective: model.objective,
      params: model.params,
    },
    features: { names: model.features, registryHash: registryHash() },
    calibration: model.calibration,
    labels: spec.labels,
    rules: {
      minConfidence: spec.signals.minConfidence,
      filters: spec.signals.filters,
      confluence: confluenceColumn(spec),
      payoffs,
      barriers: {
        upper: 'take_profit_above_entry',
        lower: 'stop_loss_below_entry',
        timeExit: 'close_of_horizon_bar',
      },
    },
    execution: spec.execution,
    account: spec.account,
    costs: spec.costs,
    risk: {
      approved: report.approved,
      reasons: report.reasons,
      gates: report.gates,
      figures: report.figures,
      limits: report.limits,
      sizing: report.sizing,
    },
    validation: validation && {
      passed: validation.passed,
      gates: validation.gates,
      figures: validation.figures,
      trialCount: validation.trialCount,
    },
    card: modelCard(input, validation),
    hashes: {
      dataset: dataset.id,
      model: model.artifact.hash,
      verdict: validation?.verdictHash ?? null,
    },
  };
}

/** The latest verdict on this model. */
const verdictOf = (state: AgentState, modelId: string): ValidationResult | null =>
  state.validationResults.findLast((result) => result.modelId === modelId) ?? null;

function modelCard(
  { spec, segment, report, state }: BundleInput,
  validation: ValidationResult | null,
): BotBundle['card'] {
  const { dataset, model } = segment;
  const { validation: held } = dataset.segments;
  return {
    intendedUse: `Signals for ${dataset.symbol} on ${dataset.timeframe} bars, executed and sized as this document says, within its limits. Not advice; not meant for another instrument, timeframe or cost level.`,
    data: {
      ...datasetFacts(dataset),
      validatedFrom: held.firstAt,
      validatedTo: held.lastAt,
    },
    score: model.score,
    metrics: model.metrics,
    importance: model.importance,
    trials: model.trials,
    seed: spec.training.seed,
    knownWeaknesses: knownWeaknesses(dataset, report, state, validation),
  };
}

/** What a buyer of this bot would ask about, read off the documents. */
function knownWeaknesses(
  dataset: DatasetInfo,
  report: RiskReport,
  state: AgentState,
  validation: ValidationResult | null,
): string[] {
  const failed = (validation?.gates ?? []).filter((gate) => !gate.passed).map((gate) => gate.name);
  const findings = dataset.quality.findings.filter((finding) => finding.severity !== 'info');
  const trades = report.figures.trades ?? 0;
  return [
    ...(validation ? [] : ['It was never validated.']),
    ...(failed.length > 0 ? [`Validation failed: ${failed.join(', ')}.`] : []),
    ...(report.approved ? [] : report.reasons.map((reason) => `Risk: ${reason}`)),
    `Risk figures rest on ${trades} trades over ${report.segment.bars} bars of one instrument.`,
    'The position cap and the payoffs are estimates from past bars; their error is not part of the figures.',
    'Bars do not say in which order prices inside them came: the stop is taken to come first.',
    ...(state.plan.attempt > 1
      ? [
          `It is attempt ${state.plan.attempt} on this data; the earlier ones are counted in the deflated Sharpe ratio.`,
        ]
      : []),
    ...findings.map((finding) => `Data (${finding.rule}): ${finding.message}`),
  ];
}
