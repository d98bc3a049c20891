/** A part of a position that is closed on the way to its target, by a limit order of its own. */
export interface ScaleOut {
  /** Of the size the position was opened with, 0 to 1 exclusive; rounded down to the lot step. */
  readonly share: number;
  /** Of the way from the entry to the target, 0 to 1 exclusive. */
  readonly at: number;
}

/** How much of the way to the target a position is paid for that reaches it, part by part: 1 without parts. */
export const paidShareOfTarget = (parts: readonly ScaleOut[]): number =>
  parts.reduce((paid, { share, at }) => paid - share * (1 - at), 1);
