import type { Migration } from 'kysely';
import { up as workflows } from './0001-workflows.ts';
import { up as humanGate } from './0002-human-gate.ts';
import { up as schedules } from './0003-schedules.ts';
import { up as events } from './0004-events.ts';
import { up as artifacts } from './0005-artifacts.ts';
import { up as trials } from './0006-trials.ts';
import { up as access } from './0007-access.ts';
import { up as datasets } from './0008-datasets.ts';
import { up as foldResults } from './0009-fold-results.ts';
import { up as models } from './0010-models.ts';
import { up as fitMemo } from './0014-fit-memo.ts';
import { up as verdicts } from './0019-verdicts.ts';
import { up as sealedResults } from './0020-sealed-results.ts';
import { up as retention } from './0021-retention.ts';

/**
 * Every migration, in order. Forward only: a released one is never edited, a change is a new one.
 * An explicit list, so that it is the same from TypeScript sources, from `dist` and from an installed package.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-workflows': { up: workflows },
  '0002-human-gate': { up: humanGate },
  '0003-schedules': { up: schedules },
  '0004-events': { up: events },
  '0005-artifacts': { up: artifacts },
  '0006-trials': { up: trials },
  '0007-access': { up: access },
  '0008-datasets': { up: datasets },
  '0009-fold-results': { up: foldResults },
  '0010-models': { up: models },
  '0014-fit-memo': { up: fitMemo },
  '0019-verdicts': { up: verdicts },
  '0020-sealed-results': { up: sealedResults },
  '0021-retention': { up: retention },
};
