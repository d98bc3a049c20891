import { AppError } from '../kernel/errors.ts';
import type { ModelDecision } from './application.ts';
import type { Dependencies } from './dependencies.ts';
import type { ModelRow, ModelStage, Models } from './ports/models.ts';

type Deps = Pick<Dependencies, 'store' | 'clock'>;

/**
 * Makes a challenger the champion of its symbol and timeframe; the champion so far is retired.
 * @throws AppError `not_found`; `conflict` for a model that no release has made a challenger.
 */
export function promoteModel(deps: Deps, id: string, command: ModelDecision): Promise<ModelRow> {
  return change(deps, id, command, async ({ model, peers, move }) => {
    if (model.stage !== 'challenger') throw notPromotable(model);
    const champion = peers.find((peer) => peer.stage === 'champion');
    // First down, then up: there is never a second champion, not even inside the transaction.
    if (champion) await move(champion, 'retired', `replaced by ${id}`);
    await move(model, 'champion', command.reason);
  });
}

/** Takes a model out of use. @throws AppError `not_found`; `conflict` for one that is retired already. */
export function retireModel(deps: Deps, id: string, command: ModelDecision): Promise<ModelRow> {
  return change(deps, id, command, async ({ model, move }) => {
    if (model.stage === 'retired') throw new AppError('conflict', `The model ${id} is retired already.`);
    await move(model, 'retired', command.reason);
  });
}

/**
 * Takes a champion back: it is retired, and the one before it is champion again.
 * @throws AppError `not_found`; `conflict` when the model is no champion, or was the first one.
 */
export function rollbackModel(deps: Deps, id: string, command: ModelDecision): Promise<ModelRow> {
  return change(deps, id, command, async ({ model, peers, models, move }) => {
    if (model.stage !== 'champion') {
      throw new AppError('conflict', `Only a champion can be rolled back; ${id} is a ${model.stage}.`);
    }
    const before = await championBefore(models, model, peers);
    if (!before) throw new AppError('conflict', `There was no champion before ${id}; retire it instead.`);
    await move(model, 'retired', command.reason);
    await move(before, 'champion', `rolled back from ${id}: ${command.reason}`);
  });
}

interface Change {
  readonly model: ModelRow;
  /** All models of its symbol and timeframe, locked. */
  readonly peers: readonly ModelRow[];
  readonly models: Models;
  move(model: ModelRow, to: ModelStage, reason: string): Promise<void>;
}

/** Runs a change while the models of one symbol and timeframe are held; returns the model as it then stands. */
function change(
  { store, clock }: Deps,
  id: string,
  { actor }: ModelDecision,
  work: (change: Change) => Promise<void>,
): Promise<ModelRow> {
  const at = new Date(clock.nowMs());
  return store.transaction(async ({ models }) => {
    const found = await models.get(id);
    const peers = found ? await models.lockPeers(found) : [];
    const model = peers.find((peer) => peer.id === id);
    if (!model) throw new AppError('not_found', `There is no model ${id}. GET /v1/models lists them.`);
    await work({
      model,
      peers,
      models,
      move: (row, to, reason) =>
        models.change({ modelId: row.id, from: row.stage, to, by: actor.name, reason, at }),
    });
    return (await models.get(id)) ?? model;
  });
}

/** The retired model that gave way to this one, by the history of both. */
async function championBefore(
  models: Models,
  model: ModelRow,
  peers: readonly ModelRow[],
): Promise<ModelRow | null> {
  for (const peer of peers) {
    if (peer.stage !== 'retired') continue;
    const changes = await models.changesOf(peer.id);
    const last = changes.at(-1);
    if (last?.from === 'champion' && last.reason === `replaced by ${model.id}`) return peer;
  }
  return null;
}

const notPromotable = ({ id, stage, workflowId }: ModelRow): AppError =>
  new AppError(
    'conflict',
    stage === 'candidate'
      ? `The model ${id} is a candidate: the release of its workflow ${workflowId} has to be approved first.`
      : `Only a challenger can be promoted; ${id} is a ${stage}.`,
  );
