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

const schemeOf = (text: string): string => text.slice(0, Math.max(0, text.indexOf('://')));
