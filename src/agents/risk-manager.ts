import type { RiskDecision } from '../domain/risk/decide-signal.ts';
import { AppError } from '../kernel/errors.ts';
import { botBundleSchema } from '../orchestration/bot-bundle.ts';
import { riskReportSchema } from '../orchestration/risk-report.ts';
import { signalBookSchema } from '../orchestration/signal-book.ts';
import type { AgentPatch } from '../orchestration/state.ts';
import type { Agent, AgentContext, AgentInput } from './agent.ts';
import type { Columns } from './ports.ts';
import type { Assessment, SignalsToAssess } from './risk/assessment.ts';
import { buildBotBundle } from './risk/bundle-document.ts';
import { buildRiskReport } from './risk/report-document.ts';
import { buildSignalBook, decisionColumns } from './risk/signal-book.ts';
import { columnsToDrivers, columnsToSignals } from './signals/columns.ts';
import { loadOpenPositions } from './signals/knowledge.ts';
import { loadTradedSegment, type TradedSegment } from './traded-segment.ts';

/** Trades the filtered signals out of sample, holds the result against the limits, and packs the bot. */
export const riskManager: Agent = {
  role: 'risk_manager',
  run: assess,
};

/**
 * The `assess` task. A rejection is a result with its reasons, not an error; without a signal or a trade the
 * undefined figures are null and their gates fail. The bundle is written in either case: what is rejected can be
 * looked at as well.
 * @throws AppError `agent_failed` when there are no dataset, model or signals yet; what the compute threads throw.
 */
async function assess(input: AgentInput, context: AgentContext): Promise<AgentPatch> {
  context.progress(0.1, 'reading signals and bars');
  const segment = await loadTradedSegment(input, context);
  const { columns, ...given } = await loadSignals(input, segment, context);

  context.signal.throwIfAborted();
  context.progress(0.4, `trading ${given.signals.length} signals out of sample`);
  const { spec } = input;
  const { dataset, bars, barriers, payoffs, validation } = segment;
  const { instrument, barsPerYear } = dataset;
  const traded = { bars, barriers, payoffs, validation, instrument, barsPerYear };
  const { signals, open } = given;
  const findings = await context.compute.calculate(
    'risk',
    { spec, ...traded, signals, open },
    context.signal,
  );
  const assessment: Assessment = { ...given, spec, segment, ...findings };

  context.progress(0.7, 'writing the risk report and the bot bundle');
  const modelText = await context.artifacts.getText(segment.model.artifact);
  const report = buildRiskReport(assessment, input.state.filteredSignals?.effects ?? []);
  const bundle = buildBotBundle({ ...assessment, modelText, report, state: input.state });
  const [reportRef, signalBook, signalTable, bundleRef] = await Promise.all([
    context.artifacts.putJson('risk_report', riskReportSchema.parse(report)),
    context.artifacts.putJson('signal_book', signalBookSchema.parse(buildSignalBook(assessment))),
    context.artifacts.putColumns('signals', { ...columns, ...decisionColumns(assessment) }),
    context.artifacts.putJson('bot_bundle', botBundleSchema.parse(bundle)),
  ]);
  const { approved, decision, reasons, gates, figures, limits } = report;
  context.logger.info({ approved, trades: figures.trades, bundle: bundleRef.hash }, 'risk assessed');
  return {
    riskAssessments: {
      [segment.model.id]: {
        approved,
        decision,
        reasons,
        gates,
        figures,
        limits,
        report: reportRef,
        signalBook,
        signalTable,
        bundle: bundleRef,
      },
    },
    messages: [{ role: 'risk_manager', text: describe(decision, reasons) }],
  };
}

/** The signals of the state, best first, what drove them, and what is open already. */
async function loadSignals(
  { state, spec }: AgentInput,
  { dataset }: TradedSegment,
  { artifacts }: AgentContext,
): Promise<SignalsToAssess & { readonly columns: Columns }> {
  if (!state.filteredSignals) {
    throw new AppError('agent_failed', 'There are no signals yet: the signal evaluator must run first');
  }
  const columns = await artifacts.getColumns(state.filteredSignals.artifact);
  return {
    columns,
    signals: columnsToSignals(columns),
    drivers: columnsToDrivers(columns),
    open: await loadOpenPositions(dataset, spec, artifacts),
  };
}

const WORDS = { approved: 'Approved', reduced: 'Approved at a reduced size', rejected: 'Rejected' } as const;

const describe = (decision: RiskDecision, reasons: readonly string[]): string =>
  `${WORDS[decision]}: ${reasons.join(' ')}`.slice(0, 2_000);
