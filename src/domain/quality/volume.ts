import type { Bars } from '../market/bars.ts';
import { yearRanges } from './digits.ts';
import {
  counted,
  EXAMPLES_KEPT,
  findingAt,
  percent,
  type QualityFinding,
  type RepairOffer,
} from './finding.ts';
import { median, selectInPlace } from './median.ts';
import { indicesWhere } from './prices.ts';
import type { QualityThresholds } from './thresholds.ts';

const VOID: RepairOffer = {
  step: 'other_source',
  applied: false,
  how: 'Do without volume features, or take the volume of another source.',
};

/** Volumes that cannot be: negative or not finite. */
export function invalidVolume({ timeMs, volume }: Bars): QualityFinding | null {
  return findingAt({
    rule: 'volume.invalid',
    severity: 'warning',
    indices: indicesWhere(volume.length, (i) => !(volume[i] >= 0 && Number.isFinite(volume[i]))),
    timeMs,
    message: (count) => `${counted(count, 'bar')} with a volume that is missing, negative or not finite.`,
    detail: (i) => `volume ${volume[i]}`,
    repair: VOID,
  });
}

/** Bars without volume. All of them: the source has none, which is for the record. A part of them: a warning. */
export function zeroVolume(
  { timeMs, volume }: Bars,
  { zeroVolumeShare }: Pick<QualityThresholds, 'zeroVolumeShare'>,
): QualityFinding | null {
  const indices = indicesWhere(volume.length, (i) => volume[i] === 0);
  const share = volume.length === 0 ? 0 : indices.length / volume.length;
  const isAll = share === 1;
  return findingAt({
    rule: 'volume.zero',
    severity: !isAll && share >= zeroVolumeShare ? 'warning' : 'info',
    indices,
    timeMs,
    message: (count) =>
      isAll
        ? 'The source has no volume: volume indicators are void.'
        : `${counted(count, 'bar')} (${percent(share)}) without volume.`,
    detail: () => 'volume 0',
    repair: VOID,
  });
}

/** One and the same volume in most bars: a constant, or the floor of a feed that rounds up (one a minute). */
export function flooredVolume(
  { timeMs, volume }: Bars,
  { sameVolumeShare }: Pick<QualityThresholds, 'sameVolumeShare'>,
): QualityFinding | null {
  const positive = volume.filter((v) => v > 0);
  const least = Math.max(1, Math.ceil(sameVolumeShare * positive.length));
  const common = commonValue(positive, least);
  if (common === null) return null;
  const { value, count } = common;
  return {
    rule: 'volume.floored',
    severity: 'warning',
    message: `${percent(count / positive.length)} of the bars with volume have the volume ${value}: it says nothing about trading, volume indicators are void.`,
    count,
    share: count / volume.length,
    examples: indicesWhere(volume.length, (i) => volume[i] === value)
      .slice(0, EXAMPLES_KEPT)
      .map((i) => ({ timeMs: timeMs[i], detail: `volume ${value}` })),
    repair: VOID,
  };
}

/**
 * The most frequent value, when at least `least` have it. Sorted, its run covers a place that is a multiple of `least`,
 * so these places are all there is to look at: O(n) for each of the n / least.
 */
function commonValue(values: Float64Array, least: number): { value: number; count: number } | null {
  let best: { value: number; count: number } | null = null;
  for (let place = least - 1; place < values.length; place += least) {
    const value = selectInPlace(values, place);
    let count = 0;
    for (const one of values) if (one === value) count++;
    if (count >= least && count > (best?.count ?? 0)) best = { value, count };
  }
  return best;
}

/** Bars a year must have for its median to mean something. */
const YEAR_BARS = 50;

/** Years whose median volume is a multiple of the year before: the unit of the feed has changed. */
export function volumeRegime(
  { timeMs, volume }: Bars,
  { volumeRegimeRatio }: Pick<QualityThresholds, 'volumeRegimeRatio'>,
): QualityFinding | null {
  const years = [...yearRanges(timeMs)].flatMap(([year, { from, to }]) => {
    const positive = volume.subarray(from, to).filter((v) => v > 0);
    return positive.length >= YEAR_BARS ? [{ year, bars: to - from, level: median(positive) }] : [];
  });
  const breaks = years.filter(({ level }, i) => {
    const ratio = i > 0 ? level / years[i - 1].level : 1;
    return Math.max(ratio, 1 / ratio) >= volumeRegimeRatio;
  });
  if (breaks.length === 0) return null;
  const bars = breaks.reduce((sum, year) => sum + year.bars, 0);
  return {
    rule: 'volume.regime',
    severity: 'warning',
    message: `The median volume jumps between years (${years.map(({ year, level }) => `${year}: ${Number(level.toPrecision(3))}`).join(', ')}): its unit has changed, volume does not compare across them.`,
    count: bars,
    share: bars / volume.length,
    examples: breaks.slice(0, EXAMPLES_KEPT).map(({ year, level }) => ({
      timeMs: Date.UTC(year, 0, 1),
      detail: `median volume ${level} in ${year}`,
    })),
    repair: VOID,
  };
}
