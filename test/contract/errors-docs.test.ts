import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { docsAnchor, ERROR_REGISTRY, type ErrorCode } from '../../src/kernel/error-registry.ts';

const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');

interface Section {
  readonly code: string;
  readonly body: string;
}

const sections: Section[] = text
  .split(/^## /m)
  .slice(1)
  .map((section) => {
    const [code = '', ...body] = section.split('\n');
    return { code: code.trim(), body: body.join('\n') };
  });

describe('docs/errors.md', () => {
  it('has one section for each code of the registry, in its order, and no other', () => {
    expect(sections.map((section) => section.code)).toEqual(Object.keys(ERROR_REGISTRY));
  });

  it.each(sections)(
    'tells class, status, title, meaning and remedy of $code as the registry does',
    ({ code, body }) => {
      const definition = ERROR_REGISTRY[code as ErrorCode];
      expect(body).toContain(`- class: \`${definition.class}\``);
      expect(body).toContain(`- status: ${definition.status}\n`);
      expect(body).toContain(`${definition.title}.\n`);
      const paragraphs = body.trim().split(/\n{2,}/);
      expect(paragraphs.at(-1)).toMatch(/^What to do: .{10,}/s);
      expect(paragraphs.at(-2)?.length).toBeGreaterThan(20);
    },
  );

  it('is where the anchors of the registry point', () => {
    for (const { code } of sections) expect(docsAnchor(code as ErrorCode)).toBe(`docs/errors.md#${code}`);
  });
});
