import { AppError } from '../../kernel/errors.ts';

/**
 * A window or period in bars: a whole number from 1. It may be longer than the series, which then has no value.
 * @throws AppError `parameter_invalid` for zero, negative, fractional or non-finite numbers.
 */
export function requireWindow(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new AppError(
    'parameter_invalid',
    `${name} is ${value}; it must be a whole number of bars, at least 1`,
    {
      details: { [name]: value },
    },
  );
}
