import { dataEngineerWorker } from './data-engineer.ts';
import { humanReviewWorker } from './human-review.ts';
import { mlEngineerWorker } from './ml-engineer.ts';
import { riskManagerWorker } from './risk-manager.ts';
import { schedulerWorker } from './scheduler.ts';
import { signalEvaluatorWorker } from './signal-evaluator.ts';
import { smcAnalystWorker } from './smc-analyst.ts';
import { supervisorWorker } from './supervisor.ts';
import { validationAgentWorker } from './validation-agent.ts';
import type { WorkerDefinition } from './worker.ts';

/** Every worker of the platform. `bullwright worker <role>` runs one of them alone. */
export const WORKERS: readonly WorkerDefinition[] = [
  dataEngineerWorker,
  smcAnalystWorker,
  mlEngineerWorker,
  validationAgentWorker,
  signalEvaluatorWorker,
  riskManagerWorker,
  humanReviewWorker,
  supervisorWorker,
  schedulerWorker,
];
