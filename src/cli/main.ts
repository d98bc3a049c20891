#!/usr/bin/env node
import type { Cli } from './cli.ts';
import { isDebugging } from './debugging.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { takeInterrupts } from './interrupts.ts';
import { errorText } from './output.ts';
import { runProgram } from './program.ts';

/** Something that keeps the process alive after everything was stopped is a defect; nobody should have to wait for it. */
const LINGER_MS = 3_000;

const interrupts = takeInterrupts({
  onFirst: (signal) => {
    process.stderr.write(`\nbullwright: stopping (${signal}); once more to stop at once\n`);
  },
  onSecond: () => process.exit(EXIT.interrupted),
});
// A reader that has had enough (`bullwright list | head -1`) is no reason to end: a server goes on serving.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const cli: Cli = {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupts.signal,
  exitCode: EXIT.ok,
};
try {
  await runProgram(cli, process.argv.slice(2));
} catch (error) {
  cli.exitCode = exitCodeOf(error);
  if (cli.exitCode !== EXIT.interrupted) {
    process.stderr.write(`${errorText(error, { withStack: isDebugging() })}\n`);
  }
}
interrupts.dispose();
process.exitCode = cli.exitCode;
setTimeout(() => process.exit(), LINGER_MS).unref();
