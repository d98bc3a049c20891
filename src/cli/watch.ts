import { type Workflow, workflowSchema } from './api-types.ts';
import type { ClientContext } from './cli.ts';
import { type ExitCode, exitCodeOfStatus } from './exit-codes.ts';
import { followWorkflow } from './follow.ts';
import { invocation } from './invocation.ts';
import { createProgressScreen } from './progress-screen.ts';
import { verdictText } from './verdict.ts';

/** Shows a workflow's progress until it ends, prints the verdict, and answers with the exit code that stands for it. */
export async function watchToEnd(context: ClientContext, workflowId: string): Promise<ExitCode> {
  const { client, output, signal } = context;
  const screen = createProgressScreen(output);
  await followWorkflow({
    client,
    workflowId,
    signal,
    onEvent: (event) => {
      screen.show(event);
      if (event.type === 'approval.requested') {
        output.talk(`         decide with: ${invocation()} approve ${String(event.data.approvalId)}`);
      }
    },
    onLost: (error) => output.talk(`Connection lost, trying again: ${error.message}`),
  });
  screen.clear();
  const workflow = await fetchWorkflow(context, workflowId);
  output.result(workflow, () => `\n${verdictText(workflow, output.dataPaint)}`);
  return exitCodeOfStatus(workflow.status);
}

export const fetchWorkflow = ({ client }: Pick<ClientContext, 'client'>, id: string): Promise<Workflow> =>
  client.json('GET', `/v1/workflows/${encodeURIComponent(id)}`, workflowSchema);
