import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type Model,
  modelCardSchema,
  modelDetailSchema,
  modelDriftSchema,
  modelSchema,
  pageOf,
} from '../api-types.ts';
import { addClientCommand, type Cli, type ClientContext } from '../cli.ts';
import { figureText, minuteText } from '../figures.ts';
import { modelCardText, modelDriftText } from '../model-card-text.ts';
import { type CardedModel, compareText, modelText, shortId } from '../model-text.ts';
import { table } from '../table.ts';

const pathOf = (id: string, rest = ''): string => `/v1/models/${encodeURIComponent(id)}${rest}`;

/** `bullwright models …`: the registry. */
export function addModelsCommands(program: Command, cli: Cli): void {
  const models = program.command('models').description('trained models: their stages, history and exports');
  addList(models, cli);
  addClientCommand(
    models,
    cli,
    { usage: 'show <modelId>', summary: 'show a model with its card and its history' },
    async ({ client, output }, [id = '']) => {
      const model = await withCard(client, id);
      output.result(model, () =>
        [modelText(model), ...(model.card ? ['', modelCardText(model.card)] : [])].join('\n'),
      );
    },
  );
  addClientCommand(
    models,
    cli,
    { usage: 'compare <modelId> <otherId>', summary: 'set two models side by side' },
    async ({ client, output }, [id = '', other = '']) => {
      const pair = await Promise.all([id, other].map((one) => withCard(client, one)));
      output.result(pair, () => compareText(pair[0], pair[1]));
    },
  );
  addDrift(models, cli);
  addExport(models, cli);
  addDecision(models, cli, 'promote', 'make a challenger the champion of its symbol and timeframe');
  addDecision(models, cli, 'retire', 'take a model out of use');
  addDecision(models, cli, 'rollback', 'take a champion back: the one before it is champion again');
}

async function withCard(client: ClientContext['client'], id: string): Promise<CardedModel> {
  const model = await client.json('GET', pathOf(id), modelDetailSchema);
  const card = model.links.card ? await client.json('GET', pathOf(id, '/card'), modelCardSchema) : null;
  return { ...model, card };
}

interface ListOptions {
  readonly stage?: string;
  readonly symbol?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

function addList(models: Command, cli: Cli): void {
  const options = [
    new Option('--stage <stage>', 'only those at this stage').choices([
      'candidate',
      'challenger',
      'champion',
      'retired',
    ]),
    new Option('--symbol <symbol>', 'only those on this symbol'),
    new Option('--limit <n>', 'how many, up to 200').default('50'),
    new Option('--cursor <cursor>', 'go on where an earlier list ended'),
  ];
  addClientCommand<ListOptions>(
    models,
    cli,
    { usage: 'list', summary: 'list models, newest first', options },
    async ({ client, output }, _args, { stage, symbol, limit, cursor }) => {
      const query = { stage, symbol, limit, cursor };
      const page = await client.json('GET', '/v1/models', pageOf(modelSchema), { query });
      output.result(page, () => listText(page.items));
      if (page.items.length === 0) output.talk('None. What a workflow trains is registered here.');
      if (page.next) output.talk(`More with: --cursor ${page.next}`);
    },
  );
}

const listText = (models: readonly Model[]): string =>
  table(
    [
      { heading: 'id' },
      { heading: 'registered (UTC)' },
      { heading: 'stage' },
      { heading: 'symbol' },
      { heading: 'timeframe' },
      { heading: 'objective' },
      { heading: 'score', isNumeric: true },
    ],
    models.map((model) => [
      model.id,
      minuteText(model.registeredAt),
      model.stage,
      model.symbol,
      model.timeframe,
      model.objective,
      figureText(model.score),
    ]),
  );

function addDrift(models: Command, cli: Cli): void {
  const options = [
    new Option('--dataset <id>', 'an imported dataset of the same market').makeOptionMandatory(),
  ];
  addClientCommand<{ readonly dataset: string }>(
    models,
    cli,
    { usage: 'drift <modelId>', summary: 'hold later bars against the training of a model', options },
    async ({ client, output }, [id = ''], { dataset }) => {
      const drift = await client.json('GET', pathOf(id, '/drift'), modelDriftSchema, { query: { dataset } });
      output.result(drift, () => modelDriftText(drift));
    },
  );
}

function addExport(models: Command, cli: Cli): void {
  const options = [
    new Option('--format <format>', "LightGBM's text, its JSON, or an ONNX classifier")
      .choices(['text', 'json', 'onnx'])
      .default('text'),
    new Option('--out <file>', 'where to write it'),
  ];
  addClientCommand<{ readonly format: string; readonly out?: string }>(
    models,
    cli,
    { usage: 'export <modelId>', summary: 'write a model for other programs to a file', options },
    async ({ client, output }, [id = ''], { format, out }) => {
      const bytes = await client.bytes('GET', pathOf(id, '/export'), { query: { format } });
      const path = resolve(out ?? `model-${shortId(id)}.${format === 'text' ? 'txt' : format}`);
      await writeFile(path, bytes);
      output.result({ path, bytes: bytes.length }, () => path);
    },
  );
}

function addDecision(models: Command, cli: Cli, verb: string, summary: string): void {
  addClientCommand<{ readonly reason: string }>(
    models,
    cli,
    {
      usage: `${verb} <modelId>`,
      summary,
      options: [new Option('--reason <text>', 'why, for the record').makeOptionMandatory()],
    },
    async ({ client, output }: ClientContext, [id = ''], { reason }) => {
      const model = await client.json('POST', pathOf(id, `/${verb}`), modelSchema, { body: { reason } });
      output.result(model, () => `${model.id} ${model.stage}`);
    },
  );
}
