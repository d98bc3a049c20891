import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HEADER, parseHeader } from '../../../scripts/lightgbm-parameters.ts';
import { LIGHTGBM_PARAMETERS } from '../../../src/domain/model/lightgbm-parameters.ts';
import { allows, describeRange, type LightGbmParameter } from '../../../src/domain/model/parameter-range.ts';
import type { NativeHandle } from '../../../src/native/lightgbm/api.ts';
import { loadLightGbm } from '../../../src/native/lightgbm/library.ts';
import { readNativeText } from '../../../src/native/lightgbm/native-text.ts';
import { paramsText } from '../../../src/native/lightgbm/params.ts';

const library = loadLightGbm();
const parameters: [string, LightGbmParameter][] = Object.entries(LIGHTGBM_PARAMETERS);

/** Whether the library itself takes a value: it reads and checks all parameters when a dataset is made. */
function libraryTakes(name: string, value: number): boolean {
  const out: [NativeHandle | null] = [null];
  const text = `verbosity=-1 ${name}=${value}`;
  const status = library.datasetCreateFromMat(Float64Array.of(1, 2, 3, 4), 1, 4, 1, 1, text, null, out);
  if (out[0] !== null) library.datasetFree(out[0]);
  return status === 0;
}

/** A value on each side of every bound. */
const outsideAndInside = ({ kind, above, from, below, upTo }: LightGbmParameter): [number, number][] => {
  const step = kind === 'int' ? 1 : 1e-6;
  return [
    ...(above === undefined ? [] : [[above, above + step]]),
    ...(from === undefined ? [] : [[from - step, from]]),
    ...(below === undefined ? [] : [[below, below - step]]),
    ...(upTo === undefined ? [] : [[upTo + step, upTo]]),
  ] as [number, number][];
};
const bounded = parameters.flatMap(([name, parameter]) =>
  outsideAndInside(parameter).map(([outside, inside]) => ({ name, parameter, outside, inside })),
);

describe('the table of LightGBM’s parameters', () => {
  it.skipIf(!existsSync(HEADER))('is what the header of its sources says (skipped without them)', () => {
    const header = parseHeader(readFileSync(HEADER, 'utf8'));
    expect(Object.keys(header).length).toBeGreaterThan(130);
    expect(LIGHTGBM_PARAMETERS).toEqual(header);
  });

  it('has the names and aliases the library itself knows', () => {
    const text = readNativeText(library, 'training_failed', (length, out, buffer) =>
      library.dumpParamAliases(length, out, buffer),
    );
    const known = Object.entries(JSON.parse(text) as Record<string, string[]>);
    const sorted = known.map(([name, aliases]) => [name, [...aliases].sort()]);
    expect(new Map(parameters.map(([name, { aliases = [] }]) => [name, [...aliases].sort()]))).toEqual(
      new Map(sorted as [string, string[]][]),
    );
  });

  it('has defaults inside their ranges', () => {
    const wrong = parameters.filter(
      ([, parameter]) =>
        // A row of any length is described, not given.
        !(parameter.default === null || String(parameter.default).includes('...')) &&
        !allows(parameter, parameter.default),
    );
    expect(wrong).toEqual([]);
  });

  it.each(bounded)(
    '$name: $outside is refused here and by the library',
    ({ name, parameter, outside, inside }) => {
      expect(libraryTakes(name, outside)).toBe(false);
      expect(() => paramsText(library, { [name]: outside })).toThrowError(
        expect.objectContaining({
          code: 'parameter_invalid',
          message: expect.stringContaining(`${name} (${outside}): must be ${describeRange(parameter)}`),
        }),
      );
      expect(paramsText(library, { [name]: inside })).toBe(`${name}=${inside}`);
    },
  );
});

describe('values of the wrong kind', () => {
  it.each([
    ['boosting', 'goss', 'one of gbdt, rf, dart'],
    ['num_leaves', 3.5, 'an integer of 32 bits above 1, up to 131072'],
    ['seed', 2 ** 31, 'an integer of 32 bits'],
    ['extra_trees', 1, 'true or false'],
    ['metric', 'auc,telepathy', 'some of'],
    ['monotone_constraints', '1,,0', 'integers with commas between them'],
    ['feature_contri', '0.5,x', 'numbers with commas between them'],
    ['forcedsplits_filename', 3, 'a text'],
  ])('%s = %s', (name, value, range) => {
    expect(() => paramsText(library, { [name]: value })).toThrowError(
      expect.objectContaining({
        code: 'parameter_invalid',
        message: expect.stringContaining(range),
      }),
    );
  });

  it('an alias is answered with the name', () => {
    expect(() => paramsText(library, { eta: 0.1 })).toThrowError(/alias, write "learning_rate"/);
  });

  it('several values', () => {
    expect(
      paramsText(library, {
        metric: 'auc,binary_logloss',
        monotone_constraints: '1,0,-1',
        objective: 'none',
      }),
    ).toBe('metric=auc,binary_logloss monotone_constraints=1,0,-1 objective=none');
  });
});
