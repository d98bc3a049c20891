/** Any value JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON text that is the same for equal values: object keys sorted by code unit, no white space,
 * `undefined` members dropped (as JSON.stringify does), `-0` written as `0`.
 *
 * Follows RFC 8785 (JSON Canonicalization Scheme) for the values it accepts.
 * @throws TypeError for NaN, infinities, bigint, functions, symbols and `undefined` inside an array:
 *   a hash over a value that JSON cannot carry would lie.
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${path} is ${value}, which JSON cannot carry`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`)).join(',')}]`;
  if (typeof value === 'object') return writeObject(value, path);
  throw new TypeError(`${path} is a ${typeof value}, which JSON cannot carry`);
}

function writeObject(value: object, path: string): string {
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON(), path);
  const record = value as Record<string, unknown>;
  const members = Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${write(record[key], `${path}.${key}`)}`);
  return `{${members.join(',')}}`;
}
