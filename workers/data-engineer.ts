import { dataEngineer } from '../src/agents/data-engineer.ts';
import { specialist } from './specialist.ts';

export const dataEngineerWorker = specialist(dataEngineer);
