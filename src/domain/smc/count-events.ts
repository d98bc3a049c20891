import type { SmcEvent } from './events.ts';

/** How many structures a market has shown, for people; swings and breaks of the internal structure. Extensions and inner swings are not counted as swings. */
export interface StructureCounts {
  readonly swings: number;
  readonly bos: number;
  readonly choch: number;
  readonly gaps: number;
  readonly openGaps: number;
  readonly blocks: number;
  readonly openBlocks: number;
}

export function countStructures(events: readonly SmcEvent[]): StructureCounts {
  const count = (isCounted: (event: SmcEvent) => boolean): number => events.filter(isCounted).length;
  const ofKind = (kind: SmcEvent['kind']): number => count((event) => event.kind === kind);
  const ofBreak = (kind: 'bos' | 'choch'): number =>
    count((event) => event.kind === kind && event.scope === 'internal');
  return {
    swings: count(
      (event) => event.kind === 'swing' && event.scope === 'internal' && event.role === 'structural',
    ),
    bos: ofBreak('bos'),
    choch: ofBreak('choch'),
    gaps: ofKind('gap_created'),
    openGaps: ofKind('gap_created') - ofKind('gap_filled'),
    blocks: ofKind('block_created'),
    openBlocks: ofKind('block_created') - ofKind('block_broken'),
  };
}
