/** A slice of a list. `next` is an opaque cursor for the following slice, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface PageRequest {
  /** 1 to 200. */
  readonly limit: number;
  readonly cursor?: string;
}
