import type { NativeLogLine } from '../../native/lightgbm/api.ts';
import type { NativeLine } from '../tasks.ts';

/** Different lines of one task that are handed on; a task that says more says it in different words each time. */
const MOST_LINES = 50;

export interface LineRelay {
  hear(line: NativeLogLine): void;
  /** Tells how often those were said that were said more than once. */
  end(): void;
}

/**
 * Hands on the lines of one task: each one at once when it is first said, so that a thread that dies has said it, and at
 * the end how often. LightGBM warns of a tree without a split in every round.
 */
export function relayLines(tell: (line: NativeLine) => void): LineRelay {
  const heard = new Map<string, { readonly line: NativeLogLine; times: number }>();
  let dropped = 0;
  return {
    hear: (line) => {
      const key = `${line.level} ${line.text}`;
      const known = heard.get(key);
      if (known) known.times++;
      else if (heard.size === MOST_LINES) dropped++;
      else {
        heard.set(key, { line, times: 1 });
        tell({ ...line, times: 1 });
      }
    },
    end: () => {
      for (const { line, times } of heard.values()) if (times > 1) tell({ ...line, times });
      if (dropped > 0) tell({ level: 'warn', text: 'further lines were left out', times: dropped });
    },
  };
}
