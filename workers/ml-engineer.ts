import { mlEngineer } from '../src/agents/ml-engineer.ts';
import { specialist } from './specialist.ts';

export const mlEngineerWorker = specialist(mlEngineer);
