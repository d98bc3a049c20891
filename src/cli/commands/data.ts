import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { tellingName } from '../../data-sources/place-in-tree.ts';
import { timeOfWriting } from '../../data-sources/time-of-writing.ts';
import { AppError } from '../../kernel/errors.ts';
import { type QualityReport, qualityReportSchema } from '../../orchestration/quality-report.ts';
import { importCriteria } from '../../orchestration/spec/acceptance-criteria.ts';
import { fileDatasetSpec, requireTimeframe } from '../../orchestration/spec/file-dataset.ts';
import { renderQualityPage } from '../../report/quality-report.ts';
import { datasetSchema, pageOf } from '../api-types.ts';
import { addClientCommand, addCommand, type Cli } from '../cli.ts';
import type { Client } from '../client.ts';
import { isDatasetId } from '../data/dataset-id.ts';
import { type FileOptions, fileOptions, localReport, readLocalFile, saidOfFile } from '../data/local-file.ts';
import { instrumentLine, qualityText, readingLines, statisticsText } from '../data/text.ts';
import { EXIT } from '../exit-codes.ts';
import { minuteText } from '../figures.ts';
import { invocation } from '../invocation.ts';
import { table } from '../table.ts';
import { addDataExport } from './data-export.ts';
import { addDataRepairs } from './data-repairs.ts';

const PATH = '/v1/datasets';

/** `bullwright data …`: what is in a file of bars or a dataset, and the datasets of a server. */
export function addDataCommands(program: Command, cli: Cli): void {
  const data = program.command('data').description('files of bars, and datasets of a server');
  addInspect(data, cli);
  addQuality(data, cli);
  addDataExport(data, cli);
  addDataRepairs(data, cli);
  addImport(data, cli);
  addList(data, cli);
  addCriteria(data, cli);
}

function addInspect(data: Command, cli: Cli): void {
  addClientCommand<FileOptions>(
    data,
    cli,
    {
      usage: 'inspect <file-or-dataset>',
      summary: 'what a file or a dataset holds: format, clock, prices, pauses, extremes',
      options: fileOptions,
    },
    async ({ client, output, signal }, [source = ''], options) => {
      const report = isDatasetId(source)
        ? await reportOf(client, source)
        : localReport(await readLocalFile(source, options, signal));
      const { symbol, instrument, reading, statistics } = report;
      output.result({ symbol, instrument, reading, statistics }, () =>
        [
          ...(reading ? readingLines(reading) : []),
          instrumentLine(instrument),
          '',
          statistics ? statisticsText(statistics) : 'There is no usable bar.',
        ].join('\n'),
      );
      return undefined;
    },
  );
}

interface QualityOptions extends FileOptions {
  readonly html?: string;
  readonly against?: string;
  readonly againstTimeframe?: string;
}

function addQuality(data: Command, cli: Cli): void {
  addClientCommand<QualityOptions>(
    data,
    cli,
    {
      usage: 'quality <file-or-dataset>',
      summary: 'check a file of bars, or show the report of a dataset: findings, score, coverage',
      details: 'Ends with exit code 1 when the data are blocked.',
      options: [
        ...fileOptions,
        new Option('--html <file>', 'also write the report as a page'),
        new Option('--against <file>', 'hold the file against another one of the same market'),
        new Option('--against-timeframe <timeframe>', 'bar length of the other file, when it is another'),
      ],
    },
    async ({ client, output, signal }, [source = ''], { html, against, againstTimeframe, ...options }) => {
      const compare = against === undefined ? undefined : { path: against, timeframe: againstTimeframe };
      if (isDatasetId(source) && compare) {
        throw new AppError('usage_invalid', 'The report of a dataset is finished: --against needs a file.');
      }
      const report = isDatasetId(source)
        ? await reportOf(client, source)
        : localReport(await readLocalFile(source, options, signal, compare));
      if (html !== undefined) await writeFile(resolve(html), renderQualityPage(report));
      output.result(report, () => qualityText(report));
      return report.verdict === 'block' ? EXIT.failure : EXIT.ok;
    },
  );
}

const reportOf = (client: Client, id: string): Promise<QualityReport> =>
  client.json('GET', `${PATH}/${id}/quality`, qualityReportSchema);

