import { once } from 'node:events';

/** Resolves at the first Ctrl-C or signal. */
export async function untilInterrupted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
