import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { addClientCommand, type Cli } from '../cli.ts';

/** `bullwright report <workflowId>`: the tear sheet, one HTML file. */
export function addReportCommand(program: Command, cli: Cli): void {
  addClientCommand<{ readonly out?: string }>(
    program,
    cli,
    {
      usage: 'report <workflowId>',
      summary: 'print the report of a workflow (self-contained HTML), or write it to a file',
      options: [new Option('--out <file>', 'where to write it')],
    },
    async ({ client, output }, [id = ''], { out }) => {
      const html = await client.text('GET', `/v1/workflows/${encodeURIComponent(id)}/report`);
      if (out === undefined) {
        output.result({ html }, () => html);
        return;
      }
      const path = resolve(out);
      await writeFile(path, html);
      output.result({ path, bytes: Buffer.byteLength(html) }, () => path);
    },
  );
}
