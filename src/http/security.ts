import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Our own pages: everything from this server, nothing inline, nothing from elsewhere. */
const PAGE_DIRECTIVES = {
  defaultSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  imgSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
};

/**
 * A report brings its styles and scripts with it, and holds text that came from outside. It runs in a sandbox:
 * an origin of its own, so it can reach neither key nor API, and it loads nothing.
 */
export const REPORT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts allow-popups allow-downloads";

/** Artifacts are data: shown in a browser they may do nothing at all. */
export const ARTIFACT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/** Security headers of every answer. No HSTS: the platform is served over plain HTTP on a laptop. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: PAGE_DIRECTIVES },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  });
}

/** Bull Board styles itself inline; its scripts are files. */
export function boardHeaders(): RequestHandler {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      ...PAGE_DIRECTIVES,
      baseUri: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      fontSrc: ["'self'", 'data:'],
    },
  });
}
