import { createReadStream, createWriteStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { prepareBars } from '../../agents/data/prepare.ts';
import { qualityDocument, statedStatistics } from '../../agents/data/quality-document.ts';
import {
  EXPORT_FORMATS,
  type ExportFormat,
  exportBars,
  exportFileName,
} from '../../data-sources/writers/export-bars.ts';
import { AppError } from '../../kernel/errors.ts';
import { importCriteria } from '../../orchestration/spec/acceptance-criteria.ts';
import { sourceMinutes, symbolOf } from '../../orchestration/spec/market.ts';
import { renderQualityPage } from '../../report/quality-report.ts';
import { datasetSchema, pageOf } from '../api-types.ts';
import { addClientCommand, addCommand, type Cli } from '../cli.ts';
import { type FileOptions, type LocalFile, readLocalFile } from '../data/local-file.ts';
import { qualityText, statisticsText } from '../data/text.ts';
import { EXIT } from '../exit-codes.ts';
import { minuteText } from '../figures.ts';
import { table } from '../table.ts';

const PATH = '/v1/datasets';

const fileOptions = [
  new Option('--symbol <symbol>', 'name of the instrument; else from the file'),
  new Option('--timeframe <timeframe>', 'bar length, such as 15m or 1d; else from the file'),
  new Option('--zone <zone>', 'clock of the stamps, where the file does not tell: UTC, EST, broker-eu …'),
  new Option('--price-scale <n>', 'what the figures are divided by to get prices'),
];

/** `bullwright data …`: what is in a file of bars, and the datasets of a server. */
export function addDataCommands(program: Command, cli: Cli): void {
  const data = program.command('data').description('files of bars, and datasets of a server');
  addInspect(data, cli);
  addQuality(data, cli);
  addExport(data, cli);
  addImport(data, cli);
  addList(data, cli);
  addCriteria(data, cli);
}

function addInspect(data: Command, cli: Cli): void {
  addCommand<FileOptions>(
    data,
    cli,
    {
      usage: 'inspect <file>',
      summary: 'what a file of bars holds: format, zone, prices, pauses, extremes',
      options: fileOptions,
    },
    async ({ output, signal }, [path = ''], options) => {
      const local = await readLocalFile(path, options, signal);
      const { bars } = prepared(local);
      const statistics = bars.timeMs.length > 0 ? statedStatistics(bars) : null;
      const { noticed = null } = local.raw;
      output.result({ symbol: symbolOf(local.spec.market), reading: noticed, statistics }, () =>
        [
          ...(noticed ? [`${noticed.format}, stamps in ${noticed.zone.name} (${noticed.zone.basis})`] : []),
          ...(noticed?.remarks ?? []),
          statistics ? statisticsText(statistics) : 'There is no usable bar.',
        ].join('\n'),
      );
      return undefined;
    },
  );
}

function addQuality(data: Command, cli: Cli): void {
  addCommand<FileOptions & { readonly html?: string }>(
    data,
    cli,
    {
      usage: 'quality <file>',
      summary: 'check a file of bars: findings, score, coverage',
      details: 'Ends with exit code 1 when the data are blocked.',
      options: [...fileOptions, new Option('--html <file>', 'also write the report as a page')],
    },
    async ({ output, signal }, [path = ''], { html, ...options }) => {
      const local = await readLocalFile(path, options, signal);
      const ready = prepared(local);
      const report = qualityDocument(ready, {
        spec: local.spec,
        origin: local.raw.origin,
        ...(local.raw.noticed && { noticed: local.raw.noticed }),
        shown: ready.bars,
        sealedFromMs: Number.POSITIVE_INFINITY,
      });
      if (html !== undefined) await writeFile(resolve(html), renderQualityPage(report));
      output.result(report, () => qualityText(report));
      return report.verdict === 'block' ? EXIT.failure : EXIT.ok;
    },
  );
}

function addExport(data: Command, cli: Cli): void {
  addCommand<FileOptions & { readonly format: ExportFormat; readonly out?: string }>(
    data,
    cli,
    {
      usage: 'export <file>',
      summary: 'write a file of bars in a format of Forexsb: cleaned, stamps in UTC',
      options: [
        ...fileOptions,
        new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).makeOptionMandatory(),
        new Option('--out <file>', 'where to; default: the name Forexsb gives such a file'),
      ],
    },
    async ({ output, signal }, [path = ''], { format, out, ...options }) => {
      const local = await readLocalFile(path, options, signal);
      const { bars, instrument, assessment } = prepared(local);
      const dataset = {
        bars,
        instrument,
        periodMinutes: sourceMinutes(local.spec.market),
      };
      const target = resolve(out ?? exportFileName(format, dataset));
      if (target === resolve(path)) {
        throw new AppError(
          'usage_invalid',
          `The export would overwrite its source ${path}; name another file with --out.`,
        );
      }
      await pipeline(exportBars(format, dataset), createWriteStream(target), { signal });
      for (const { message } of assessment.repairs) output.talk(message);
      output.result({ path: target, bars: bars.timeMs.length, format }, () => target);
      return undefined;
    },
  );
}

function addImport(data: Command, cli: Cli): void {
  addClientCommand<FileOptions & { readonly name?: string; readonly timeframe: string }>(
    data,
    cli,
    {
      usage: 'import <file>',
      summary: 'bring a file of bars to the server as a dataset',
      options: [
        ...fileOptions.filter((option) => option.long !== '--timeframe'),
        new Option('--timeframe <timeframe>', 'bar length, such as 15m or 1d').makeOptionMandatory(),
        new Option('--name <name>', 'for people; default: the file name'),
      ],
    },
    async ({ client, output }, [path = ''], { name, symbol, timeframe, zone, priceScale }) => {
      const file = resolve(path);
      const info = await stat(file).catch((cause: unknown) => {
        throw new AppError('usage_invalid', `${path} cannot be read: there is no such file.`, { cause });
      });
      const query = { fileName: basename(file), name, symbol, timeframe, zone, priceScale };
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
            { heading: 'imported' },
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

const prepared = ({ raw, spec, asOfMs }: LocalFile) => prepareBars(raw, spec, { asOfMs });
