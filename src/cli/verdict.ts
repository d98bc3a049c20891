import type { Gate } from '../orchestration/state.ts';
import type { Evidence, Workflow, WorkflowResult } from './api-types.ts';
import { figureText } from './figures.ts';
import type { Paint } from './paint.ts';
import { table } from './table.ts';

/** Gates as a table: each figure beside its bar. Nothing without gates. */
function gateLines(gates: readonly Gate[], paint: Paint): string[] {
  if (gates.length === 0) return [];
  return [
    table(
      [{ heading: 'gate' }, { heading: 'figure', isNumeric: true }, { heading: 'bar' }, { heading: '' }],
      gates.map((gate) => [
        gate.name,
        figureText(gate.figure),
        `${gate.comparison} ${figureText(gate.bar)}`,
        gate.passed ? paint.good('passed') : paint.bad('FAILED'),
      ]),
    ),
  ];
}

/** How a workflow ended, with its figures. A rejected bot is an outcome, not an error, and reads as one. */
export function verdictText(workflow: Workflow, paint: Paint): string {
  const { result, error } = workflow;
  const lines = [paint.bold(headline(workflow))];
  if (result) {
    if (result.reason !== error?.message) lines.push(result.reason);
    lines.push(...validationLines(result, paint), ...riskLines(result, paint));
  }
  if (error) lines.push(`${error.message} (${error.code})`);
  if (result) lines.push(...hashLines(result));
  return lines.join('\n');
}

function headline({ name, symbol, status, result }: Workflow): string {
  const bot = `${name} on ${symbol}`;
  if (status === 'completed')
    return result?.released ? `Released: ${bot}` : `Completed without a release: ${bot}`;
  if (status === 'rejected') return `Not released: ${bot}`;
  return `${status.replaceAll('_', ' ')}: ${bot}`;
}

function validationLines({ validation }: Pick<WorkflowResult, 'validation'>, paint: Paint): string[] {
  if (!validation) return [];
  const word = validation.passed ? paint.good('passed') : paint.bad('failed');
  return [
    '',
    `Validation ${word}, over ${validation.trialCount} trials${validation.gates.length > 0 ? ':' : ''}`,
    ...gateLines(validation.gates, paint),
  ];
}

function riskLines({ risk }: Pick<WorkflowResult, 'risk'>, paint: Paint): string[] {
  if (!risk) return [];
  const word = !risk.approved
    ? paint.bad('rejected')
    : paint.good(risk.decision === 'reduced' ? 'approved at a reduced size' : 'approved');
  return [
    '',
    `Risk ${word}${risk.reasons.length > 0 ? ':' : ''}`,
    ...risk.reasons.map((reason) => `  ${reason}`),
  ];
}

function hashLines({ model, validation, bundle }: WorkflowResult): string[] {
  const hashes = [
    ['model', model?.id],
    ['verdict', validation?.verdictHash],
    ['bundle', bundle],
  ].filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return hashes.length === 0 ? [] : ['', ...hashes.map(([name, hash]) => `${name.padEnd(8)} ${hash}`)];
}

/** What a reviewer is asked to decide on. */
export function evidenceText(evidence: Evidence, paint: Paint): string {
  const { dataset, model, signals } = evidence;
  const lines = [paint.bold(evidence.reason)];
  if (dataset) {
    lines.push(
      `Data: ${dataset.bars} bars of ${dataset.symbol} ${dataset.timeframe}, quality ${figureText(dataset.quality.score)}/100 (${dataset.quality.verdict.replaceAll('_', ' ')})`,
      ...dataset.quality.findings.map((finding) => `  ${finding.severity}: ${finding.message}`),
    );
  }
  if (model)
    lines.push(`Model: best of ${model.trials} trials, ${model.objective} ${figureText(model.score)}`);
  if (signals) lines.push(`Signals: ${signals.count}`);
  lines.push(...validationLines(evidence, paint), ...riskLines(evidence, paint));
  lines.push(...gateLines(evidence.risk?.gates ?? [], paint));
  return lines.join('\n');
}
