/** A bell: `ring` wakes whoever waits, or the next one to wait, once. Rings in between are not lost. */
export interface Bell {
  ring(): void;
  /** Resolves at a ring (true), after `ms`, or when `signal` aborts. Leaves no timer and no listener behind. */
  wait(ms: number, signal: AbortSignal): Promise<boolean>;
}

export function createBell(): Bell {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rung = true;
      wake?.();
    },
    wait: (ms, signal) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', done);
          wake = undefined;
          resolve(rung);
          rung = false;
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener('abort', done, { once: true });
        wake = done;
        if (rung || signal.aborted) done();
      }),
  };
}
