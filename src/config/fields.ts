import { z } from 'zod';

/** A whole number in `[min, max]`, written in digits. */
export function integerField(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
}

/** A URL with one of the given schemes. */
export function urlField(schemes: readonly string[]) {
  const forms = schemes.map((scheme) => `${scheme}://`).join(' or ');
  return z
    .string()
    .refine((text) => schemes.includes(schemeOf(text)) && URL.canParse(text), `must be a URL with ${forms}`);
}

/** The value of an HTTP header: visible ASCII and spaces (RFC 9110 5.5), at most 500 characters. */
export const headerField = () =>
  z
    .string()
    .regex(
      /^[\x21-\x7e]([\x20-\x7e]{0,498}[\x21-\x7e])?$/,
      'must be printable ASCII, 500 characters at most',
    );

const schemeOf = (text: string): string => text.slice(0, Math.max(0, text.indexOf('://')));
