import type { Request } from 'express';
import type { Page } from '../../application/ports/page.ts';
import { json, type Reply } from '../routing/reply.ts';

/** A slice of a list, with the way to the next one also as a `Link` header (RFC 8288). */
export function pageReply<Row, View>(raw: Request, page: Page<Row>, view: (row: Row) => View): Reply {
  const headers = page.next === null ? {} : { Link: `<${nextUrl(raw, page.next)}>; rel="next"` };
  return json({ items: page.items.map(view), next: page.next }, 200, headers as Record<string, string>);
}

function nextUrl(raw: Request, cursor: string): string {
  const url = new URL(raw.originalUrl, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}
