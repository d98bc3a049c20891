import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { FinishedFit, FitMemo } from '../../src/agents/ports.ts';

const FOLDER = join(tmpdir(), 'bullwright-bench-study');

/** Seconds spent on a study so far, in all the runs it took. */
export interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export interface FolderMemo extends FitMemo {
  /** Trainings that an earlier run has left. */
  readonly found: number;
  readonly spentBefore: Spent;
  keepSpent(spent: Spent): void;
}

/** Finished trainings in a folder, so that a study that was stopped goes on where it was. `isFresh` empties it before. */
export function openFolderMemo(isFresh: boolean): FolderMemo {
  if (isFresh) rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const names = new Set(readdirSync(FOLDER));
  const spentFile = join(FOLDER, 'spent.json');
  const fitOf = (key: string): string => `${key}.fit`;
  return {
    found: [...names].filter((name) => name.endsWith('.fit')).length,
    spentBefore: names.has('spent.json')
      ? (JSON.parse(readFileSync(spentFile, 'utf8')) as Spent)
      : { seconds: 0, cpuSeconds: 0 },
    keepSpent: (spent) => writeFileSync(spentFile, JSON.stringify(spent)),
    find: async (key) =>
      names.has(fitOf(key)) ? (deserialize(readFileSync(join(FOLDER, fitOf(key)))) as FinishedFit) : null,
    store: async (key, fit) => {
      // Named when it is whole: a run that is stopped leaves no half of one.
      const unfinished = join(FOLDER, `${key}.part`);
      writeFileSync(unfinished, serialize(fit));
      renameSync(unfinished, join(FOLDER, fitOf(key)));
      names.add(fitOf(key));
    },
  };
}
