import { readSample } from '../../src/data-sources/sample.ts';
import type { Bars } from '../../src/domain/market/bars.ts';
import { createRng } from '../../src/kernel/rng.ts';
import { plantedBars } from './calibrate.ts';
import { bootstrap, garch, NO_EDGE_KINDS, type NoEdgeKind, randomWalk } from './no-edge.ts';
import { EDGE_KINDS, type EdgeKind } from './planted-edge.ts';
import { growBars } from './price-process.ts';

export const SERIES_KINDS = [...NO_EDGE_KINDS, ...EDGE_KINDS] as const;
export type SeriesKind = (typeof SERIES_KINDS)[number];

/** One generated market: these four figures make its bars. */
export interface Series {
  readonly kind: SeriesKind;
  /** Annual Sharpe ratio after costs its planted rule was calibrated to; 0 without an edge. */
  readonly sharpe: number;
  /** Drift that gives it, deviations of a bar; 0 without an edge. */
  readonly strength: number;
  readonly bars: number;
  /** Names its noise, from 0. */
  readonly index: number;
}

export const isEdgeKind = (kind: SeriesKind): kind is EdgeKind =>
  (EDGE_KINDS as readonly SeriesKind[]).includes(kind);

/** The bars of a series. Equal series, equal bars. */
export async function barsOf({ kind, strength, bars, index }: Series): Promise<Bars> {
  if (isEdgeKind(kind)) return plantedBars(kind, strength, bars, String(index));
  const rng = createRng(`gate/${kind}/${index}`);
  return growBars(bars, rng.fork('range'), await noEdge(kind, rng.fork('returns')));
}

async function noEdge(kind: NoEdgeKind, rng: ReturnType<typeof createRng>) {
  if (kind === 'random-walk') return randomWalk(rng);
  if (kind === 'garch') return garch(rng);
  const { bars } = await readSample('sp500', new AbortController().signal);
  return bootstrap(rng, bars.close);
}
