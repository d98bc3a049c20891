import { type Command, Option } from 'commander';
import { workflowSchema } from '../api-types.ts';
import { addClientCommand, type Cli } from '../cli.ts';
import { invocation } from '../invocation.ts';
import { readSpecFile } from '../spec-file.ts';
import { watchToEnd } from '../watch.ts';

interface SubmitOptions {
  readonly watch?: boolean;
  readonly idempotencyKey?: string;
}

/** `bullwright submit <file>`: a workflow spec from a file or from standard input. */
export function addSubmitCommand(program: Command, cli: Cli): void {
  addClientCommand<SubmitOptions>(
    program,
    cli,
    {
      usage: 'submit <file>',
      summary: 'submit a workflow spec (YAML or JSON; - reads standard input)',
      options: [
        new Option('--watch', 'follow it to its end; the exit code is the verdict'),
        new Option('--idempotency-key <key>', 'submitting again with the same key changes nothing'),
      ],
    },
    async (context, [file = ''], { watch, idempotencyKey }) => {
      const { client, output } = context;
      const workflow = await client.json('POST', '/v1/workflows', workflowSchema, {
        body: await readSpecFile(file),
        ...(idempotencyKey && { headers: { 'Idempotency-Key': idempotencyKey } }),
      });
      if (watch) {
        output.talk(`Submitted ${workflow.id}`);
        return watchToEnd(context, workflow.id);
      }
      output.result(workflow, () => workflow.id);
      output.talk(`Follow it with: ${invocation()} show ${workflow.id} --watch`);
    },
  );
}
