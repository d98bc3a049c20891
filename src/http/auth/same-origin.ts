import type { Request } from 'express';
import { AppError } from '../../kernel/errors.ts';

/**
 * Refuses a change that another site may have sent through the reader's browser: a browser states where a POST
 * comes from, and adds cookie and Basic password by itself.
 * @throws AppError `forbidden` unless `Sec-Fetch-Site` or `Origin` proves the request is from this server's pages.
 */
export function assertSameOrigin(req: Request): void {
  const site = req.get('sec-fetch-site');
  if (site !== undefined ? site === 'same-origin' : isOwnOrigin(req)) return;
  throw new AppError(
    'forbidden',
    'A change made with a session cookie or a Basic password must come from a page of this server. Programs send the key as "Authorization: Bearer".',
  );
}

function isOwnOrigin(req: Request): boolean {
  const origin = req.get('origin');
  if (origin === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === req.get('host');
}
