/** A password inside a URL: `scheme://user:password@`. */
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'\\]*):[^\s@"'\\]+@/gi;
/** An API key of the platform, whatever field or sentence it stands in. */
const API_KEY = /\bbw_[A-Za-z0-9_-]{32,}/g;
/** A bearer token that is not one of ours. */
const BEARER = /\b(bearer\s+)[A-Za-z0-9._~+/-]{8,}=*/gi;

/** Text without passwords in URLs and without keys. Every log line goes through it. */
export function scrub(text: string): string {
  return text.replace(URL_PASSWORD, '$1:***@').replace(API_KEY, 'bw_***').replace(BEARER, '$1***');
}
