import { type Command, Option } from 'commander';
import { AppError } from '../../kernel/errors.ts';
import { datasetRepairsSchema, datasetSchema } from '../api-types.ts';
import { addClientCommand, type Cli } from '../cli.ts';
import { isDatasetId } from '../data/dataset-id.ts';
import { minuteText } from '../figures.ts';
import { table } from '../table.ts';

interface RepairsOptions {
  readonly undo?: string;
  readonly name?: string;
}

/** `bullwright data repairs`: the repair log of a dataset, and the way back along it. */
export function addDataRepairs(data: Command, cli: Cli): void {
  addClientCommand<RepairsOptions>(
    data,
    cli,
    {
      usage: 'repairs <dataset>',
      summary: 'the repair log of a dataset; --undo takes repairs back',
      details:
        'What is left after --undo is a dataset of its own: its id is printed. The repairs of a file are in `data quality`.',
      options: [
        new Option('--undo <n>', 'take repair n back, and those after it'),
        new Option('--name <name>', 'of the dataset that is left'),
      ],
    },
    async ({ client, output }, [id = ''], { undo, name }) => {
      if (!isDatasetId(id)) {
        throw new AppError('usage_invalid', `${id} is no id of a dataset; bullwright data list shows them.`);
      }
      if (undo === undefined) {
        if (name !== undefined) throw new AppError('usage_invalid', '--name is for what --undo leaves.');
        const log = await client.json('GET', `/v1/datasets/${id}/repairs`, datasetRepairsSchema);
        output.result(log, () => repairsText(log.repairs));
        if (log.lineage) {
          output.talk(
            `Made from ${log.lineage.parent}; undone: ${log.lineage.undone.map(({ message }) => message).join('; ')}.`,
          );
        }
        return undefined;
      }
      const dataset = await client.json('POST', `/v1/datasets/${id}/undo`, datasetSchema, {
        body: { number: Number(undo), ...(name !== undefined && { name }) },
      });
      output.result(dataset, () => dataset.id);
      output.talk(
        `${dataset.bars} ${dataset.timeframe} bars of ${dataset.symbol} without repair ${undo} and those after it.`,
      );
      return undefined;
    },
  );
}

function repairsText(
  repairs: readonly (typeof datasetRepairsSchema)['_output']['repairs'][number][],
): string {
  if (repairs.length === 0) return 'Nothing was repaired: the bars are those of the source.';
  return table(
    [
      { heading: 'no', isNumeric: true },
      { heading: 'step' },
      { heading: 'what was done' },
      { heading: 'first' },
      { heading: 'undo' },
    ],
    repairs.map(({ number, step, message, firstAt, canBeUndone }) => [
      String(number),
      step,
      message,
      firstAt[0] === undefined ? '' : minuteText(firstAt[0]),
      canBeUndone ? 'yes' : 'no: it makes the bars usable at all',
    ]),
  );
}
