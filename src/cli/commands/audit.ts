import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { FeatureAudit } from '../../domain/features/audit-report.ts';
import { AppError } from '../../kernel/errors.ts';
import { addCommand, type Cli } from '../cli.ts';
import { EXIT } from '../exit-codes.ts';
import { table } from '../table.ts';

interface AuditOptions {
  readonly data: string;
  readonly features?: string;
  readonly cuts: string;
}

const MOST_CUTS = 1_000;

/** `bullwright audit features`: whether the features looked ahead on a file of bars. */
export function addAuditCommands(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('audits of what the agents rely on');
  addCommand<AuditOptions>(
    audit,
    cli,
    {
      usage: 'features',
      summary: 'replay features on a file of bars and look for look-ahead; exit code 1 when one is found',
      details:
        'Each feature is computed on the whole file and again on its beginnings; no value may differ. Then each is traded at its own bar and some bars later: a feature that is far from a coin at its own bar knows too much. Files in any format the data engineer reads.',
      options: [
        new Option('--data <file>', 'file of bars').makeOptionMandatory(),
        new Option(
          '--features <names>',
          'names with commas between, such as rsi_14,h4_adx_14; else the default matrix',
        ),
        new Option('--cuts <count>', 'beginnings to replay').default('20'),
      ],
    },
    async ({ output, signal }, _, options) => {
      const { auditFeatures, spreadCuts } = await import('../../domain/features/audit-report.ts');
      const { FEATURES } = await import('../../domain/features/registry.ts');
      const { readFile } = await import('../../data-sources/file.ts');
      const cuts = parseCuts(options.cuts);
      const names = options.features?.split(',').map((name) => name.trim()) ?? FEATURES.map((f) => f.name);
      const { bars } = await readFile(resolve(options.data), options.data, { signal });
      const found = auditFeatures(names, bars, spreadCuts(bars.close.length, cuts));
      output.result(found, () => auditText(found));
      return found.failed.length === 0 ? EXIT.ok : EXIT.failure;
    },
  );
}

function parseCuts(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1 && count <= MOST_CUTS) return count;
  throw new AppError(
    'usage_invalid',
    `--cuts is "${text}"; it must be a whole number from 1 to ${MOST_CUTS}`,
  );
}

function auditText({ bars, cuts, features, failed }: FeatureAudit): string {
  const rows = features.map(({ name, coverage, revisions, entryLag, isSuspect }) => [
    name,
    `${(100 * coverage).toFixed(1)} %`,
    String(revisions.length),
    ...entryLag.map(({ hitRate }) => (Number.isNaN(hitRate) ? '-' : `${(100 * hitRate).toFixed(1)} %`)),
    revisions.length > 0 ? 'looks ahead' : isSuspect ? 'suspect' : 'ok',
  ]);
  const lags = features[0]?.entryLag ?? [];
  const verdict =
    failed.length === 0
      ? `No feature looked ahead: ${features.length} features, ${bars} bars, replayed on ${cuts.length} beginnings.`
      : `${failed.length} of ${features.length} features failed: ${failed.join(', ')}`;
  return `${table(
    [
      { heading: 'feature' },
      { heading: 'bars', isNumeric: true },
      { heading: 'revised', isNumeric: true },
      ...lags.map(({ lagBars }) => ({ heading: `hits +${lagBars}`, isNumeric: true })),
      { heading: 'verdict' },
    ],
    rows,
  )}\n\n${verdict}`;
}
