import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/src/cli/main.js');

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A run of the built program, as a user would start it. */
export interface Program {
  readonly pid: number;
  readonly exit: Promise<Exit>;
  /** Everything written so far. */
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves with the first match in what it says (standard output and error), now or later; rejects when it ends without. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
}

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another installation than the one of this repository. */
  readonly main?: string;
}

const started = new Set<Program>();

/** Starts `node dist/src/cli/main.js …` with nothing of this process's settings. */
export function startProgram({ args, cwd, env = {}, main = MAIN }: ProgramOptions): Program {
  if (!existsSync(main)) throw new Error('The program is not built: run "npm run build" (npm test does).');
  const child = spawn(process.execPath, [main, ...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const program = attend(child);
  started.add(program);
  void program.exit.then(() => started.delete(program));
  return program;
}

/** Runs a command to its end. */
export async function runProgram(
  options: ProgramOptions,
): Promise<Exit & Pick<Program, 'stdout' | 'stderr'>> {
  const program = startProgram(options);
  const exit = await program.exit;
  return { ...exit, stdout: program.stdout, stderr: program.stderr };
}

/** Ends what a failed test left running. */
export async function stopPrograms(): Promise<void> {
  const running = [...started];
  for (const program of running) program.kill('SIGINT');
  await Promise.all(running.map((program) => program.exit));
}

function attend(child: ChildProcess): Program {
  const written = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      for (const look of watchers) look();
    });
  }
  const exit = new Promise<Exit>((done) => {
    child.once('close', (code, signal) => done({ code, signal }));
  });
  return {
    pid: child.pid ?? 0,
    exit,
    get stdout() {
      return written.stdout;
    },
    get stderr() {
      return written.stderr;
    },
    says: (pattern) =>
      new Promise((found, failed) => {
        const look = () => {
          const match = pattern.exec(written.stdout) ?? pattern.exec(written.stderr);
          if (!match) return;
          watchers.delete(look);
          found(match);
        };
        watchers.add(look);
        void exit.then(({ code }) => {
          failed(
            new Error(`ended with ${code} before it said ${pattern}:\n${written.stdout}\n${written.stderr}`),
          );
        });
        look();
      }),
    kill: (signal) => child.kill(signal),
  };
}

/** Processes of this machine that name `folder` in their command line: what a stopped program must not leave. */
export function processesOf(folder: string): string[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => `${pid} ${commandOf(pid)}`)
    .filter((line) => line.includes(folder));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It ended in the meantime.
  }
}

/** Files below a folder that are not whole: artifacts are written under another name and renamed. */
export function halfWritten(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^[0-9a-f]{60,64}$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
