import { riskManager } from '../src/agents/risk-manager.ts';
import { specialist } from './specialist.ts';

export const riskManagerWorker = specialist(riskManager);
