import { CronExpressionParser } from 'cron-parser';
import { AppError } from '../kernel/errors.ts';

/**
 * Due times of a cron expression (five fields) in an IANA time zone. Days on which the clock changes are handled as
 * in Vixie cron: a time that does not exist runs when the clock has moved on, one that exists twice runs once.
 * @throws AppError `request_invalid` naming the expression or the zone.
 */
export function nextDue(cron: string, timeZone: string, after: Date): Date {
  return parse(cron, timeZone, after).next().toDate();
}

/** All due times after `after` up to and including `until`, oldest first, at most `limit` of them (the latest ones). */
export function dueBetween(
  cron: string,
  timeZone: string,
  range: { after: Date; until: Date; limit: number },
): Date[] {
  const expression = parse(cron, timeZone, range.after);
  const due: Date[] = [];
  for (let next = expression.next().toDate(); next <= range.until; next = expression.next().toDate()) {
    due.push(next);
    if (due.length > range.limit) due.shift();
  }
  return due;
}

function parse(cron: string, timeZone: string, currentDate: Date) {
  if (cron.trim().split(/\s+/).length !== 5) throw invalid('cron', `"${cron}" must have five fields`);
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw invalid('timeZone', `"${timeZone}" is not an IANA time zone such as "Europe/Berlin" or "UTC"`);
  }
  try {
    return CronExpressionParser.parse(cron, { tz: timeZone, currentDate });
  } catch (cause) {
    throw invalid('cron', `"${cron}" is not a cron expression: ${(cause as Error).message}`);
  }
}

const invalid = (path: string, message: string): AppError =>
  new AppError('request_invalid', `${path} ${message}.`, { issues: [{ path, message }] });
