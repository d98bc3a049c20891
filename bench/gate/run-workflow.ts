import type { Agent, AgentContext } from '../../src/agents/agent.ts';
import { dataEngineer } from '../../src/agents/data-engineer.ts';
import { mlEngineer } from '../../src/agents/ml-engineer.ts';
import { riskManager } from '../../src/agents/risk-manager.ts';
import { signalEvaluator } from '../../src/agents/signal-evaluator.ts';
import { smcAnalyst } from '../../src/agents/smc-analyst.ts';
import { validationAgent } from '../../src/agents/validation-agent.ts';
import { toAppError } from '../../src/kernel/errors.ts';
import { createRng } from '../../src/kernel/rng.ts';
import { advance } from '../../src/orchestration/advance.ts';
import type { FinishDecision, RunDecision } from '../../src/orchestration/decision.ts';
import { initialState } from '../../src/orchestration/initial-state.ts';
import { type ChildResult, reduce } from '../../src/orchestration/reduce.ts';
import type { AgentRole } from '../../src/orchestration/roles.ts';
import { route } from '../../src/orchestration/route.ts';
import type { WorkflowSpec } from '../../src/orchestration/spec/spec.ts';
import { type AgentState, agentPatchSchema } from '../../src/orchestration/state.ts';

const AGENTS: Readonly<Record<AgentRole, Agent>> = {
  data_engineer: dataEngineer,
  smc_analyst: smcAnalyst,
  ml_engineer: mlEngineer,
  validation_agent: validationAgent,
  signal_evaluator: signalEvaluator,
  risk_manager: riskManager,
};

export interface FinishedWorkflow {
  readonly state: AgentState;
  readonly decision: FinishDecision;
  /** Milliseconds by task. */
  readonly spentMs: Readonly<Record<string, number>>;
}

/**
 * Takes a spec through the platform's own routing table, reducer and agents, without a queue between them.
 * @param context Ports of the agents; its `rng` gives way to the seeded one that a real run has.
 * @throws TypeError for a spec that asks a person.
 */
export async function runWorkflow(spec: WorkflowSpec, context: AgentContext): Promise<FinishedWorkflow> {
  const spentMs: Record<string, number> = {};
  let state = initialState('wf_gate', 'wf_gate');
  let results: readonly ChildResult[] = [];
  for (;;) {
    const decision = route({ state, spec, results, cancelRequested: false });
    if (decision.kind === 'review') throw new TypeError(`the spec asks a person: ${decision.reason}`);
    state = advance({ state, decision, results, checkpointId: `cp_${state.iteration}` });
    if (decision.kind === 'finish') return { state, decision, spentMs };
    results = await runStep(decision, state, spec, context, spentMs);
    state = reduce(state, results);
  }
}

/** One agent after another: what they return does not depend on it. */
async function runStep(
  { agents }: RunDecision,
  state: AgentState,
  spec: WorkflowSpec,
  context: AgentContext,
  spentMs: Record<string, number>,
): Promise<readonly ChildResult[]> {
  const results: ChildResult[] = [];
  for (const { role, task } of agents) {
    const startedMs = performance.now();
    const rng = createRng(`${spec.training.seed}/${role}/${task}/${state.plan.attempt}`);
    try {
      const returned = await AGENTS[role].run({ state, spec, task }, { ...context, rng });
      results.push({ role, status: 'succeeded', patch: agentPatchSchema.parse(returned) });
    } catch (thrown) {
      results.push({ role, status: 'failed', error: toAppError(thrown, 'agent_failed').toJSON() });
    }
    spentMs[task] = (spentMs[task] ?? 0) + performance.now() - startedMs;
  }
  return results;
}
