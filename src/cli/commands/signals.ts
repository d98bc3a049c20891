import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type ListedSignal, listedSignalsSchema } from '../api-types.ts';
import { addClientCommand, type Cli } from '../cli.ts';
import { figureText, minuteText } from '../figures.ts';
import { invocation } from '../invocation.ts';
import { table } from '../table.ts';

/** `bullwright signals …`: what the bots in use say, and the signals of a workflow as a file. */
export function addSignalsCommands(program: Command, cli: Cli): void {
  const signals = program.command('signals').description('signals with the decision on each');
  addClientCommand<{ readonly symbol?: string; readonly limit: string }>(
    signals,
    cli,
    {
      usage: 'list',
      summary: 'list the signals of the bots in use, newest first, each once',
      options: [
        new Option('--symbol <symbol>', 'only those on this symbol'),
        new Option('--limit <n>', 'how many, up to 1000').default('50'),
      ],
    },
    async ({ client, output }, _args, { symbol, limit }) => {
      const { items } = await client.json('GET', '/v1/signals', listedSignalsSchema, {
        query: { symbol, limit },
      });
      output.result({ items }, () => signalTable(items));
      if (items.length === 0)
        output.talk(
          `None: no bot is in use. Those of one workflow: ${invocation()} signals export <workflowId>`,
        );
    },
  );
  addClientCommand<{ readonly format: string; readonly out?: string }>(
    signals,
    cli,
    {
      usage: 'export <workflowId>',
      summary: 'write the signals of a workflow to a file',
      options: [
        new Option('--format <format>', 'a document, a table, or an Arrow file')
          .choices(['json', 'csv', 'arrow'])
          .default('csv'),
        new Option('--out <file>', 'where to write it'),
      ],
    },
    async ({ client, output }, [id = ''], { format, out }) => {
      const path = `/v1/workflows/${encodeURIComponent(id)}/signals`;
      const bytes = await client.bytes('GET', path, { query: { format } });
      const file = resolve(out ?? `signals-${id}.${format}`);
      await writeFile(file, bytes);
      output.result({ path: file, bytes: bytes.length }, () => file);
    },
  );
}

const signalTable = (signals: readonly ListedSignal[]): string =>
  table(
    [
      { heading: 'at (UTC)' },
      { heading: 'symbol' },
      { heading: 'side' },
      { heading: 'decision' },
      { heading: 'entry', isNumeric: true },
      { heading: 'stop', isNumeric: true },
      { heading: 'target', isNumeric: true },
      { heading: 'size', isNumeric: true },
      { heading: 'quality', isNumeric: true },
      { heading: 'driven by' },
    ],
    signals.map((signal) => [
      minuteText(signal.at),
      `${signal.symbol} ${signal.timeframe}`,
      signal.side,
      signal.decision,
      figureText(signal.entry),
      figureText(signal.stop),
      signal.targets.map(figureText).join(' '),
      figureText(signal.size.exposure),
      signal.quality.toFixed(0),
      signal.drivers.map((driver) => driver.feature).join(', '),
    ]),
  );
