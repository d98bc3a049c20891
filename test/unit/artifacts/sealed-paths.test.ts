import { describe, expect, it } from 'vitest';
import { marketDataOfRole } from '../../../src/application/market-data-of-role.ts';
import { createArtifacts } from '../../../src/artifacts/artifacts.ts';
import { ARTIFACT_KINDS, isSealedKind } from '../../../src/orchestration/artifact-ref.ts';
import { AGENT_ROLES } from '../../../src/orchestration/roles.ts';
import { marketDataOf } from '../../support/agent-context.ts';
import { barsOf } from '../../support/bars.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const columns = { timeMs: Float64Array.of(1, 2), close: Float64Array.of(3, 4) };
const sealedKinds = ARTIFACT_KINDS.filter(isSealedKind);

describe('the sealed test segment', () => {
  it('is what these kinds hold', () => {
    expect(sealedKinds).toEqual(['sealed_bars', 'sealed_raw_bars', 'sealed_repair_log', 'sealed_dataset']);
  });

  it.each(sealedKinds)(
    'is refused as an artifact of the kind %s, also under every other name',
    async (kind) => {
      const artifacts = createArtifacts({ store: createMemoryStore() });
      const ref = await artifacts.putColumns(kind, columns);
      for (const name of ARTIFACT_KINDS) {
        const disguised = { ...ref, kind: name };
        for (const read of [artifacts.getColumns, artifacts.getText, artifacts.getJson]) {
          await expect(read(disguised)).rejects.toMatchObject({ code: 'sealed_segment' });
        }
      }
    },
  );

  it('is not read from its source by anybody but the data engineer', async () => {
    const source = { kind: 'sample', name: 'sp500' } as const;
    const { signal } = new AbortController();
    const marketData = marketDataOf({ bars: barsOf([[1, 1, 1, 1]]), origin: 'test' });
    for (const role of AGENT_ROLES) {
      const read = marketDataOfRole(role, marketData).read(source, signal);
      if (role === 'data_engineer') expect((await read).origin).toBe('test');
      else await expect(read).rejects.toMatchObject({ code: 'sealed_segment', details: { role } });
    }
  });
});
