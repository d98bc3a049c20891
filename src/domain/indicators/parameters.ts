import { AppError } from '../../kernel/errors.ts';

/**
 * A window or period in bars: a whole number from `least`. It may be longer than the series, which then has no value.
 * @throws AppError `parameter_invalid` for zero, negative, fractional or non-finite numbers.
 */
export function requireWindow(name: string, value: number, least = 1): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new AppError(
    'parameter_invalid',
    `${name} is ${value}; it must be a whole number of bars, at least ${least}`,
    {
      details: { [name]: value },
    },
  );
}

/** Periods that must rise from one to the next. @throws AppError `parameter_invalid` naming the first that does not. */
export function requireRising(periods: Readonly<Record<string, number>>): void {
  const names = Object.keys(periods);
  for (const name of names) requireWindow(name, periods[name]);
  for (let k = 1; k < names.length; k++) {
    const [shorter, longer] = [names[k - 1], names[k]];
    if (periods[shorter] < periods[longer]) continue;
    throw new AppError(
      'parameter_invalid',
      `${shorter} is ${periods[shorter]} and ${longer} is ${periods[longer]}; ${shorter} must be the shorter one`,
      { details: periods },
    );
  }
}

/** A factor such as a band's width. @throws AppError `parameter_invalid` unless it is finite and above 0. */
export function requirePositive(name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new AppError('parameter_invalid', `${name} is ${value}; it must be a number above 0`, {
    details: { [name]: value },
  });
}