function addImport(data: Command, cli: Cli): void {
  addClientCommand<FileOptions & { readonly name?: string }>(
    data,
    cli,
    {
      usage: 'import <file>',
      summary: 'bring a file of bars to the server as a dataset',
      options: [
        ...fileOptions.filter((option) => option.long !== '--timeframe'),
        new Option('--timeframe <timeframe>', 'bar length, such as 15m or 1d; here or in --spec'),
        new Option('--name <name>', 'for people; default: the file name'),
      ],
    },
    async ({ client, output }, [path = ''], { name, ...options }) => {
      const file = resolve(path);
      const info = await stat(file).catch((cause: unknown) => {
        throw new AppError('usage_invalid', `${path} cannot be read: there is no such file.`, { cause });
      });
      if (info.isDirectory()) {
        throw new AppError(
          'usage_invalid',
          `${path} is a folder, and an import takes one file. Put the folder into the data folder of the workers (BULLWRIGHT_DATA_DIR) and name it in market.source (kind: file, path: ${basename(file)}); or import one file of the whole, which may be packed (gzip, zip).`,
        );
      }
      const said = await saidOfFile(tellingName(file), options);
      const writtenAtMs = await timeOfWriting(file);
      // What is wrong is said before anything is sent.
      requireTimeframe(said);
      fileDatasetSpec(said);
      const { fileName, spec, symbol, timeframe, zone, priceScale, adjustDividends } = said;
      const query = {
        ...{ fileName, name, symbol, timeframe, zone, priceScale },
        writtenAt: writtenAtMs === undefined ? undefined : new Date(writtenAtMs).toISOString(),
        spec: spec === undefined ? undefined : JSON.stringify(spec),
        adjustDividends: adjustDividends ? 'true' : undefined,
      };
      const dataset = await client.json('POST', PATH, datasetSchema, {
        query,
        upload: { stream: createReadStream(file), bytes: info.size },
      });
      output.result(dataset, () => dataset.id);
      output.talk(
        `${dataset.bars} ${dataset.timeframe} bars of ${dataset.symbol}, quality ${dataset.score} of 100 (${dataset.verdict.replaceAll('_', ' ')}).`,
      );
      return undefined;
    },
  );
}

function addList(data: Command, cli: Cli): void {
  addClientCommand<{ readonly limit?: string; readonly cursor?: string }>(
    data,
    cli,
    {
      usage: 'list',
      summary: 'list the datasets of the server, newest first',
      options: [
        new Option('--limit <n>', 'how many, up to 200').default('50'),
        new Option('--cursor <cursor>', 'go on where an earlier list ended'),
      ],
    },
    async ({ client, output }, _args, { limit, cursor }) => {
      const page = await client.json('GET', PATH, pageOf(datasetSchema), { query: { limit, cursor } });
      output.result(page, () =>
        table(
          [
            { heading: 'id' },
            { heading: 'imported (UTC)' },
            { heading: 'symbol' },
            { heading: 'bars of' },
            { heading: 'bars', isNumeric: true },
            { heading: 'quality', isNumeric: true },
            { heading: 'name' },
          ],
          page.items.map((dataset) => [
            dataset.id,
            minuteText(dataset.createdAt),
            dataset.symbol,
            dataset.timeframe,
            String(dataset.bars),
            String(dataset.score),
            dataset.name,
          ]),
        ),
      );
      if (page.items.length === 0) output.talk(`None. Add one with: ${invocation()} data import <file>`);
      if (page.next) output.talk(`More with: --cursor ${page.next}`);
      return undefined;
    },
  );
}

function addCriteria(data: Command, cli: Cli): void {
  addCommand(
    data,
    cli,
    {
      usage: 'criteria <file>',
      summary: 'acceptance criteria of EA Studio or FSB Pro as bars of a spec',
      details: 'Lines "Name: value", or JSON. What the spec has no bar for is listed, not dropped.',
    },
    async ({ output }, [path = '']) => {
      const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
        throw new AppError('usage_invalid', `${path} cannot be read: there is no such file.`, { cause });
      });
      const imported = importCriteria(text);
      output.result(imported, () => stringify(imported.edits));
      for (const { name, zone, why } of imported.unsupported)
        output.talk(`not supported: ${name} (${zone}), ${why}`);
      return undefined;
    },
  );
}
