import type { EventRow } from '../../application/ports/events.ts';
import { eventView } from '../schemas/event.ts';

/** Frames of `text/event-stream` (WHATWG HTML 9.2). JSON has no line breaks, so one `data:` line is enough. */
export function eventFrame(event: EventRow): string {
  return `id: ${event.cursor}\nevent: ${event.type}\ndata: ${JSON.stringify(eventView(event))}\n\n`;
}

/** Tells the reader that nothing will follow, so that it does not reconnect. */
export const END_FRAME = 'event: end\ndata: {}\n\n';

/** A comment: keeps proxies from closing a quiet connection. */
export const HEARTBEAT_FRAME = ': still here\n\n';

export const retryFrame = (ms: number): string => `retry: ${ms}\n\n`;
