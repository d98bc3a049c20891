import { signalEvaluator } from '../src/agents/signal-evaluator.ts';
import { specialist } from './specialist.ts';

export const signalEvaluatorWorker = specialist(signalEvaluator);
