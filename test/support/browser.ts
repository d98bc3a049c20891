import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { describe } from 'vitest';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const executablePath = process.env.CHROMIUM_PATH ?? CANDIDATES.find((candidate) => existsSync(candidate));

/** A suite that needs a browser; without one it is counted as skipped and its title says why. */
export function describeWithBrowser(name: string, suite: () => void): void {
  if (executablePath) describe(name, suite);
  else describe.skip(`${name} (skipped: no Chromium; install it or set CHROMIUM_PATH)`, suite);
}

/** Root, as in containers, cannot use Chromium's own sandbox. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(executablePath && { executablePath }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
