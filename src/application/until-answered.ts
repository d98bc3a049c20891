/** For work in the compute threads that a request waits for: short enough to be finished when nobody listens any more. */
export const UNTIL_ANSWERED: AbortSignal = new AbortController().signal;
