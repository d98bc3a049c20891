import type { Bars } from '../../src/domain/market/bars.ts';

/**
 * smart-money-concepts 0.0.27 by the letter of its definitions: every scan over every bar, every round of removal.
 * Slow and plain, to hold the fast versions against on small series.
 */

interface Swings {
  readonly highLow: Float64Array;
  readonly level: Float64Array;
}

export function swingsByRounds(bars: Bars, length: number): Swings {
  const n = bars.close.length;
  const side = new Array<number>(n).fill(0);
  for (let i = 2 * length - 1; i <= n - 1 - length; i++) {
    const from = i - length + 1;
    const to = i + length + 1;
    if (bars.high[i] === Math.max(...bars.high.subarray(from, to))) side[i] = 1;
    else if (bars.low[i] === Math.min(...bars.low.subarray(from, to))) side[i] = -1;
  }
  const price = (i: number): number => (side[i] === 1 ? bars.high[i] : bars.low[i]);
  for (;;) {
    const at = side.flatMap((s, i) => (s === 0 ? [] : [i]));
    const dropped = new Set<number>();
    for (let k = 0; k + 1 < at.length; k++) {
      const [a, b] = [at[k], at[k + 1]];
      if (side[a] === side[b]) dropped.add(side[a] * price(a) < side[a] * price(b) ? a : b);
    }
    if (dropped.size === 0) break;
    for (const i of dropped) side[i] = 0;
  }
  const first = side.find((s) => s !== 0);
  const last = side.findLast((s) => s !== 0);
  if (first !== undefined && last !== undefined) {
    side[0] = -first;
    side[n - 1] = -last;
  }
  return {
    highLow: Float64Array.from(side, (s) => s || Number.NaN),
    level: Float64Array.from(side, (s, i) => (s === 0 ? Number.NaN : price(i))),
  };
}

/** Gaps from the three bars around each, then runs of one direction drawn together at their last bar. */
export function gapsByBars(bars: Bars, isJoined: boolean) {
  const n = bars.close.length;
  const found = Array.from({ length: n }, (_, i) => {
    if (i === 0 || i === n - 1) return undefined;
    const body = Math.sign(bars.close[i] - bars.open[i]);
    if (body > 0 && bars.low[i + 1] > bars.high[i - 1]) {
      return { side: 1, top: bars.low[i + 1], bottom: bars.high[i - 1] };
    }
    if (body < 0 && bars.high[i + 1] < bars.low[i - 1]) {
      return { side: -1, top: bars.low[i - 1], bottom: bars.high[i + 1] };
    }
    return undefined;
  });
  const shown = found.map((own, i) => {
    if (!own || !isJoined) return own;
    if (found[i + 1]?.side === own.side) return undefined;
    const from = found.findLastIndex((other, k) => k < i && other?.side !== own.side) + 1;
    const run = found.slice(from, i + 1).flatMap((other) => other ?? []);
    return {
      side: own.side,
      top: Math.max(...run.map(({ top }) => top)),
      bottom: Math.min(...run.map(({ bottom }) => bottom)),
    };
  });
  const column = (key: 'side' | 'top' | 'bottom') =>
    Float64Array.from(shown, (gap) => gap?.[key] ?? Number.NaN);
  return { gap: column('side'), top: column('top'), bottom: column('bottom') };
}

