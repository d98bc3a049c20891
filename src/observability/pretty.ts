const LEVELS: Readonly<Record<string, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const HIDDEN = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'err']);

/** A JSON log line as people read it: `12:00:01 info  bars read bars=5105`. Text that is no JSON object is kept. */
export function prettyLine(line: string): string {
  const record = parse(line);
  if (!record) return line;
  const at = new Date(Number(record.time)).toISOString().slice(11, 19);
  const level = (LEVELS[String(record.level)] ?? '').padEnd(5);
  const fields = Object.entries(record)
    .filter(([key]) => !HIDDEN.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const head = [at, level, record.msg ?? '', ...fields].join(' ').trimEnd();
  return `${head}${errorLines(record.err)}\n`;
}

function errorLines(err: unknown): string {
  if (!isRecord(err)) return '';
  const code = err.code === undefined ? '' : ` (${String(err.code)})`;
  const stack = typeof err.stack === 'string' ? `\n${err.stack}` : '';
  return stack || `: ${String(err.message)}${code}`;
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null; // Not ours: printed as it came.
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
