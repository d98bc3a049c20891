import type { DatasetSpec } from '../agents/data/dataset-spec.ts';
import { areSameBars, type Repair, undoRepairs } from '../domain/quality/repair-log.ts';
import { type RepairStep, STEPS_ON_DEMAND, stepsFrom } from '../domain/quality/repair-step.ts';
import { AppError } from '../kernel/errors.ts';
import type { QualityReport } from '../orchestration/quality-report.ts';
import type { DatasetRepairs, ImportResult, UndoCommand } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import { storeDataset } from './store-dataset.ts';
import { UNTIL_ANSWERED } from './until-answered.ts';
import { usableDataset } from './usable-dataset.ts';

/** The logged steps from the bars of a dataset as they were read to the ones that are used. @throws AppError `not_found`. */
export async function datasetRepairs(
  { store }: Pick<Dependencies, 'store'>,
  datasetId: string,
): Promise<DatasetRepairs> {
  const report = await store.datasets.report(datasetId);
  if (!report) {
    throw new AppError(
      'not_found',
      `There is no dataset "${datasetId}". GET /v1/datasets lists those there are.`,
    );
  }
  return { repairs: report.repairs.map(withUndo), lineage: report.lineage ?? null };
}

const withUndo = (
  repair: QualityReport['repairs'][number],
  i: number,
): DatasetRepairs['repairs'][number] => ({
  number: i + 1,
  ...repair,
  canBeUndone: STEPS_ON_DEMAND.has(repair.step as RepairStep),
});

/**
 * Takes a repair of a dataset back, and those that were made after it. What is left is a dataset of its own, with the same
 * bars as they were read, its own log and the dataset it came from; the first one stays as it is. The log itself takes the
 * steps back, and what is stored has to be that to the last bit.
 * @throws AppError `not_found`; `parameter_invalid` for a step there is none of, or one that makes bars usable at all
 */
export async function undoDatasetRepairs(
  deps: Dependencies,
  datasetId: string,
  { number, name, actor }: UndoCommand,
): Promise<ImportResult> {
  const { row, report, raw, spec, asOfMs, prepared } = await usableDataset(deps, datasetId);
  const { repairs, cleaned } = prepared.assessment;
  requireUndoable(repairs, number);
  const undone = repairs.slice(number - 1);
  const before = undoRepairs(cleaned, undone);
  return storeDataset(deps, {
    spec: withoutSteps(spec, stepsFrom(repairs[number - 1].step)),
    raw: {
      ...raw,
      origin: report?.source ?? row.source,
      ...(report?.reading && { noticed: report.reading }),
    },
    asOfMs,
    name: name ?? `${row.name} without ${undone.map(({ step }) => step).join(', ')}`.slice(0, 200),
    source: row.source,
    actor,
    signal: UNTIL_ANSWERED,
    lineage: {
      parent: row.id,
      undone: undone.map(({ step, count, message }) => ({ step, count, message })),
    },
    accept: ({ assessment }) => {
      if (areSameBars(assessment.cleaned, before)) return;
      throw new AppError(
        'internal',
        `The repair log of dataset ${row.id} does not lead back to its bars: nothing was stored.`,
      );
    },
  });
}

function requireUndoable(repairs: readonly Repair[], number: number): void {
  const repair = repairs[number - 1];
  if (!repair) {
    throw new AppError(
      'parameter_invalid',
      repairs.length === 0
        ? 'Nothing was repaired in this dataset: there is nothing to undo.'
        : `There is no repair ${number}; the dataset has 1 to ${repairs.length}.`,
    );
  }
  if (STEPS_ON_DEMAND.has(repair.step)) return;
  throw new AppError(
    'parameter_invalid',
    `Repair ${number} (${repair.step}) makes the bars usable at all and would be made again; those that were asked for (${[...STEPS_ON_DEMAND].join(', ')}) can be undone.`,
  );
}

/** The spec that does not ask for these steps. */
function withoutSteps({ market, quality }: DatasetSpec, steps: ReadonlySet<RepairStep>): DatasetSpec {
  const { cutBadData, dropWeekend, fillGaps } = quality.repairs;
  return {
    market: { ...market, adjustments: steps.has('adjust_prices') ? [] : market.adjustments },
    quality: {
      ...quality,
      repairs: {
        ...(cutBadData && !steps.has('cut_bad_data') && { cutBadData }),
        dropWeekend: dropWeekend && !steps.has('drop_weekend'),
        ...(fillGaps && !steps.has('fill_gaps') && { fillGaps }),
      },
    },
  };
}
