import { type Bars, barCount } from '../market/bars.ts';
import { computeColumns } from './compute.ts';
import { type EntryLagResult, entryLagTest, isSuspect } from './entry-lag.ts';
import { type AuditFinding, auditPrefixInvariance } from './replay-audit.ts';

/** What the audit of a set of features over one series found. */
export interface FeatureAudit {
  readonly bars: number;
  readonly cuts: readonly number[];
  readonly features: readonly AuditedFeature[];
  /** Features that changed on replay or are suspect; none: the audit is passed. */
  readonly failed: readonly string[];
}

export interface AuditedFeature {
  readonly name: string;
  /** Share of the bars with a value. */
  readonly coverage: number;
  /** Changes on replay, one a cut. A feature with any has looked ahead. */
  readonly revisions: readonly AuditFinding[];
  readonly entryLag: readonly EntryLagResult[];
  /** Too good at its own bar to be honest. */
  readonly isSuspect: boolean;
}

/**
 * Audits features for look-ahead in two ways: replay on prefixes (a proof for these bars and cuts), and the entry-lag test
 * (a symptom, which also shows a leak in the bars themselves).
 * @throws AppError `parameter_invalid` for unknown names, unusable bars or cuts outside them.
 */
export function auditFeatures(names: readonly string[], bars: Bars, cuts: readonly number[]): FeatureAudit {
  const columns = computeColumns(names, bars);
  const findings = auditPrefixInvariance(names, bars, cuts);
  const features = names.map((name) => {
    const column = columns[name];
    const entryLag = entryLagTest(column, bars.close);
    return {
      name,
      coverage: column.length > 0 ? column.filter((value) => !Number.isNaN(value)).length / column.length : 0,
      revisions: findings.filter((finding) => finding.feature === name),
      entryLag,
      isSuspect: isSuspect(entryLag),
    };
  });
  return {
    bars: barCount(bars),
    cuts,
    features,
    failed: features
      .filter((feature) => feature.revisions.length > 0 || feature.isSuspect)
      .map(({ name }) => name),
  };
}

/** Prefixes spread over the series: the middles of `count` equal parts, so that every stretch is replayed once. */
export function spreadCuts(bars: number, count: number): readonly number[] {
  const cuts = Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * bars) / count));
  return [...new Set(cuts)].filter((cut) => cut < bars - 1);
}
