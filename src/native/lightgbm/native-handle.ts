import { AppError } from '../../kernel/errors.ts';
import type { LightGbmLibrary, NativeHandle, OutHandle, Status } from './api.ts';

type Free = (handle: NativeHandle) => Status;

interface Abandoned {
  readonly handle: NativeHandle;
  readonly free: Free;
  /** Held until the free: a booster is gone before the datasets it points into. */
  readonly keeps: unknown[];
}

/** The net under `dispose`: frees what nobody holds any more. Its errors have nobody to go to. */
const abandoned = new FinalizationRegistry<Abandoned>(({ handle, free }) => void free(handle));

/**
 * Owns one native object: frees it once, by `dispose` or at the latest when it was garbage collected, and refuses to
 * hand it out afterwards. `keeps` are objects the native one points into, which must not be collected before it.
 */
export class OwnedHandle implements Disposable {
  readonly #library: LightGbmLibrary;
  readonly #noun: string;
  readonly #free: Free;
  #handle: NativeHandle | null;
  readonly #keeps: unknown[];

  constructor(
    library: LightGbmLibrary,
    handle: NativeHandle,
    { noun, free, keeps = [] }: { noun: string; free: Free; keeps?: readonly unknown[] },
  ) {
    this.#library = library;
    this.#handle = handle;
    this.#noun = noun;
    this.#free = free;
    this.#keeps = [...keeps];
    abandoned.register(this, { handle, free, keeps: this.#keeps }, this);
  }

  /** @throws AppError `internal` after it was disposed. */
  get live(): NativeHandle {
    if (this.#handle !== null) return this.#handle;
    throw new AppError('internal', `The ${this.#noun} was used after it was freed`);
  }

  /** Adds an object that must live as long. */
  keep(object: unknown): void {
    this.#keeps.push(object);
  }

  /** Frees the native memory. A second time does nothing. */
  [Symbol.dispose](): void {
    if (this.#handle === null) return;
    const handle = this.#handle;
    this.#handle = null;
    this.#keeps.length = 0;
    abandoned.unregister(this);
    this.#library.check(this.#free(handle), 'internal');
  }
}

/** The address a call gave back. @throws AppError `code` when LightGBM said all is well and gave none. */
export function requireHandle(
  [handle]: OutHandle,
  noun: string,
  code: 'training_failed' | 'model_invalid',
): NativeHandle {
  if (handle !== null) return handle;
  throw new AppError(code, `LightGBM made no ${noun} and gave no reason`);
}
