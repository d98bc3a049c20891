import { AppError } from '../src/kernel/errors.ts';

/** The jobs this process is working on, so that a cancel or a shutdown can reach them. */
export interface RunningJobs {
  /** Registers a job; the answer takes it off the list. A null workflow is only reached by `stopAll`. */
  register(workflowId: string | null, controller: AbortController): () => void;
  cancel(workflowId: string): void;
  /** Aborts everything: the jobs go back to their queues. */
  stopAll(): void;
}

export function createRunningJobs(): RunningJobs {
  const running = new Map<AbortController, string | null>();
  return {
    register: (workflowId, controller) => {
      running.set(controller, workflowId);
      return () => running.delete(controller);
    },
    cancel: (workflowId) => {
      for (const [controller, id] of running) {
        if (id === workflowId) controller.abort(new AppError('cancelled', 'The workflow was cancelled.'));
      }
    },
    stopAll: () => {
      for (const controller of running.keys()) {
        controller.abort(
          new AppError('shutting_down', 'The worker is stopping; another one will do this job.'),
        );
      }
    },
  };
}
