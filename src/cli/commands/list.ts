import { type Command, Option } from 'commander';
import { STATUSES } from '../../orchestration/stages.ts';
import { pageOf, workflowSchema } from '../api-types.ts';
import { addClientCommand, type Cli } from '../cli.ts';
import { minuteText } from '../figures.ts';
import { invocation } from '../invocation.ts';
import { table } from '../table.ts';

interface ListOptions {
  readonly status?: string;
  readonly symbol?: string;
  readonly label?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

/** `bullwright list`: workflows, newest first. */
export function addListCommand(program: Command, cli: Cli): void {
  addClientCommand<ListOptions>(
    program,
    cli,
    {
      usage: 'list',
      summary: 'list workflows, newest first',
      options: [
        new Option('--status <status>', 'only those with this status').choices(STATUSES),
        new Option('--symbol <symbol>', 'only those on this symbol'),
        new Option('--label <label>', 'only those with this tag: key, or key:value'),
        new Option('--limit <n>', 'how many, up to 200').default('50'),
        new Option('--cursor <cursor>', 'go on where an earlier list ended'),
      ],
    },
    async ({ client, output }, _args, { status, symbol, label, limit, cursor }) => {
      const query = { status, symbol, label, limit, cursor };
      const page = await client.json('GET', '/v1/workflows', pageOf(workflowSchema), { query });
      output.result(page, () =>
        table(
          [
            { heading: 'id' },
            { heading: 'submitted (UTC)' },
            { heading: 'status' },
            { heading: 'stage' },
            { heading: 'done', isNumeric: true },
            { heading: 'symbol' },
            { heading: 'name' },
          ],
          page.items.map((workflow) => [
            workflow.id,
            minuteText(workflow.createdAt),
            workflow.status,
            workflow.stage,
            `${Math.round(workflow.progress * 100)} %`,
            workflow.symbol,
            workflow.name,
          ]),
        ),
      );
      if (page.items.length === 0) output.talk(`None. Submit one with: ${invocation()} submit <spec.yaml>`);
      if (page.next) output.talk(`More with: --cursor ${page.next}`);
    },
  );
}
