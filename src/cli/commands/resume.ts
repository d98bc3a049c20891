import type { Command } from 'commander';
import { workflowSchema } from '../api-types.ts';
import { addClientCommand, type Cli } from '../cli.ts';

/** `bullwright resume <workflowId>` */
export function addResumeCommand(program: Command, cli: Cli): void {
  addClientCommand(
    program,
    cli,
    { usage: 'resume <workflowId>', summary: 'resume a failed workflow from its last checkpoint' },
    async ({ client, output }, [id = '']) => {
      const path = `/v1/workflows/${encodeURIComponent(id)}/resume`;
      const workflow = await client.json('POST', path, workflowSchema);
      output.result(workflow, () => `${workflow.id} ${workflow.status}`);
    },
  );
}
