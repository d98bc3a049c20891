import type { Agent } from '../src/agents/agent.ts';
import { dataEngineer } from '../src/agents/data-engineer.ts';
import { mlEngineer } from '../src/agents/ml-engineer.ts';
import { riskManager } from '../src/agents/risk-manager.ts';
import { signalEvaluator } from '../src/agents/signal-evaluator.ts';
import { smcAnalyst } from '../src/agents/smc-analyst.ts';
import { validationAgent } from '../src/agents/validation-agent.ts';
import type { AgentRole } from '../src/orchestration/roles.ts';

/** Every specialist, by role. */
export const AGENTS: ReadonlyMap<AgentRole, Agent> = new Map(
  [dataEngineer, smcAnalyst, mlEngineer, validationAgent, signalEvaluator, riskManager].map((agent) => [
    agent.role,
    agent,
  ]),
);
