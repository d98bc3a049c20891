import { z } from 'zod';
import { isTerminal, type Stage } from '../orchestration/stages.ts';

/** An event of a workflow, as the stream sends it. */
export interface WorkflowEvent {
  readonly type: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An agent at work: how far it is (0 to 1), and at what. */
export interface RunningAgent {
  readonly role: string;
  readonly fraction: number;
  readonly message: string;
  readonly startedAt: string;
}

/** A line that stays on the screen. */
export interface ProgressLine {
  readonly at: string;
  readonly tone: 'stage' | 'good' | 'bad' | 'warn' | 'plain';
  readonly text: string;
}

/** What a person following a workflow sees. */
export interface ProgressView {
  readonly running: readonly RunningAgent[];
}

export const EMPTY_VIEW: ProgressView = { running: [] };

export interface ProgressStep {
  readonly view: ProgressView;
  readonly lines: readonly ProgressLine[];
}

const text = z.string().catch('');
/** Fields any event may carry; one that is missing reads as empty. */
const dataSchema = z.object({
  role: text,
  task: text,
  to: text,
  reason: text,
  message: text,
  summary: text,
  code: text,
  status: text,
  kind: text,
  decision: text,
  by: text,
  comment: text,
  deadlineAt: text,
  approvalId: text,
  name: text,
  symbol: text,
  reused: z.boolean().catch(false),
  fraction: z.number().catch(0),
  attempt: z.number().catch(1),
});
type EventData = z.output<typeof dataSchema>;

/** The view after an event, and the lines the event leaves behind. Pure; events of an unknown type change nothing. */
export function stepProgress(view: ProgressView, event: WorkflowEvent): ProgressStep {
  const step = STEPS[event.type];
  return step ? step(view, dataSchema.parse(event.data), event.at) : { view, lines: [] };
}

type Step = (view: ProgressView, data: EventData, at: string) => ProgressStep;

const STEPS: Readonly<Record<string, Step>> = {
  'workflow.submitted': (view, d, at) => said(view, at, 'stage', `submitted: ${d.name} on ${d.symbol}`),
  // The end has an event of its own.
  'workflow.stage': (_view, d, at) =>
    isTerminal(d.to as Stage)
      ? { view: EMPTY_VIEW, lines: [] }
      : said(EMPTY_VIEW, at, 'stage', `${words(d.to)}: ${d.reason}`),
  'workflow.cancel_requested': (view, _d, at) => said(view, at, 'warn', 'cancel requested'),
  'workflow.resumed': (view, _d, at) => said(view, at, 'stage', 'resumed from the last checkpoint'),
  'workflow.finished': (_view, d, at) =>
    said(EMPTY_VIEW, at, d.status === 'completed' ? 'good' : 'bad', `${d.status}: ${d.reason}`),
  'agent.started': (view, d, at) => ({
    view: withAgent(view, { role: d.role, fraction: 0, message: d.task, startedAt: at }),
    lines: d.attempt > 1 ? [line(at, 'warn', `${words(d.role)} starts again (attempt ${d.attempt})`)] : [],
  }),
  'agent.progress': (view, d, at) => {
    const startedAt = view.running.find((agent) => agent.role === d.role)?.startedAt ?? at;
    return {
      view: withAgent(view, { role: d.role, fraction: d.fraction, message: d.message, startedAt }),
      lines: [],
    };
  },
  'agent.completed': (view, d, at) => {
    const note = d.reused ? ' (found: nothing was computed again)' : '';
    return said(withoutAgent(view, d.role), at, 'good', `${words(d.role)}: ${d.summary}${note}`);
  },
  'agent.failed': (view, d, at) =>
    said(withoutAgent(view, d.role), at, 'bad', `${words(d.role)} failed: ${d.message} (${d.code})`),
  'agent.retrying': (view, d, at) =>
    said(withoutAgent(view, d.role), at, 'warn', `${words(d.role)} will try again: ${d.message} (${d.code})`),
  'approval.requested': (view, d, at) =>
    said(view, at, 'warn', `a person is asked (${words(d.kind)}) until ${d.deadlineAt}: ${d.approvalId}`),
  'approval.voted': (view, d, at) => said(view, at, 'plain', `${d.by} votes ${d.decision}: ${d.comment}`),
  'approval.decided': (view, d, at) => said(view, at, 'plain', `${d.by} decides ${d.decision}: ${d.comment}`),
  'approval.expired': (view, _d, at) => said(view, at, 'warn', 'nobody decided in time'),
  'approval.escalated': (view, _d, at) => said(view, at, 'warn', 'nobody decided in time; asked once more'),
  'vault.opened': (view, _d, at) => said(view, at, 'plain', 'the sealed test segment was opened'),
};

const line = (at: string, tone: ProgressLine['tone'], message: string): ProgressLine => ({
  at,
  tone,
  text: message,
});

const said = (view: ProgressView, at: string, tone: ProgressLine['tone'], message: string): ProgressStep => ({
  view,
  lines: [line(at, tone, message)],
});

function withAgent(view: ProgressView, agent: RunningAgent): ProgressView {
  const isKnown = view.running.some((other) => other.role === agent.role);
  return {
    running: isKnown
      ? view.running.map((other) => (other.role === agent.role ? agent : other))
      : [...view.running, agent],
  };
}

const withoutAgent = (view: ProgressView, role: string): ProgressView => ({
  running: view.running.filter((agent) => agent.role !== role),
});

const words = (name: string): string => name.replaceAll('_', ' ');
