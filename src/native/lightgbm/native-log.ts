import koffi, { type LibraryHandle } from 'koffi';
import type { LightGbmLibrary, NativeLogLine } from './api.ts';

const LEVELS: Readonly<Record<string, NativeLogLine['level']>> = {
  Debug: 'debug',
  Info: 'info',
  Warning: 'warn',
  Fatal: 'fatal',
};

/**
 * LightGBM keeps a callback a thread and hands it a line in three pieces: head, text, end of line. It is registered when
 * the library is loaded into a thread and stays as long as that: without one LightGBM would print to standard output,
 * which belongs to data.
 */
export function createLogRoute(library: LibraryHandle): LightGbmLibrary['routeLog'] {
  let listener: ((line: NativeLogLine) => void) | null = null;
  const onPiece = assembleLines((line) => listener?.(line));
  const callbackType = koffi.pointer(koffi.proto('void (const char *text)'));
  const register = library.func('LGBM_RegisterLogCallback', 'int', [callbackType]);
  register(koffi.register(onPiece, callbackType));
  return (next) => {
    listener = next;
  };
}

/** Puts the pieces together: `[LightGBM] [Warning] `, the text, a line feed. */
export function assembleLines(onLine: (line: NativeLogLine) => void): (piece: string) => void {
  let pending = '';
  return (piece) => {
    pending += piece;
    if (!pending.endsWith('\n')) return;
    const [, level = 'Info', text = ''] = /^\[LightGBM\] \[(\w+)\] (.*)$/s.exec(pending.trimEnd()) ?? [
      '',
      'Info',
      pending.trimEnd(),
    ];
    pending = '';
    onLine({ level: LEVELS[level] ?? 'info', text });
  };
}
