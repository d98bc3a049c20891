import type { Command } from 'commander';
import { workflowSchema } from '../api-types.ts';
import { addClientCommand, type Cli } from '../cli.ts';

/** `bullwright cancel <workflowId>` */
export function addCancelCommand(program: Command, cli: Cli): void {
  addClientCommand(
    program,
    cli,
    { usage: 'cancel <workflowId>', summary: 'cancel a workflow; running agents stop' },
    async ({ client, output }, [id = '']) => {
      const path = `/v1/workflows/${encodeURIComponent(id)}/cancel`;
      const workflow = await client.json('POST', path, workflowSchema);
      const isAsked = workflow.finishedAt === null;
      output.result(workflow, () => `${workflow.id} ${isAsked ? 'cancel requested' : workflow.status}`);
    },
  );
}
