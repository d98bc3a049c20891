import { currentRiskAssessment, currentValidation } from '../orchestration/state.ts';
import { humanise, plural } from './format.ts';
import type { TearSheetData } from './tear-sheet-data.ts';

/** How it stands, as the first thing a reader sees. A rejection is an outcome; only a failure is an error. */
export interface Outcome {
  readonly tone: 'released' | 'rejected' | 'waiting' | 'running' | 'failed' | 'stopped';
  readonly mark: string;
  readonly title: string;
  readonly sentence: string;
}

export function outcomeOf(data: TearSheetData): Outcome {
  const { workflow } = data;
  switch (workflow.status) {
    case 'completed':
      return stoppedEarly(data) ?? released(data);
    case 'rejected':
      return rejected(data);
    case 'failed':
      return failed(data);
    case 'cancelled':
      return {
        tone: 'stopped',
        mark: '■',
        title: 'Cancelled',
        sentence: 'Somebody stopped this workflow. What it had found by then is below.',
      };
    case 'awaiting_approval':
      return {
        tone: 'waiting',
        mark: '●',
        title: 'Waiting for a decision',
        sentence: lastReason(data) || 'A person has to decide before it goes on.',
      };
    case 'queued':
    case 'running':
      return {
        tone: 'running',
        mark: '▸',
        title: 'In progress',
        sentence: `At work on ${humanise(workflow.stage).toLowerCase()}. This page shows what there is so far.`,
      };
  }
}

function stoppedEarly({ state }: TearSheetData): Outcome | undefined {
  if (!state?.warnings.some((note) => note.code === 'max_iterations')) return undefined;
  return {
    tone: 'stopped',
    mark: '■',
    title: 'Stopped early, nothing released',
    sentence: 'The workflow reached its largest number of steps. What it had found by then is below.',
  };
}

function released(data: TearSheetData): Outcome {
  if (!data.state || data.state.validationResults.length === 0) {
    return { tone: 'stopped', mark: '■', title: 'Completed without a verdict', sentence: lastReason(data) };
  }
  const failedGates = failedGateCount(data);
  return {
    tone: 'released',
    mark: '✓',
    title: failedGates > 0 ? 'Released by a person, against the gates' : 'Released',
    sentence:
      failedGates > 0
        ? `${plural(failedGates, 'gate')} failed and stay failed in the record. ${lastReason(data)}`
        : releaseSentence(lastReason(data)),
  };
}

const withSpace = (text: string): string => (text ? `${text} ` : '');

/** The supervisor's reason without the word the title already says. */
function releaseSentence(reason: string): string {
  const rest = reason.replace(/^Released[.:] */, '');
  return /^every gate/i.test(rest)
    ? rest.charAt(0).toUpperCase() + rest.slice(1)
    : `Every gate passed. ${rest}`;
}

function rejected(data: TearSheetData): Outcome {
  const failedGates = failedGateCount(data);
  const gates =
    failedGates > 0
      ? `${plural(failedGates, 'gate')} did not hold. `
      : 'The gates held, the decision was no. ';
  return {
    tone: 'rejected',
    mark: '✕',
    title: 'Not released',
    sentence: `${data.state?.validationResults.length ? gates : ''}${withSpace(lastReason(data))}This is a result: a bot whose edge cannot be told from luck is kept away from money.`,
  };
}

function failed({ workflow }: TearSheetData): Outcome {
  const { error } = workflow;
  return {
    tone: 'failed',
    mark: '!',
    title: 'Could not be finished',
    sentence: error ? `${error.message} (${error.code})` : 'The workflow ended with an error.',
  };
}

/** Failed gates of the last verdict and of the risk assessment. */
function failedGateCount({ state }: TearSheetData): number {
  if (!state) return 0;
  const gates = [...(currentValidation(state)?.gates ?? []), ...(currentRiskAssessment(state)?.gates ?? [])];
  return gates.filter((gate) => !gate.passed).length;
}

/** Why the supervisor went where it went, in its own words. */
const lastReason = ({ state }: TearSheetData): string =>
  state?.messages.findLast((message) => message.role === 'supervisor')?.text ?? '';
