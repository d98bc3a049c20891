import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowToColumns, columnsToArrow } from '../../../src/artifacts/arrow.ts';
import { createArtifacts } from '../../../src/artifacts/artifacts.ts';
import type { ArtifactRef } from '../../../src/orchestration/artifact-ref.ts';
import { createMemoryStore } from '../../support/memory-store.ts';

const columns = {
  time: Float64Array.from([1, 2, 3]),
  close: Float64Array.from([1.5, Number.NaN, -0]),
};

describe('columns as Arrow', () => {
  it('come back bit for bit, in their order', () => {
    const back = arrowToColumns(columnsToArrow(columns));
    expect(Object.keys(back)).toEqual(['time', 'close']);
    expect([...back.close].map((x) => [Object.is(x, -0), x])).toEqual([
      [false, 1.5],
      [false, Number.NaN],
      [true, -0],
    ]);
  });

  it('give equal bytes for equal columns, whatever bits their NaN had', () => {
    const odd = new Float64Array(new BigUint64Array([0x7ff8000000000123n]).buffer);
    const plain = Float64Array.from([Number.NaN]);
    expect(columnsToArrow({ x: odd })).toEqual(columnsToArrow({ x: plain }));
  });

  it('are a file any Arrow reader opens, without nulls', () => {
    const table = tableFromIPC(columnsToArrow(columns));
    expect(table.numRows).toBe(3);
    expect(table.schema.fields.map((field) => [field.name, String(field.type), field.nullable])).toEqual([
      ['time', 'Float64', false],
      ['close', 'Float64', false],
    ]);
  });

  it('can be a table of no rows', () => {
    expect(arrowToColumns(columnsToArrow({ x: new Float64Array() })).x).toHaveLength(0);
  });

  it('do not depend on the memory around a view', () => {
    const wide = Float64Array.from([9, 1, 2, 9]);
    expect(columnsToArrow({ x: wide.subarray(1, 3) })).toEqual(columnsToArrow({ x: Float64Array.of(1, 2) }));
  });

  it('must have one length', () => {
    expect(() => columnsToArrow({ a: new Float64Array(2), b: new Float64Array(3) })).toThrow('b has 3');
    expect(() => columnsToArrow({})).toThrow('at least one column');
  });

  it('are not read out of other bytes', () => {
    expect(() => arrowToColumns(new TextEncoder().encode('{"a":1}'))).toThrow(
      expect.objectContaining({ code: 'artifact_corrupt' }),
    );
  });
});

describe('artifacts', () => {
  it('carry kind, media type, size and rows in their reference, and are announced', async () => {
    const announced: ArtifactRef[] = [];
    const artifacts = createArtifacts({ store: createMemoryStore(), onStored: (ref) => announced.push(ref) });
    const bars = await artifacts.putColumns('bars', columns);
    const report = await artifacts.putJson('quality_report', { b: 1, a: [true] });
    const model = await artifacts.putText('model', 'tree\n', 'text/plain');
    expect(bars).toMatchObject({ kind: 'bars', rows: 3, mediaType: 'application/vnd.apache.arrow.file' });
    expect(report.bytes).toBe('{"a":[true],"b":1}'.length);
    expect(await artifacts.getJson(report)).toEqual({ a: [true], b: 1 });
    expect(await artifacts.getText(model)).toBe('tree\n');
    expect(announced).toEqual([bars, report, model]);
  });

  it('refuse a sealed segment, also under another name', async () => {
    const artifacts = createArtifacts({ store: createMemoryStore() });
    const sealed = await artifacts.putColumns('sealed_bars', columns);
    const disguised = { ...sealed, kind: 'bars' as const };
    for (const ref of [sealed, disguised]) {
      await expect(artifacts.getColumns(ref)).rejects.toMatchObject({ code: 'sealed_segment' });
      await expect(artifacts.getText(ref)).rejects.toMatchObject({ code: 'sealed_segment' });
    }
  });

  it('say that an artifact is not what its reference promises', async () => {
    const artifacts = createArtifacts({ store: createMemoryStore() });
    const model = await artifacts.putText('model', 'not json', 'text/plain');
    await expect(artifacts.getJson(model)).rejects.toMatchObject({ code: 'artifact_corrupt' });
    await expect(artifacts.getColumns(model)).rejects.toMatchObject({ code: 'artifact_corrupt' });
  });
});
