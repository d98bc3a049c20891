import type { FeatureColumns } from '../domain/features/compute.ts';
import { entryLagTest, isSuspect } from '../domain/features/entry-lag.ts';
import { type AuditFinding, auditReplay } from '../domain/features/replay-audit.ts';
import type { Bars } from '../domain/market/bars.ts';
import { AppError } from '../kernel/errors.ts';

/** Columns that have passed the replay audit. */
export interface AuditedColumns {
  readonly columns: FeatureColumns;
  /** Columns too good at their own bar, with how far from chance they are, in standard errors. */
  readonly suspects: readonly { readonly name: string; readonly deviations: number }[];
}

/**
 * Computes columns and audits them: replayed on prefixes of the bars they may not change, which is proof of look-ahead; and
 * the entry-lag test names those that win too often at their own bar, which is a sign of it.
 * @param cuts Bars at which the prefixes end. One at random catches a leak of k bars only near it, so take several.
 * @throws AppError `agent_failed` when a column changes on replay.
 */
export function auditedColumns(
  compute: (bars: Bars) => FeatureColumns,
  bars: Bars,
  cuts: readonly number[],
): AuditedColumns {
  const columns = compute(bars);
  requireNoFindings(auditReplay(compute, bars, cuts, columns));
  const suspects = Object.keys(columns).flatMap((name) => {
    const entryLag = entryLagTest(columns[name], bars.close);
    return isSuspect(entryLag) ? [{ name, deviations: entryLag[0].deviations }] : [];
  });
  return { columns, suspects };
}

/** @throws AppError `agent_failed` naming every feature that changed on replay, and how the first one did. */
function requireNoFindings(findings: readonly AuditFinding[]): void {
  const [first] = findings;
  if (first === undefined) return;
  const features = [...new Set(findings.map((finding) => finding.feature))];
  throw new AppError(
    'agent_failed',
    `${features.join(', ')} changed on replay: at bar ${first.firstIndex}, ${first.feature} was ${first.knownThen} with the bars up to ${first.cut} and ${first.knownLater} with all of them. A feature must not look ahead.`,
    { details: { features, findings: findings.slice(0, 20) } },
  );
}
