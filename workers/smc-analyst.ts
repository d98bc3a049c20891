import { smcAnalyst } from '../src/agents/smc-analyst.ts';
import { specialist } from './specialist.ts';

export const smcAnalystWorker = specialist(smcAnalyst);
