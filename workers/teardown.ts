/** What has been started so far, so that all of it can be stopped: also when the next step of a start fails. */
export interface Teardown {
  /** True from the moment a stop has begun. */
  readonly isRunning: boolean;
  /** Adds a step; steps run in reverse order. */
  add(name: string, stop: () => Promise<unknown> | unknown): void;
  /** Runs every step once, also when one of them fails. Idempotent. */
  run(): Promise<void>;
}

export function createTeardown(onError: (step: string, error: unknown) => void): Teardown {
  const steps: { name: string; stop: () => Promise<unknown> | unknown }[] = [];
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    for (let step = steps.pop(); step; step = steps.pop()) {
      try {
        await step.stop();
      } catch (error) {
        onError(step.name, error);
      }
    }
  };
  return {
    get isRunning() {
      return running !== undefined;
    },
    add: (name, stop) => steps.push({ name, stop }),
    run: () => {
      running ??= runAll();
      return running;
    },
  };
}
