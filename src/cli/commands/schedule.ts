import { type Command, Option } from 'commander';
import { pageOf, type Schedule, scheduleDetailSchema, scheduleSchema, tickSchema } from '../api-types.ts';
import { addClientCommand, type Cli } from '../cli.ts';
import { minuteText } from '../figures.ts';
import { invocation } from '../invocation.ts';
import { readSpecFile } from '../spec-file.ts';
import { table } from '../table.ts';

interface AddOptions {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly overlap: string;
  readonly catchUp: string;
  readonly paused?: boolean;
}

const PATH = '/v1/schedules';
const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

/** `bullwright schedule …`: workflows at the times of a cron expression. */
export function addScheduleCommands(program: Command, cli: Cli): void {
  const schedule = program.command('schedule').description('workflows at the times of a cron expression');
  addAdd(schedule, cli);
  addList(schedule, cli);
  addShow(schedule, cli);
  addPause(schedule, cli, {
    usage: 'pause <scheduleId>',
    summary: 'let no further times pass it',
    paused: true,
  });
  addPause(schedule, cli, {
    usage: 'resume <scheduleId>',
    summary: 'go on from the next time',
    paused: false,
  });
  addTrigger(schedule, cli);
  addRemove(schedule, cli);
}

function addAdd(schedule: Command, cli: Cli): void {
  addClientCommand<AddOptions>(
    schedule,
    cli,
    {
      usage: 'add <file>',
      summary: 'submit a spec at the times of a cron expression (- reads standard input)',
      options: [
        new Option('--name <name>', 'what it is called').makeOptionMandatory(),
        new Option('--cron <expression>', 'five fields, for example "30 22 * * 1-5"').makeOptionMandatory(),
        new Option('--time-zone <zone>', 'IANA name').default('UTC'),
        new Option('--overlap <policy>', 'while the workflow before is still going')
          .choices(['skip', 'queue', 'cancel_previous'])
          .default('skip'),
        new Option('--catch-up <duration>', 'make up for a time missed no longer ago than this').default('0'),
        new Option('--paused', 'do not start yet'),
      ],
    },
    async ({ client, output }, [file = ''], { name, cron, timeZone, overlap, catchUp, paused = false }) => {
      const spec = await readSpecFile(file);
      const body = { name, cron, timeZone, overlap, catchUp, paused, spec };
      const created = await client.json('POST', PATH, scheduleSchema, { body });
      output.result(created, () => created.id);
      if (created.nextDueAt) output.talk(`Due next at ${minuteText(created.nextDueAt)} UTC.`);
    },
  );
}

function addList(schedule: Command, cli: Cli): void {
  addClientCommand(
    schedule,
    cli,
    { usage: 'list', summary: 'list schedules' },
    async ({ client, output }) => {
      const page = await client.json('GET', PATH, pageOf(scheduleSchema), { query: { limit: 200 } });
      output.result(page, () => schedulesText(page.items));
      if (page.items.length === 0)
        output.talk(`None. Add one with: ${invocation()} schedule add <spec.yaml> --name … --cron …`);
    },
  );
}

function addShow(schedule: Command, cli: Cli): void {
  addClientCommand(
    schedule,
    cli,
    { usage: 'show <scheduleId>', summary: 'show a schedule and its latest ticks' },
    async ({ client, output }, [id = '']) => {
      const found = await client.json('GET', pathOf(id), scheduleDetailSchema);
      output.result(found, () =>
        [
          schedulesText([found]),
          '',
          table(
            [{ heading: 'due (UTC)' }, { heading: 'status' }, { heading: 'workflow' }, { heading: 'reason' }],
            found.ticks.map((tick) => [
              minuteText(tick.dueAt),
              tick.status,
              tick.workflowId ?? '-',
              tick.reason,
            ]),
          ),
        ].join('\n'),
      );
    },
  );
}

function addPause(
  schedule: Command,
  cli: Cli,
  { usage, summary, paused }: { readonly usage: string; readonly summary: string; readonly paused: boolean },
): void {
  addClientCommand(schedule, cli, { usage, summary }, async ({ client, output }, [id = '']) => {
    const changed = await client.json('PATCH', pathOf(id), scheduleSchema, { body: { paused } });
    output.result(changed, () => schedulesText([changed]));
  });
}

function addTrigger(schedule: Command, cli: Cli): void {
  addClientCommand(
    schedule,
    cli,
    {
      usage: 'trigger <scheduleId>',
      summary: 'submit now, whatever the cron says; the overlap policy holds',
    },
    async ({ client, output }, [id = '']) => {
      const tick = await client.json('POST', `${pathOf(id)}/trigger`, tickSchema);
      output.result(tick, () => [tick.status, tick.workflowId, tick.reason].filter(Boolean).join(' '));
    },
  );
}

function addRemove(schedule: Command, cli: Cli): void {
  addClientCommand(
    schedule,
    cli,
    { usage: 'remove <scheduleId>', summary: 'remove a schedule; its workflows stay' },
    async ({ client, output }, [id = '']) => {
      await client.text('DELETE', pathOf(id));
      output.result({ id, removed: true }, () => `${id} removed`);
    },
  );
}

function schedulesText(schedules: readonly Schedule[]): string {
  return table(
    [
      { heading: 'id' },
      { heading: 'name' },
      { heading: 'cron' },
      { heading: 'zone' },
      { heading: 'next (UTC)' },
      { heading: 'overlap' },
    ],
    schedules.map((s) => [
      s.id,
      s.name,
      s.cron,
      s.timeZone,
      s.paused ? 'paused' : s.nextDueAt ? minuteText(s.nextDueAt) : '-',
      s.overlap,
    ]),
  );
}
