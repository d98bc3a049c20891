/** Round values inside [min, max], steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function niceTicks(min: number, max: number, count: number): number[] {
  if (!(max > min)) return [min];
  const step = niceStep((max - min) / count);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toFixed(decimals)));
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const ratio = rough / power;
  return power * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
}

/** A range with a margin of `share` of its length on both sides; a range of no length gets one. */
export function padded(min: number, max: number, share: number): readonly [number, number] {
  const margin = (max - min) * share || Math.abs(max) * share || share;
  return [min - margin, max + margin];
}

export interface TimeTick {
  readonly atMs: number;
  readonly label: string;
}

const DAY_MS = 86_400_000;

/** Starts of years, months or days in [fromMs, toMs], UTC, at most `count` of them. */
export function timeTicks(fromMs: number, toMs: number, count: number): TimeTick[] {
  const days = (toMs - fromMs) / DAY_MS;
  if (days / 365 >= 2) return yearTicks(fromMs, toMs, count);
  return days >= 60 ? monthTicks(fromMs, toMs, count) : dayTicks(fromMs, toMs, count);
}

function yearTicks(fromMs: number, toMs: number, count: number): TimeTick[] {
  const first = new Date(fromMs).getUTCFullYear() + 1;
  const last = new Date(toMs).getUTCFullYear();
  const step = Math.max(1, Math.ceil((last - first + 1) / count));
  return steps(first, last, step).map((year) => ({ atMs: Date.UTC(year, 0, 1), label: String(year) }));
}

function monthTicks(fromMs: number, toMs: number, count: number): TimeTick[] {
  const monthOf = (ms: number): number => new Date(ms).getUTCFullYear() * 12 + new Date(ms).getUTCMonth();
  const [first, last] = [monthOf(fromMs) + 1, monthOf(toMs)];
  const step = Math.max(1, Math.ceil((last - first + 1) / count));
  return steps(first, last, step).map((month) => {
    const atMs = Date.UTC(Math.floor(month / 12), month % 12, 1);
    return { atMs, label: new Date(atMs).toISOString().slice(0, 7) };
  });
}

function dayTicks(fromMs: number, toMs: number, count: number): TimeTick[] {
  const [first, last] = [Math.ceil(fromMs / DAY_MS), Math.floor(toMs / DAY_MS)];
  const step = Math.max(1, Math.ceil((last - first + 1) / count));
  return steps(first, last, step).map((n) => ({
    atMs: n * DAY_MS,
    label: new Date(n * DAY_MS).toISOString().slice(5, 10),
  }));
}

const steps = (first: number, last: number, step: number): number[] =>
  Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, i) => first + i * step);

/**
 * Points to draw of a long series: of each of `buckets` stretches the first, lowest, highest and last, so no peak
 * or trough is lost. Indices ascend; a short series keeps them all.
 */
export function drawnIndices(values: readonly number[], buckets: number): number[] {
  if (values.length <= buckets * 4) return values.map((_, i) => i);
  const indices = new Set<number>();
  for (let b = 0; b < buckets; b++) {
    const from = Math.floor((b * values.length) / buckets);
    const to = Math.floor(((b + 1) * values.length) / buckets);
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      if (values[i] < values[low]) low = i;
      if (values[i] > values[high]) high = i;
    }
    for (const index of [from, low, high, to - 1]) indices.add(index);
  }
  return [...indices].sort((a, b) => a - b);
}
