import { type Command, Option } from 'commander';
import { approvalSchema, pageOf, type WorkflowDetail, workflowDetailSchema } from '../api-types.ts';
import { addClientCommand, type Cli } from '../cli.ts';
import { elapsedText, minuteText } from '../figures.ts';
import { invocation } from '../invocation.ts';
import type { Paint } from '../paint.ts';
import { table } from '../table.ts';
import { verdictText } from '../verdict.ts';
import { watchToEnd } from '../watch.ts';

/** `bullwright show <workflowId>`: where it stands, what ran, what came out. */
export function addShowCommand(program: Command, cli: Cli): void {
  addClientCommand<{ readonly watch?: boolean }>(
    program,
    cli,
    {
      usage: 'show <workflowId>',
      summary: 'show a workflow: stage, runs, verdict',
      options: [new Option('--watch', 'follow it to its end; the exit code is the verdict')],
    },
    async (context, [id = ''], { watch }) => {
      if (watch) return watchToEnd(context, id);
      const { client, output } = context;
      const path = `/v1/workflows/${encodeURIComponent(id)}`;
      const workflow = await client.json('GET', path, workflowDetailSchema);
      output.result(workflow, () => workflowText(workflow, output.dataPaint));
      if (workflow.status === 'awaiting_approval') {
        const query = { workflowId: id, status: 'pending' };
        const pending = await client.json('GET', '/v1/approvals', pageOf(approvalSchema), { query });
        for (const approval of pending.items)
          output.talk(`Decide with: ${invocation()} approve ${approval.id}`);
      }
    },
  );
}

function workflowText(workflow: WorkflowDetail, paint: Paint): string {
  const { id, name, symbol, status, stage, progress, createdAt, finishedAt, runs } = workflow;
  const isOver = finishedAt !== null;
  const lines = [
    `${paint.bold(name)} on ${symbol} (${id})`,
    `${status}${isOver ? '' : `, ${stage}, ${Math.round(progress * 100)} %`}, submitted ${minuteText(createdAt)}${isOver ? `, took ${elapsedText(createdAt, finishedAt)}` : ''}`,
  ];
  if (runs.length > 0) lines.push('', runsText(workflow));
  if (isOver) lines.push('', verdictText(workflow, paint));
  return lines.join('\n');
}

function runsText({ runs }: WorkflowDetail): string {
  return table(
    [
      { heading: 'step', isNumeric: true },
      { heading: 'agent' },
      { heading: 'task' },
      { heading: 'status' },
      { heading: 'starts', isNumeric: true },
      { heading: 'took', isNumeric: true },
      { heading: 'error' },
    ],
    runs.map((run) => [
      String(run.iteration),
      run.role,
      run.task,
      run.status,
      String(run.starts),
      run.finishedAt ? elapsedText(run.startedAt, run.finishedAt) : '',
      run.error ? `${run.error.message} (${run.error.code})` : '',
    ]),
  );
}
