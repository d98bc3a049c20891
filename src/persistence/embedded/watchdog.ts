import { spawn } from 'node:child_process';
import { signal } from './processes.ts';

export interface Watchdog {
  readonly pid: number;
  /** Ends the watch without touching the server. */
  dismiss(): void;
}

/**
 * Shuts the server down when this process dies without a chance to do so (kill -9, out of memory). A shell reads from
 * a pipe whose other end only this process holds; the pipe closes with the process, whatever ended it.
 * Null on a system without a POSIX shell: there a left-over server is found by the next start.
 */
export function watchOver(serverPid: number): Watchdog | null {
  if (process.platform === 'win32') return null;
  const shell = spawn('/bin/sh', ['-c', `cat >/dev/null; kill -INT ${serverPid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  // Without a shell the server is simply not watched.
  shell.once('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  const pipe = shell.stdin as typeof shell.stdin & { unref?: () => void };
  pipe.unref?.();
  const { pid } = shell;
  if (pid === undefined) return null;
  return {
    pid,
    dismiss: () => {
      // The whole group, shell and cat: closing the pipe would be the signal to shut down.
      signal(-pid, 'SIGKILL');
    },
  };
}
