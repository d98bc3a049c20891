import type { Agent, AgentContext } from '../agents/agent.ts';
import type { TrainingProgress } from '../agents/progress.ts';
import { AppError, toAppError } from '../kernel/errors.ts';
import { hashJson } from '../kernel/hash.ts';
import { createRng } from '../kernel/rng.ts';
import type { ArtifactRef } from '../orchestration/artifact-ref.ts';
import type { AgentRole, AgentTask } from '../orchestration/roles.ts';
import type { WorkflowSpec } from '../orchestration/spec/spec.ts';
import { isTerminal } from '../orchestration/stages.ts';
import { type AgentPatch, type AgentState, agentPatchSchema } from '../orchestration/state.ts';
import type { AgentDependencies } from './dependencies.ts';
import type { RunKey } from './ports/agent-runs.ts';
import type { EventType, NewEvent } from './ports/events.ts';
import { createProgressReporter } from './progress.ts';
import { recordVerdicts } from './record-verdicts.ts';
import { registerModels } from './register-models.ts';

export interface AgentJobRun {
  readonly workflowId: string;
  readonly iteration: number;
  readonly role: AgentRole;
  readonly task: AgentTask;
  readonly signal: AbortSignal;
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  /** Shows progress on the job itself (Bull Board); events are written here. */
  readonly onProgress: (fraction: number, message: string, training?: TrainingProgress) => Promise<void>;
}

export interface AgentJobResult {
  readonly summary: string;
  readonly reused: boolean;
}

/**
 * Runs one agent for one transition, at least once and with one effect: a run that has succeeded is never computed
 * again, and of two starts of the same run only the later one may write.
 * @throws AppError: recoverable ones are worth another attempt, all others are recorded as the run's failure.
 */
export async function runAgent(
  deps: AgentDependencies,
  agent: Agent,
  job: AgentJobRun,
): Promise<AgentJobResult> {
  const { store } = deps;
  const { input, inputHash } = await loadInput(deps, job);
  const key: RunKey = { workflowId: job.workflowId, iteration: job.iteration, role: job.role };

  const start = await store.agentRuns.start(key, { task: job.task, inputHash, at: now(deps) });
  if (start.kind === 'memo') return { summary: summaryOf(start.patch), reused: true };
  const { epoch } = start;
  try {
    const earlier = await store.agentRuns.findSucceeded(job.workflowId, job.role, inputHash);
    const { patch, artifacts } = earlier?.patch
      ? { patch: earlier.patch, artifacts: [] }
      : await execute(deps, agent, job, input);
    await recordSuccess(deps, { job, key, epoch, input }, patch, artifacts, earlier !== null);
    return { summary: summaryOf(patch), reused: earlier !== null };
  } catch (thrown) {
    const error = reasonOf(thrown, job.signal);
    await recordFailure(deps, job, key, epoch, error);
    throw error;
  }
}

interface Input {
  readonly state: AgentState;
  readonly spec: WorkflowSpec;
  /** A cancel that came before; a later one reaches the run through its signal. */
  readonly isCancelled: boolean;
}

async function loadInput(
  deps: AgentDependencies,
  job: AgentJobRun,
): Promise<{ input: Input; inputHash: string }> {
  const workflow = await deps.store.workflows.get(job.workflowId);
  if (!workflow) throw new AppError('not_found', `There is no workflow ${job.workflowId}.`);
  // A job of the past, retried by hand: its result would count trials and rewrite what was decided on.
  if (workflow.iteration !== job.iteration || isTerminal(workflow.stage)) {
    throw new AppError(
      'conflict',
      `The workflow ${job.workflowId} has moved on from iteration ${job.iteration}: it is ${workflow.status}, iteration ${workflow.iteration}.`,
    );
  }
  const checkpoint = await deps.store.checkpoints.at(job.workflowId, job.iteration);
  if (!checkpoint) {
    throw new AppError('state_invalid', `Checkpoint ${job.iteration} of ${job.workflowId} is missing.`);
  }
  const isCancelled = workflow.cancelRequestedAt !== null;
  const input = { state: checkpoint.state, spec: workflow.spec, isCancelled };
  return { input, inputHash: inputHashOf(job, input) };
}

/** Fields of a state that tell how the workflow got here, but nothing an agent works on. */
const BOOKKEEPING = [
  'stage',
  'currentAgent',
  'nextAgent',
  'iteration',
  'messages',
  'errors',
  'warnings',
  'checkpoints',
  'requiresHumanApproval',
  'review',
] as const satisfies readonly (keyof AgentState)[];

/** Equal for two runs exactly when the agent has the same work to do. */
function inputHashOf({ role, task }: AgentJobRun, { state, spec }: Input): string {
  const substance: Partial<AgentState> = { ...state };
  for (const field of BOOKKEEPING) delete substance[field];
  const { name: _name, tags: _tags, approval: _approval, limits: _limits, ...work } = spec;
  return hashJson({ role, task, state: substance, spec: work });
}

