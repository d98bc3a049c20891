import { type DateOrder, dayStart, parseTime } from '../timestamps.ts';

/**
 * Reads the times of a column, each with the order found for the file. `yyyy-MM-dd HH:mm[:ss]` with any separators is
 * read digit by digit: it is what most files hold, a million times.
 * @returns ms since 1970 of the clock of the file; null when it is no time
 */
export function createTimeReader(order: DateOrder): (text: string) => number | null {
  let knownDay = -1;
  let knownDayMs: number | null = null;
  return (text) => {
    const length = text.length;
    if ((length !== 16 && length !== 19) || !hasFixedLayout(text)) return parseTime(text, order);
    const year = pair(text, 0) * 100 + pair(text, 2);
    const day = year * 10_000 + pair(text, 5) * 100 + pair(text, 8);
    if (day !== knownDay) {
      knownDay = day;
      knownDayMs = dayStart(year, pair(text, 5), pair(text, 8));
    }
    const hour = pair(text, 11);
    const minute = pair(text, 14);
    const second = length === 19 ? pair(text, 17) : 0;
    if (knownDayMs === null || hour > 23 || minute > 59 || second > 59) return null;
    return knownDayMs + ((hour * 60 + minute) * 60 + second) * 1_000;
  };
}

const DIGITS = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15];

function hasFixedLayout(text: string): boolean {
  for (const at of DIGITS) if (!isDigit(text.charCodeAt(at))) return false;
  const colon = 58;
  if (text.charCodeAt(13) !== colon || !isDateMark(text.charCodeAt(4)) || !isDateMark(text.charCodeAt(7))) {
    return false;
  }
  const between = text.charCodeAt(10);
  if (between !== 32 && between !== 84) return false;
  if (text.length === 16) return true;
  return text.charCodeAt(16) === colon && isDigit(text.charCodeAt(17)) && isDigit(text.charCodeAt(18));
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** `-`, `.` or `/`. */
const isDateMark = (code: number): boolean => code >= 45 && code <= 47;

const pair = (text: string, at: number): number =>
  (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
