import type { SignalCandidate } from '../domain/signals/candidate.ts';
import { AppError } from '../kernel/errors.ts';
import { botBundleSchema } from '../orchestration/bot-bundle.ts';
import { riskReportSchema } from '../orchestration/risk-report.ts';
import type { AgentPatch } from '../orchestration/state.ts';
import type { Agent, AgentContext, AgentInput } from './agent.ts';
import { assessSignals } from './risk/assessment.ts';
import { buildBotBundle } from './risk/bundle-document.ts';
import { buildRiskReport } from './risk/report-document.ts';
import { columnsToSignals } from './signal-columns.ts';
import { loadTradedSegment } from './traded-segment.ts';

/** Trades the filtered signals out of sample, holds the result against the limits, and packs the bot. */
export const riskManager: Agent = {
  role: 'risk_manager',
  run: assess,
};

/**
 * The `assess` task. A rejection is a result with its reasons, not an error; without a signal or a trade the
 * undefined figures are null and their gates fail. The bundle is written in either case: what is rejected can be
 * looked at as well.
 * @throws AppError `agent_failed` when there are no dataset, model or signals yet.
 */
async function assess(input: AgentInput, context: AgentContext): Promise<AgentPatch> {
  context.progress(0.1, 'reading signals and bars');
  const segment = await loadTradedSegment(input, context);
  const signals = await loadSignals(input, context);

  context.signal.throwIfAborted();
  context.progress(0.4, `trading ${signals.length} signals out of sample`);
  const assessment = assessSignals(input.spec, segment, signals);

  context.progress(0.7, 'writing the risk report and the bot bundle');
  const modelText = await context.artifacts.getText(segment.model.artifact);
  const report = buildRiskReport(assessment);
  const bundle = buildBotBundle({ ...assessment, modelText, report, state: input.state });
  const [reportRef, bundleRef] = await Promise.all([
    context.artifacts.putJson('risk_report', riskReportSchema.parse(report)),
    context.artifacts.putJson('bot_bundle', botBundleSchema.parse(bundle)),
  ]);
  const { approved, reasons, gates, figures, limits } = report;
  context.logger.info({ approved, trades: figures.trades, bundle: bundleRef.hash }, 'risk assessed');
  return {
    riskAssessments: {
      [segment.model.id]: { approved, reasons, gates, figures, limits, report: reportRef, bundle: bundleRef },
    },
    messages: [{ role: 'risk_manager', text: describe(approved, reasons) }],
  };
}

/** The signals of the state, oldest first. */
async function loadSignals(
  { state }: AgentInput,
  context: AgentContext,
): Promise<readonly SignalCandidate[]> {
  if (!state.filteredSignals) {
    throw new AppError('agent_failed', 'There are no signals yet: the signal evaluator must run first');
  }
  const columns = await context.artifacts.getColumns(state.filteredSignals.artifact);
  return columnsToSignals(columns).sort((a, b) => a.index - b.index);
}

const describe = (approved: boolean, reasons: readonly string[]): string =>
  `${approved ? 'Approved' : 'Rejected'}: ${reasons.join(' ')}`.slice(0, 2_000);