async function execute(
  deps: AgentDependencies,
  agent: Agent,
  job: AgentJobRun,
  input: Input,
): Promise<{ patch: AgentPatch; artifacts: readonly ArtifactRef[] }> {
  if (input.isCancelled) throw new AppError('cancelled', 'The workflow was cancelled.');
  job.signal.throwIfAborted();
  await append(deps, job, 'agent.started', { attempt: job.attempt });

  const artifacts: ArtifactRef[] = [];
  const progress = createProgressReporter({
    clock: deps.clock,
    report: async (fraction, message, training) => {
      await append(deps, job, 'agent.progress', { fraction, message, ...(training && { training }) });
      await job.onProgress(fraction, message, training);
    },
    onError: (error) => deps.logger.warn({ err: error }, 'progress could not be reported'),
  });
  const context: AgentContext = {
    ...deps.portsFor({ workflowId: job.workflowId, role: job.role, onStored: (ref) => artifacts.push(ref) }),
    signal: job.signal,
    logger: deps.logger.child(fieldsOf(job)),
    rng: createRng(`${input.spec.training.seed}/${job.role}/${job.task}/${input.state.plan.attempt}`),
    progress: progress.report,
  };
  try {
    const returned = await agent.run({ state: input.state, spec: input.spec, task: job.task }, context);
    return { patch: parsePatch(job.role, returned), artifacts };
  } finally {
    await progress.settle();
  }
}

function parsePatch(role: AgentRole, returned: AgentPatch): AgentPatch {
  const parsed = agentPatchSchema.safeParse(returned);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const where = issues.map((issue) => issue.path).join(', ');
  throw new AppError('agent_output_invalid', `${role} returned a patch that does not parse at ${where}.`, {
    issues,
  });
}

async function recordSuccess(
  deps: AgentDependencies,
  { job, key, epoch, input }: { job: AgentJobRun; key: RunKey; epoch: number; input: Input },
  patch: AgentPatch,
  artifacts: readonly ArtifactRef[],
  reused: boolean,
): Promise<void> {
  const at = now(deps);
  const written = await deps.store.transaction(async (repositories) => {
    if (!(await repositories.agentRuns.succeed(key, epoch, patch, at))) return false;
    await repositories.artifacts.link(
      artifacts.map((ref) => ({
        workflowId: job.workflowId,
        iteration: job.iteration,
        role: job.role,
        ref,
        createdAt: at,
      })),
    );
    await registerModels(repositories, patch, { ...key, ...input, at });
    await recordVerdicts(repositories, job.workflowId, patch, at);
    await repositories.events.append([
      eventOf(deps, job, 'agent.completed', { reused, summary: summaryOf(patch) }),
    ]);
    return true;
  });
  if (!written) throw superseded(job);
}

/** A failure that may pass is announced and left to the next attempt; any other one is the run's result. */
async function recordFailure(
  deps: AgentDependencies,
  job: AgentJobRun,
  key: RunKey,
  epoch: number,
  error: AppError,
): Promise<void> {
  if (error.code === 'superseded' || error.code === 'shutting_down') return;
  const data = { code: error.code, message: error.message, attempt: job.attempt };
  if (error.retryable && !job.isLastAttempt) return append(deps, job, 'agent.retrying', data);
  await deps.store.transaction(async (repositories) => {
    if (!(await repositories.agentRuns.fail(key, epoch, error.toJSON(), now(deps)))) return;
    await repositories.events.append([eventOf(deps, job, 'agent.failed', data)]);
  });
}

/** What was thrown, or why the work was stopped; an agent's own defect is the agent's error, not the platform's. */
function reasonOf(thrown: unknown, signal: AbortSignal): AppError {
  if (signal.aborted && signal.reason instanceof AppError) return signal.reason;
  return toAppError(thrown, 'agent_failed');
}

/** What every log line of a run carries. */
const fieldsOf = ({ workflowId, iteration, role, task, attempt }: AgentJobRun) => ({
  workflowId,
  iteration,
  role,
  task,
  attempt,
});

const superseded = (job: AgentJobRun): AppError =>
  new AppError(
    'superseded',
    `A later start of ${job.role} in iteration ${job.iteration} took over; this one wrote nothing.`,
  );

const append = (
  deps: AgentDependencies,
  job: AgentJobRun,
  type: EventType,
  data: NewEvent['data'],
): Promise<void> => deps.store.events.append([eventOf(deps, job, type, data)]);

function eventOf(
  deps: AgentDependencies,
  job: AgentJobRun,
  type: EventType,
  data: NewEvent['data'],
): NewEvent {
  const { workflowId, iteration, role, task } = job;
  return { workflowId, type, at: now(deps), data: { role, task, iteration, ...data } };
}

const now = (deps: AgentDependencies): Date => new Date(deps.clock.nowMs());

const summaryOf = (patch: AgentPatch): string =>
  (patch.messages ?? []).map((message) => message.text).join(' ');
