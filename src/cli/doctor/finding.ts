import { toAppError } from '../../kernel/errors.ts';

/** What one check found. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it; only when something is to be done. */
  readonly remedy?: string;
}

/** Runs a check: what it returns is fine, what it throws is not. */
export async function check(
  name: string,
  remedy: string,
  look: () => Promise<string> | string,
): Promise<Finding> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    return { name, ok: false, detail: toAppError(error).message, remedy };
  }
}