export function mitigationsByScan(bars: Bars, gap: Float64Array, top: Float64Array, bottom: Float64Array) {
  return gap.map((side, i) => {
    if (Number.isNaN(side)) return Number.NaN;
    for (let j = i + 2; j < gap.length; j++) {
      if (side === 1 ? bars.low[j] <= top[i] : bars.high[j] >= bottom[i]) return j;
    }
    return 0;
  });
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the definition by the letter
export function breaksByErasing(bars: Bars, { highLow, level: prices }: Swings, closeBreak: boolean) {
  const n = highLow.length;
  const [bos, choch, level, broken] = Array.from({ length: 4 }, () => new Float64Array(n));
  const at = [...highLow.keys()].filter((i) => !Number.isNaN(highLow[i]));
  for (let k = 3; k < at.length; k++) {
    const [a, b, c, d] = at.slice(k - 3, k + 1).map((i) => prices[i]);
    const signs = at.slice(k - 3, k + 1).map((i) => highLow[i]);
    const mark = at[k - 2];
    const up = signs.join() === '-1,1,-1,1';
    const down = signs.join() === '1,-1,1,-1';
    bos[mark] = up && a < c && c < b && b < d ? 1 : down && a > c && c > b && b > d ? -1 : 0;
    choch[mark] = up && d > b && b > a && a > c ? 1 : down && d < b && b < a && a < c ? -1 : 0;
    level[mark] = bos[mark] || choch[mark] ? Math.fround(b) : 0;
  }
  const isMarked = (i: number): boolean => bos[i] !== 0 || choch[i] !== 0;
  const erase = (i: number): void => {
    for (const values of [bos, choch, level]) values[i] = 0;
  };
  for (let i = 0; i < n; i++) {
    if (!isMarked(i)) continue;
    const up = bos[i] === 1 || choch[i] === 1;
    for (let j = i + 2; j < n && broken[i] === 0; j++) {
      const price = closeBreak ? bars.close[j] : up ? bars.high[j] : bars.low[j];
      if (up ? price > level[i] : price < level[i]) broken[i] = j;
    }
    if (broken[i] > 0) for (let k = 0; k < i; k++) if (isMarked(k) && broken[k] >= broken[i]) erase(k);
  }
  for (let i = 0; i < n; i++) if (isMarked(i) && broken[i] === 0) erase(i);
  const blank = (values: Float64Array): Float64Array => values.map((value) => value || Number.NaN);
  return { bos: blank(bos), choch: blank(choch), level: blank(level), brokenIndex: blank(broken) };
}

// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the definition by the letter
export function blocksByUpdating(bars: Bars, { highLow }: Swings, closeMitigation: boolean) {
  const { open, high, low, close, volume } = bars;
  const n = close.length;
  const [ob, top, bottom, total, mitigated, percentage] = Array.from(
    { length: 6 },
    () => new Float32Array(n),
  );
  const crossed = new Set<number>();
  const broken = new Set<number>();
  for (const side of [1, -1]) {
    let live: number[] = [];
    for (let i = 0; i < n; i++) {
      for (const b of [...live]) {
        if (broken.has(b)) {
          if (side === 1 ? high[i] > top[b] : low[i] < bottom[b]) {
            ob[b] = top[b] = bottom[b] = total[b] = mitigated[b] = percentage[b] = 0;
            live = live.toSpliced(live.indexOf(b), 1);
          }
          continue;
        }
        const [bodyLow, bodyHigh] = [Math.min(open[i], close[i]), Math.max(open[i], close[i])];
        const isThrough =
          side === 1
            ? (closeMitigation ? bodyLow : low[i]) < bottom[b]
            : (closeMitigation ? bodyHigh : high[i]) > top[b];
        if (isThrough) {
          broken.add(b);
          mitigated[b] = side === 1 ? i - 1 : i;
        }
      }
      const s = highLow.subarray(0, i).lastIndexOf(side);
      if (s < 0 || crossed.has(s) || !(side === 1 ? close[i] > high[s] : close[i] < low[s])) continue;
      crossed.add(s);
      let b = i - 1;
      let edges = side === 1 ? [low[b], high[b]] : [high[b], low[b]];
      if (i - s > 1) {
        const segment = (side === 1 ? low : high).subarray(s + 1, i);
        b = s + 1 + segment.lastIndexOf(side === 1 ? Math.min(...segment) : Math.max(...segment));
        edges = [high[b], low[b]];
      }
      const parts = [volume[i] + (volume[i - 1] ?? 0), volume[i - 2] ?? 0];
      ob[b] = side;
      [top[b], bottom[b]] = edges;
      total[b] = parts[0] + parts[1];
      percentage[b] = Math.max(...parts) === 0 ? 100 : (Math.min(...parts) / Math.max(...parts)) * 100;
      live.push(b);
    }
  }
  const blank = (values: Float32Array): Float32Array =>
    values.map((value, i) => (ob[i] === 0 ? Number.NaN : value));
  return {
    block: blank(ob),
    top: blank(top),
    bottom: blank(bottom),
    volume: blank(total),
    mitigatedIndex: blank(mitigated),
    percentage: blank(percentage),
  };
}

export function liquidityByScan(bars: Bars, swings: Swings, rangePercent: number) {
  const n = bars.close.length;
  const [liquidity, level, end, swept] = Array.from({ length: 4 }, () =>
    new Float32Array(n).fill(Number.NaN),
  );
  const r = (Math.max(...bars.high) - Math.min(...bars.low)) * rangePercent;
  for (const side of [1, -1]) {
    const used = new Set<number>();
    const at = [...swings.highLow.keys()].filter((i) => swings.highLow[i] === side);
    for (const i of at) {
      if (used.has(i)) continue;
      const first = swings.level[i];
      let sweep = 0;
      for (let j = i + 1; j < n && sweep === 0; j++) {
        if (side === 1 ? bars.high[j] >= first + r : bars.low[j] <= first - r) sweep = j;
      }
      const group = at.filter(
        (j) =>
          j > i &&
          !used.has(j) &&
          (sweep === 0 || j < sweep) &&
          swings.level[j] >= first - r &&
          swings.level[j] <= first + r,
      );
      if (group.length === 0) continue;
      for (const j of group) used.add(j);
      const prices = [i, ...group].map((j) => swings.level[j]);
      liquidity[i] = side;
      level[i] = prices.reduce((sum, price) => sum + price, 0) / prices.length;
      end[i] = group[group.length - 1];
      swept[i] = sweep;
    }
  }
  return { liquidity, level, end, swept };
}

/**
 * Each row from the swings up to its bar: the leg they end, and the deepest of the rows since the last of them. A leg
 * without height is not retraced.
 */
export function retracementsByRow(bars: Bars, { highLow, level }: Swings) {
  const rows = [...highLow.keys()];
  const lastOf = (side: number, i: number): number => highLow.subarray(0, i + 1).lastIndexOf(side);
  const levelOf = (side: number, i: number): number => level[lastOf(side, i)] ?? 0;
  const lastSwing = (i: number): number => Math.max(lastOf(1, i), lastOf(-1, i));
  const direction = rows.map((i) => highLow[lastSwing(i)] ?? 0);
  // A rising leg is retraced from the bar after its high on, a falling one from the bar of its low itself.
  const begins = (i: number): number => {
    const before = direction.slice(0, i + 1).findLastIndex((side) => side !== direction[i]);
    return direction[i] === 1 ? before + 2 : before + 1;
  };
  const current = rows.map((i) => {
    const side = direction[i];
    if (side === 0 || i < begins(i)) return 0;
    const [start, end] = [levelOf(-side, i), levelOf(side, i)];
    const price = side === 1 ? bars.low[i] : bars.high[i];
    return start === end ? 0 : toTenth(100 - ((price - start) / (end - start)) * 100);
  });
  const deepest = rows.map((i) => (direction[i] === 0 ? 0 : Math.max(0, ...current.slice(begins(i), i + 1))));
  const turned = (values: readonly number[]): number[] => [...values.slice(-1), ...values.slice(0, -1)];
  const sides = turned(direction);
  const third = rows.filter((i) => i + 1 < rows.length && sides[i] !== sides[i + 1])[2];
  const firstKept = third === undefined ? rows.length - 1 : third + 2;
  const shown = (values: readonly number[]): Float64Array =>
    Float64Array.from(turned(values), (value, i) => (i < firstKept ? 0 : value));
  return { direction: shown(direction), current: shown(current), deepest: shown(deepest) };
}

/** To one decimal, halves to even: what is added leaves no room for digits after the point. */
function toTenth(value: number): number {
  const noRoom = 1.5 * 2 ** 52;
  return (value * 10 + noRoom - noRoom) / 10;
}
