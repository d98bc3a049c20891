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

export function countStructures(events: Iterable<SmcEvent>): StructureCounts {
  const counts = new Map<SmcEvent['kind'], number>();
  for (const event of events) {
    const isOther = 'scope' in event && event.scope === 'external';
    if (isOther || (event.kind === 'swing' && event.role !== 'structural')) continue;
    counts.set(event.kind, (counts.get(event.kind) ?? 0) + 1);
  }
  const ofKind = (kind: SmcEvent['kind']): number => counts.get(kind) ?? 0;
  return {
    swings: ofKind('swing'),
    bos: ofKind('bos'),
    choch: ofKind('choch'),
    gaps: ofKind('gap_created'),
    openGaps: ofKind('gap_created') - ofKind('gap_filled'),
    blocks: ofKind('block_created'),
    openBlocks: ofKind('block_created') - ofKind('block_broken'),
  };
}
