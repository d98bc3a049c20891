import type { Request, Response } from 'express';

/** Bytes read, and thrown away, after the answer: more than any network holds on the way. */
const MOST_LEFT_BYTES = 16 * 1_024 ** 2;

/**
 * Lets a client that is still sending read its answer. Closing a connection with bytes unread resets it, and the reset can
 * overtake the answer; so the rest of the body is read for a while, and only who sends on regardless is cut off.
 */
export function lingerAfterAnswer(req: Request, res: Response): void {
  if (req.complete || req.destroyed) return;
  let left = MOST_LEFT_BYTES;
  req.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left <= 0 && res.writableFinished) req.destroy();
  });
  req.resume();
}
