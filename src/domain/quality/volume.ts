import type { Bars } from '../market/bars.ts';
import { counted, findingAt, percent, type QualityFinding } from './finding.ts';
import { indicesWhere } from './prices.ts';

/** Share of bars without volume from which on it is a warning. */
const ZERO_SHARE = 0.05;

/** Volumes that cannot be: negative or not finite. */
export function invalidVolume({ timeMs, volume }: Bars): QualityFinding | null {
  return findingAt({
    rule: 'volume.invalid',
    severity: 'warning',
    indices: indicesWhere(volume.length, (i) => !(volume[i] >= 0 && Number.isFinite(volume[i]))),
    timeMs,
    message: (count) => `${counted(count, 'bar')} with a volume that is missing, negative or not finite.`,
    detail: (i) => `volume ${volume[i]}`,
  });
}

/** Bars without volume. All of them: the source has none, which is for the record. A part of them: a warning. */
export function zeroVolume({ timeMs, volume }: Bars): QualityFinding | null {
  const indices = indicesWhere(volume.length, (i) => volume[i] === 0);
  const share = volume.length === 0 ? 0 : indices.length / volume.length;
  const isAll = share === 1;
  return findingAt({
    rule: 'volume.zero',
    severity: !isAll && share >= ZERO_SHARE ? 'warning' : 'info',
    indices,
    timeMs,
    message: (count) =>
      isAll
        ? 'The source has no volume: volume indicators are void.'
        : `${counted(count, 'bar')} (${percent(share)}) without volume.`,
    detail: () => 'volume 0',
  });
}
