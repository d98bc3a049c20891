import type { Note } from '../../orchestration/state.ts';
import { duration, figure, humanise, instant } from '../format.ts';
import { type Html, html, join } from '../html.ts';
import { folded, lead, type Section, subheading, table } from '../section.ts';
import type { RunFacts, StepFacts, TearSheetData } from '../tear-sheet-data.ts';

/** How it came to this: what the agents said, the plans, warnings and errors, and every transition. */
export function journalSection({ state, runs, steps }: TearSheetData): Section | null {
  const messages = state?.messages ?? [];
  if (messages.length === 0 && !steps?.length && !state?.errors.length) return null;
  const body = html`${lead('In the words of the agents, oldest first.')}
  ${notes('Errors', state?.errors ?? [])}
  ${notes('Warnings', state?.warnings ?? [])}
  ${messages.length > 0 && html`<ol class="messages">${join(messages.map((m) => html`<li><span class="role">${humanise(m.role)}</span><span>${m.text}</span></li>`))}</ol>`}
  ${plans(steps ?? [])}
  ${steps && steps.length > 0 && folded(`Transitions (${steps.length})`, transitions(steps))}
  ${runs && runs.length > 0 && folded(`Agent runs (${runs.length})`, runTable(runs))}`;
  return { id: 'journal', title: 'How it came to this', body };
}

function notes(title: string, list: readonly Note[]): Html | false {
  if (list.length === 0) return false;
  return html`${subheading(title)}<ul class="findings">${join(list.map((note) => html`<li class="${title === 'Errors' ? 'blocking' : 'warning'}"><strong>${humanise(note.role)}</strong> <code>${note.code}</code>: ${note.message}</li>`))}</ul>`;
}

/** Only a workflow that changed its plan has a history of plans worth a table. */
function plans(steps: readonly StepFacts[]): Html | false {
  const changed = steps.flatMap((step) => (step.plan ? [{ ...step.plan, reason: step.reason }] : []));
  if (changed.length < 2) return false;
  return html`${subheading('Plans')}${table(
    [
      { title: 'Attempt' },
      { title: 'Features used', numeric: true },
      { title: 'Regularisation', numeric: true },
      { title: 'Why' },
    ],
    changed.map((plan) => [
      String(plan.attempt),
      figure(plan.featureShare, 'share'),
      html`× ${figure(plan.regularisation, 'ratio')}`,
      plan.reason,
    ]),
    'Plans of the attempts',
  )}`;
}

const transitions = (steps: readonly StepFacts[]): Html =>
  table(
    [{ title: '#', numeric: true }, { title: 'Stage' }, { title: 'When' }, { title: 'Why' }],
    steps.map((step) => [String(step.iteration), humanise(step.stage), instant(step.at), step.reason]),
    'Transitions',
  );

const runTable = (runs: readonly RunFacts[]): Html =>
  table(
    [
      { title: '#', numeric: true },
      { title: 'Agent' },
      { title: 'Task' },
      { title: 'Outcome' },
      { title: 'Starts', numeric: true },
      { title: 'Took', numeric: true },
    ],
    runs.map((run) => [
      String(run.iteration),
      humanise(run.role),
      run.task,
      run.status,
      String(run.starts),
      run.finishedAt ? duration(run.finishedAt.getTime() - run.startedAt.getTime()) : 'at work',
    ]),
    'Agent runs',
  );
