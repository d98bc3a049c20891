import { chosenFeatures } from '../domain/features/choice.ts';
import { requireFeature } from '../domain/features/compute.ts';
import type { FeatureFamily } from '../domain/features/definition.ts';
import { SUSPECT_DEVIATIONS } from '../domain/features/entry-lag.ts';
import { registryHash } from '../domain/features/registry.ts';
import { type Bars, barCount } from '../domain/market/bars.ts';
import { type VolumeBasis, volumeBasis } from '../domain/market/volume-basis.ts';
import { AppError } from '../kernel/errors.ts';
import type { Rng } from '../kernel/rng.ts';
import type { AgentRole } from '../orchestration/roles.ts';
import type { AgentPatch, DatasetInfo, Note } from '../orchestration/state.ts';
import type { AgentContext, AgentInput } from './agent.ts';
import type { AuditedColumns } from './audited-columns.ts';
import { columnsToBars } from './columns.ts';

/** Who discovers which family. */
const ROLE_OF_FAMILY = {
  smc: 'smc_analyst',
  technical: 'ml_engineer',
  ict: 'smc_analyst',
  wyckoff: 'smc_analyst',
} as const satisfies Record<FeatureFamily, AgentRole>;

/** Prefixes the replay audit recomputes. One at random catches a leak of k bars only near the cut, so take several. */
const AUDIT_CUTS = 4;

/**
 * The `features` task of any family: has its columns computed over the development bars and replayed on a few
 * prefixes, stores them as an artifact and offers them as a candidate set.
 *
 * A family that spec or plan leaves out gives a message and no candidates. Columns that never vary on these bars (volume
 * features of a source without volume, say) are left out and named. A line tells what was found.
 *
 * @throws AppError `agent_failed` when there is no dataset, or a feature changes on replay (it looks ahead);
 *   `data_insufficient` when no column varies; what reading and storing artifacts throws.
 */
export async function discoverFeatures(
  family: FeatureFamily,
  input: AgentInput,
  context: AgentContext,
): Promise<AgentPatch> {
  const role = ROLE_OF_FAMILY[family];
  if (!isWanted(family, input)) {
    return { messages: [{ role, text: `The ${family} features are off in the spec or the plan.` }] };
  }
  const bars = await readDevelopmentBars(input, context);
  const wanted = chosenFeatures(family, input.spec.features).map(({ name }) => name);
  const cuts = drawCuts(barCount(bars), context.rng.fork('replay-audit'));
  context.progress(
    0.2,
    `${family}: computing and replaying ${wanted.length} features over ${barCount(bars)} bars`,
  );
  const { columns, leftOut, suspects, description } = await context.compute.calculate(
    'family',
    { family, names: wanted, bars, cuts },
    context.signal,
  );
  const names = Object.keys(columns);
  if (names.length === 0) {
    throw new AppError(
      'data_insufficient',
      `No ${family} feature takes two different values on ${barCount(bars)} bars; use a longer series`,
      { details: { family, bars: barCount(bars) } },
    );
  }

  context.progress(0.8, `${family}: storing ${names.length} columns`);
  const artifact = await context.artifacts.putColumns('features', columns);
  context.logger.info(
    { family, columns: names.length, leftOut, registry: registryHash() },
    'features stored',
  );
  const summary = [
    `${names.length} ${family} features over ${barCount(bars)} bars (registry ${registryHash().slice(0, 12)});`,
    `replayed on ${cuts.length} prefixes without a change${suspects.length > 0 ? '' : '; none knows more at its own bar than chance'}.`,
    ...volumeText(wanted, bars, input.state.dataset),
    ...(leftOut.length > 0 ? [`Left out, because they never vary here: ${leftOut.join(', ')}.`] : []),
  ].join(' ');
  return {
    candidateFeatures: [{ name: family, role, columns: names, artifact }],
    messages: [summary, ...(description === null ? [] : [description])].map((text) => ({ role, text })),
    ...(suspects.length > 0 && { warnings: [suspicion(role, suspects)] }),
  };
}

const VOLUME_TEXT: Readonly<Record<VolumeBasis, string>> = {
  traded: 'Volume is traded volume.',
  tick: 'Volume counts price changes: a proxy of what is traded.',
  none: 'There is no volume: what needs it is missing.',
};

/** What the volume is that some of the columns read; nothing when none does. */
function volumeText(names: readonly string[], bars: Bars, dataset: DatasetInfo | null): readonly string[] {
  const readsVolume = names.some((name) => requireFeature(name).inputs?.includes('volume'));
  return readsVolume && dataset ? [VOLUME_TEXT[volumeBasis(bars, dataset.instrument.assetClass)]] : [];
}

/** What a person should know before a model is built on such columns. */
function suspicion(role: AgentRole, suspects: AuditedColumns['suspects']): Note {
  const list = suspects.map(({ name, deviations }) => `${name} (${deviations.toFixed(1)})`).join(', ');
  return {
    role,
    code: 'entry_lag_suspect',
    message:
      `Traded at their own bar these features lie more than ${SUSPECT_DEVIATIONS} standard errors from chance: ${list}. They have not changed on replay, so either the edge is real or the bars themselves know the future (shifted stamps, back-filled prices).`.slice(
        0,
        2_000,
      ),
  };
}

/** Whether spec and plan ask for a family. */
export function isWanted(family: FeatureFamily, { spec, state }: AgentInput): boolean {
  return chosenFeatures(family, spec.features).length > 0 && (state.plan.families?.includes(family) ?? true);
}

/** The bars features are computed on. @throws AppError `agent_failed` when there is no dataset yet. */
export async function readDevelopmentBars({ state }: AgentInput, context: AgentContext): Promise<Bars> {
  if (!state.dataset) {
    throw new AppError(
      'agent_failed',
      'There is no dataset yet: the data engineer must run before feature discovery',
    );
  }
  return columnsToBars(await context.artifacts.getColumns(state.dataset.development));
}

/** Distinct cuts, ascending, anywhere in the series but at its last bar (whose prefix is the whole). */
function drawCuts(bars: number, rng: Rng): readonly number[] {
  if (bars < 2) return [];
  const cuts = Array.from({ length: AUDIT_CUTS }, () => rng.integer(bars - 1));
  return [...new Set(cuts)].sort((a, b) => a - b);
}
