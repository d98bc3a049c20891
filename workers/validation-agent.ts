import { validationAgent } from '../src/agents/validation-agent.ts';
import { specialist } from './specialist.ts';

export const validationAgentWorker = specialist(validationAgent);
