import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import {
  EXPORT_FORMATS,
  type ExportedFile,
  type ExportFormat,
} from '../../application/ports/dataset-exports.ts';
import { createDatasetExports } from '../../data-sources/writers/export-bars.ts';
import { AppError } from '../../kernel/errors.ts';
import { TIMEFRAME_MINUTES } from '../../orchestration/spec/market.ts';
import { addClientCommand, type Cli, type ClientContext } from '../cli.ts';
import type { Download } from '../client.ts';
import { isDatasetId } from '../data/dataset-id.ts';
import { type FileOptions, fileOptions, prepareLocal, readLocalFile } from '../data/local-file.ts';

interface ExportOptions extends FileOptions {
  readonly format: ExportFormat;
  readonly out?: string;
}

/** `bullwright data export`: a file of this disk, or a dataset of the server, in a format of Forexsb's programs. */
export function addDataExport(data: Command, cli: Cli): void {
  addClientCommand<ExportOptions>(
    data,
    cli,
    {
      usage: 'export <file-or-dataset>',
      summary: 'write bars in a format of Forexsb: cleaned, stamps in UTC',
      details: 'Give the path of a file, which is read here, or the id of a dataset of the server.',
      options: [
        ...fileOptions,
        new Option('--format <format>', 'what to write').choices(EXPORT_FORMATS).makeOptionMandatory(),
        new Option('--out <file>', 'where to; default: the name Forexsb gives such a file'),
      ],
    },
    async (context, [source = ''], options) => {
      const file = isDatasetId(source)
        ? await ofDataset(context, source, options)
        : await ofFile(context, source, options);
      const target = resolve(options.out ?? file.name);
      if (target === resolve(source)) {
        throw new AppError(
          'usage_invalid',
          `The export would overwrite its source ${source}; name another file with --out.`,
        );
      }
      await pipeline(file.content, createWriteStream(target), { signal: context.signal });
      const { leftOut } = file;
      context.output.result({ path: target, format: options.format, leftOut }, () => target);
      for (const sentence of leftOut) context.output.talk(sentence);
      return undefined;
    },
  );
}

async function ofFile(
  { output, signal }: ClientContext,
  path: string,
  { format, out: _, ...options }: ExportOptions,
): Promise<ExportedFile> {
  const local = await readLocalFile(path, options, signal);
  const { bars, instrument, assessment } = prepareLocal(local);
  for (const { message } of assessment.repairs) output.talk(message);
  return createDatasetExports().write(format, {
    bars,
    instrument,
    periodMinutes: TIMEFRAME_MINUTES[local.spec.market.timeframe],
  });
}

async function ofDataset(
  { client }: ClientContext,
  id: string,
  { format, spec, symbol, timeframe, zone, priceScale, adjustDividends }: ExportOptions,
): Promise<Download> {
  const said = Object.entries({ spec, symbol, timeframe, zone, priceScale, adjustDividends }).find(
    ([, value]) => value !== undefined,
  );
  if (said) {
    throw new AppError('usage_invalid', `A dataset has its ${said[0]} already: leave the option out.`);
  }
  return client.download(`/v1/datasets/${id}/export`, { query: { format } });
}
