import type { AgentContext } from '../agent.ts';
import type { FinishedFit, FitProgress } from '../ports.ts';
import type { TrialOutcome } from './running-trial.ts';
import type { Study, Trial } from './study.ts';

/** Is told what happens in a search, and tells those who watch it. */
export interface SearchWatch {
  onTrial(outcome: TrialOutcome): void;
  onFit(fit: FinishedFit): void;
  onRound(trial: Trial, fold: number, progress: FitProgress): void;
}

/** The time left is that of the trainings so far, their number and the threads: no clock is read. */
export function watchSearch(
  { spec, data }: Study,
  { progress, compute }: Pick<AgentContext, 'progress' | 'compute'>,
): SearchWatch {
  const { trials } = spec.training;
  const spent = { trials: 0, fits: 0, ms: 0 };
  let best: number | null = null;
  const told = () => {
    const left = Math.max(0, trials * data.folds.length - spent.fits);
    const etaMs =
      spent.fits > 0 ? Math.round((left * spent.ms) / spent.fits / compute.concurrency) : undefined;
    return {
      trial: spent.trials,
      trials,
      ...(best !== null && { best }),
      ...(etaMs !== undefined && { etaMs }),
    };
  };
  progress(0, `trial 0/${trials}`, told());
  return {
    onTrial: (outcome) => {
      spent.trials++;
      const score = outcome.status === 'scored' ? outcome.result.score : null;
      if (score !== null && (best === null || score > best)) best = score;
      progress(spent.trials / trials, `trial ${spent.trials}/${trials}`, told());
    },
    onFit: ({ trainMs }) => {
      spent.fits++;
      spent.ms += trainMs;
    },
    onRound: (trial, fold, { round, rounds, scores }) => {
      const where = `trial ${trial.index + 1}/${trials}, fold ${fold + 1}/${data.folds.length}: round ${round}/${rounds}`;
      const figures = Object.entries(scores).map(([name, value]) => `, ${name} ${value.toFixed(4)}`);
      progress(spent.trials / trials, where + figures.join(''), {
        ...told(),
        fold: fold + 1,
        round,
        rounds,
        scores,
      });
    },
  };
}
