/**
 * The life of a call, in one shared integer: the thread marks it started, the caller may mark it cancelled.
 * A cancelled call ends between two steps of its work, so that the thread lives on and frees its native memory.
 */
const WAITING = 0;
const STARTED = 1;
const CANCELLED = 2;

export type CallControl = Int32Array<SharedArrayBuffer>;

export const newCallControl = (): CallControl =>
  new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) as CallControl;

/** By the thread: takes the call on. False when it was cancelled while it waited. */
export const markStarted = (control: CallControl): boolean =>
  Atomics.compareExchange(control, 0, WAITING, STARTED) === WAITING;

/** By the caller: true when the call had not started, and so never will. */
export const markCancelled = (control: CallControl): boolean =>
  Atomics.exchange(control, 0, CANCELLED) === WAITING;

export const isCancelled = (control: CallControl): boolean => Atomics.load(control, 0) === CANCELLED;

export const isWaiting = (control: CallControl): boolean => Atomics.load(control, 0) === WAITING;
