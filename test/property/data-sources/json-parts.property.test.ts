import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Content } from '../../../src/data-sources/bytes/content.ts';
import { jsonParts } from '../../../src/data-sources/formats/json-parts.ts';

/** Text as the bytes of a file, in chunks of some bytes. */
const contentOf = (text: string, chunkBytes: number): Content => {
  const bytes = Buffer.from(text);
  return {
    ...{ origin: 'file.json', names: [], head: bytes },
    chunks: async function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
  };
};

/** What the parts of a text say, put together again. */
async function together(text: string, chunkBytes: number): Promise<unknown> {
  const members = new Map<string, unknown>();
  let rows: unknown[] | null = null;
  for await (const parts of jsonParts(contentOf(text, chunkBytes), new AbortController().signal)) {
    for (const part of parts) {
      if (part.kind === 'members')
        for (const [key, value] of Object.entries(part.members)) members.set(key, value);
      else if (part.kind === 'elements')
        (part.key === null ? rows : (members.get(part.key) as unknown[]))?.push(...part.values);
      else if (part.key === null) rows = [];
      else members.set(part.key, []);
    }
  }
  return rows ?? Object.fromEntries(members);
}

const roots = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
const texts = fc
  .tuple(roots, fc.constantFrom(0, 1))
  .map(([value, indent]) => JSON.stringify(value, null, indent));
const asParsed = (text: string): unknown => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return 'refused';
  }
};

describe('JSON in parts', () => {
  it('says what the whole text says, however it is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(texts, fc.integer({ min: 1, max: 40 }), async (text, chunkBytes) => {
        expect(await together(text, chunkBytes)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a damaged text if and only if the whole is no JSON', async () => {
    const damage = fc.record({
      at: fc.nat(),
      cut: fc.nat(3),
      put: fc.constantFrom('', ',', ']', '}', '[', '{', '"', ':', '1', ' '),
    });
    await fc.assert(
      fc.asyncProperty(
        texts,
        damage,
        fc.integer({ min: 1, max: 40 }),
        async (whole, { at, cut, put }, chunkBytes) => {
          // Its brackets stay where they are: what is no array and no object is not for this reader.
          const from = 1 + (at % (whole.length - 1));
          const text = whole.slice(0, from) + put + whole.slice(from + cut);
          const parts = await together(text, chunkBytes).then(
            (value) => ({ value }),
            (error: unknown) => {
              expect(error).toMatchObject({ code: 'data_unreadable' });
              return 'refused';
            },
          );
          expect(parts).toEqual(asParsed(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
