import { AppError } from '../kernel/errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupts {
  /** Aborted at the first Ctrl-C or signal, with an AppError `shutting_down`. */
  readonly signal: AbortSignal;
  /** Gives the signals back to Node. */
  dispose(): void;
}

export interface InterruptHandlers {
  /** The first signal: the work in hand is being brought to an end. */
  readonly onFirst: (signal: string) => void;
  /** Another one: do not wait any longer. */
  readonly onSecond: (signal: string) => void;
}

/** A terminal repeats Ctrl-C to npm's children: two signals that close together are one wish. */
const SAME_WISH_MS = 500;

/** Takes over Ctrl-C and the signals of service managers. The one place that does. */
export function takeInterrupts(
  { onFirst, onSecond }: InterruptHandlers,
  now: () => number = () => performance.now(),
): Interrupts {
  const controller = new AbortController();
  let firstAt: number | undefined;
  const handle = (name: string) => {
    if (firstAt === undefined) {
      firstAt = now();
      onFirst(name);
      controller.abort(new AppError('shutting_down', `Interrupted by ${name}.`));
    } else if (now() - firstAt > SAME_WISH_MS) {
      onSecond(name);
    }
  };
  for (const name of SIGNALS) process.on(name, handle);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of SIGNALS) process.off(name, handle);
    },
  };
}
