import { environment } from '../config/environment.ts';

/** Whether stacks are wanted. Read without parsing the rest: it is asked when the configuration may be what is wrong. */
export const isDebugging = (): boolean =>
  ['debug', 'trace'].includes(environment().BULLWRIGHT_LOG_LEVEL ?? '');
