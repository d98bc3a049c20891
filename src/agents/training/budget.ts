import { hashJson, type Sha256 } from '../../kernel/hash.ts';
import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { AgentContext } from '../agent.ts';
import type { StudyStop } from '../ports.ts';
import type { Study } from './study.ts';

const MS_AN_HOUR = 3_600_000;

/** What a search has used so far. */
export interface Spent {
  readonly trials: number;
  readonly fits: number;
  /** Time of its trainings, milliseconds: what they took when they were trained, also where they are read from the memo. */
  readonly trainMs: number;
}

type Tuning = WorkflowSpec['training']['tuning'];

/** Whether a search may end before all its trials. */
export const hasBudget = (tuning: Tuning): boolean => tuning.maxFits !== undefined || hasTimeLimit(tuning);

const hasTimeLimit = ({ maxTrainSeconds, maxCost }: Tuning): boolean =>
  maxTrainSeconds !== undefined || maxCost !== undefined;

/**
 * Says after each round whether a search may go on.
 *
 * A count of trainings is the same on every run; time and money are not. So the place where they have ended a study is
 * written down under the hash of all the study reads, and whoever runs it again, after a crash or in another workflow,
 * stops there, whatever it took this time.
 *
 * @returns Where the study is ended; null to go on.
 */
export async function openBudget(
  study: Study,
  warm: unknown,
  trials: AgentContext['trials'],
): Promise<(spent: Spent) => Promise<StudyStop | null>> {
  const { tuning } = study.spec.training;
  const { maxFits = Number.POSITIVE_INFINITY } = tuning;
  const key = studyKey(study, warm);
  const isTimed = hasTimeLimit(tuning);
  const known = isTimed ? await trials.stopOf(key) : null;
  return async (spent) => {
    const stop = { key, trials: spent.trials, trainMs: spent.trainMs };
    if (known) return spent.trials >= known.trials ? known : null;
    if (spent.fits >= maxFits) {
      return { ...stop, reason: `${spent.fits} trainings, of ${maxFits} it may spend` };
    }
    const reason = isTimed ? overdrawn(spent, tuning) : null;
    return reason === null ? null : trials.recordStop({ ...stop, reason });
  };
}

function overdrawn({ trainMs }: Spent, tuning: Tuning): string | null {
  const { maxTrainSeconds, maxCost, costPerHour = 0 } = tuning;
  const seconds = trainMs / 1_000;
  if (maxTrainSeconds !== undefined && seconds >= maxTrainSeconds) {
    return `${seconds.toFixed(1)} s of training, of ${maxTrainSeconds} s it may take`;
  }
  const cost = (trainMs / MS_AN_HOUR) * costPerHour;
  if (maxCost !== undefined && cost >= maxCost) {
    return `trainings worth ${cost.toFixed(4)}, of ${maxCost} they may cost`;
  }
  return null;
}

/** Hash over everything a search reads. */
const studyKey = ({ data, spec, dataHash, features, space }: Study, warm: unknown): Sha256 =>
  hashJson({
    dataHash,
    datasetId: data.dataset.id,
    features,
    folds: data.folds.map(({ trainRows, testRows }) => [
      trainRows[0],
      trainRows.length,
      testRows[0],
      testRows.length,
    ]),
    space,
    warm,
    training: spec.training,
    labels: spec.labels,
    costs: spec.costs,
    signals: spec.signals,
  });
