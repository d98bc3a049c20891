import { binomialInterval, type Interval } from './binomial-interval.ts';
import type { Attempt } from './judge-series.ts';
import type { Kept } from './result-folder.ts';
import { isEdgeKind } from './series.ts';

/** Gates that know how much was tried. */
const LEDGER_GATES: ReadonlySet<string> = new Set(['deflated_sharpe', 'spa_p_value', 'pbo']);

/** A count out of a number, with its exact 95 % interval. */
export interface Share extends Interval {
  readonly hits: number;
  readonly n: number;
}

/** Markets of one kind, edge and length. */
export interface Cell {
  readonly kind: string;
  readonly sharpe: number;
  readonly bars: number;
  readonly promoted: Share;
  /** Series that could not be judged; they count as not promoted. */
  readonly failures: number;
  /** Mean Sharpe ratio the planted rule had over these very markets; null without an edge. */
  readonly ruleSharpe: number | null;
  /** Mean Sharpe ratio of the walk-forward of the first attempt, and mean out-of-sample AUC. */
  readonly botSharpe: number | null;
  readonly auc: number | null;
  /** Series that selection by the plain p-value of the best trial would have released. */
  readonly withoutValidation: Share;
  /** Series with an attempt that failed no gate but those which know the ledger. */
  readonly withoutLedger: Share;
  readonly seconds: number;
}

/** What a gate does, over the first attempts of a group of series. */
export interface GateEffect {
  readonly gate: string;
  readonly failed: Share;
  /** Attempts that failed this gate and no other. */
  readonly alone: number;
}

export interface Summary {
  readonly alpha: number;
  readonly cells: readonly Cell[];
  readonly noEdge: Cell | null;
  readonly noEdgeGates: readonly GateEffect[];
  /** By the planted Sharpe ratio, ascending. */
  readonly edgeGates: readonly { readonly sharpe: number; readonly effects: readonly GateEffect[] }[];
  readonly from: string;
  readonly to: string;
  readonly machines: readonly string[];
  readonly code: string;
  /** Median load average. */
  readonly load: number;
}

/** From the results of all series to the error rates. @param kept At least one. */
export function summarise(kept: readonly Kept[], alpha: number): Summary {
  const noEdge = kept.filter(({ series }) => !isEdgeKind(series.kind));
  const edge = kept.filter(({ series }) => isEdgeKind(series.kind));
  const times = kept.map(({ at }) => at).sort();
  const loads = kept.map(({ load }) => load).sort((a, b) => a - b);
  return {
    alpha,
    cells: groups(kept).map((group) => cellOf(group, alpha)),
    noEdge: noEdge.length > 0 ? cellOf(noEdge, alpha) : null,
    noEdgeGates: gateEffects(noEdge),
    edgeGates: [...new Set(edge.map(({ series }) => series.sharpe))]
      .sort((a, b) => a - b)
      .map((sharpe) => ({
        sharpe,
        effects: gateEffects(edge.filter(({ series }) => series.sharpe === sharpe)),
      })),
    from: times[0],
    to: times[times.length - 1],
    machines: [...new Set(kept.map(({ machine }) => machine))].sort(),
    code: kept[0].code,
    load: loads[loads.length >> 1],
  };
}

function groups(kept: readonly Kept[]): Kept[][] {
  const byKey = new Map<string, Kept[]>();
  for (const one of kept) {
    const { kind, sharpe, bars } = one.series;
    const key = `${isEdgeKind(kind) ? 1 : 0} ${kind} ${String(sharpe).padStart(9, '0')} ${String(bars).padStart(9, '0')}`;
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  return [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function cellOf(group: readonly Kept[], alpha: number): Cell {
  const { kind, sharpe, bars } = group[0].series;
  const share = (test: (one: Kept) => boolean): Share => shareOf(group.filter(test).length, group.length);
  return {
    kind,
    sharpe,
    bars,
    promoted: share(({ outcome }) => outcome === 'promoted'),
    failures: group.filter(({ outcome }) => outcome === 'failed').length,
    ruleSharpe: meanOf(group.map((one) => one.ruleSharpe)),
    botSharpe: meanOf(group.map(({ attempts }) => attempts[0]?.sharpe ?? null)),
    auc: meanOf(group.map(({ attempts }) => attempts[0]?.auc ?? null)),
    withoutValidation: share(({ attempts }) =>
      attempts.some(({ selectionPValue }) => selectionPValue !== null && selectionPValue <= alpha),
    ),
    withoutLedger: share(({ attempts }) =>
      attempts.some(({ failed }) => failed.every((gate) => LEDGER_GATES.has(gate))),
    ),
    seconds: meanOf(group.map(({ seconds }) => seconds)) ?? 0,
  };
}

function gateEffects(kept: readonly Kept[]): GateEffect[] {
  const first = kept.flatMap(({ attempts }) => attempts.slice(0, 1));
  const names = [...new Set(first.flatMap(({ figures }) => Object.keys(figures)))];
  const asked = (name: string): Attempt[] => first.filter(({ figures }) => name in figures);
  return names.map((gate) => ({
    gate,
    failed: shareOf(asked(gate).filter(({ failed }) => failed.includes(gate)).length, asked(gate).length),
    alone: first.filter(({ failed }) => failed.length === 1 && failed[0] === gate).length,
  }));
}

export const shareOf = (hits: number, n: number): Share => ({ hits, n, ...binomialInterval(hits, n) });

/** Mean of the figures that are defined; null without one. */
function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
