/** A figure with four significant digits; an undefined one says so. */
export function figureText(value: number | null | undefined): string {
  if (value === null || value === undefined) return 'undefined';
  return String(Number(value.toPrecision(4)));
}

/** Time between two ISO times, for people: `0.4 s`, `12 s`, `3 min 5 s`. */
export function elapsedText(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `2026-03-01 08:30` */
export const minuteText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
