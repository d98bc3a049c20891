import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from '../../../src/http/range.ts';

describe('parseRange', () => {
  it('gives what slicing by the header would give, or refuses', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.option(fc.nat(60), { nil: undefined }),
        fc.option(fc.nat(60), { nil: undefined }),
        (size, from, to) => {
          const bytes = Array.from({ length: size }, (_, i) => i);
          const wanted =
            from === undefined
              ? bytes.slice(to === undefined || to === 0 ? size : -to)
              : bytes.slice(from, to === undefined ? undefined : to + 1);
          const header = `bytes=${from ?? ''}-${to ?? ''}`;
          const isMalformed =
            (from === undefined && to === undefined) || (from !== undefined && to !== undefined && to < from);
          if (isMalformed) expect(parseRange(header, size)).toBeNull();
          else if (wanted.length === 0)
            expect(() => parseRange(header, size)).toThrow('a range must begin below');
          else expect(parseRange(header, size)).toEqual({ start: wanted[0], end: wanted.at(-1) });
        },
      ),
    );
  });

  it('leaves the whole to callers who ask for none, several, or another unit', () => {
    for (const header of [undefined, '', 'bytes=0-1,4-5', 'lines=0-1', 'bytes=a-b']) {
      expect(parseRange(header, 10)).toBeNull();
    }
  });
});
