import fc from 'fast-check';
import { expect, it } from 'vitest';
import { niceTicks } from '../../../src/report/charts/scale.ts';
import { escapeHtml, html } from '../../../src/report/html.ts';

it('no text can leave the element or the attribute it is put into', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { markup } = html`<p title="${text}">${text}</p>`;
      const inside = markup.slice('<p title="'.length, -'</p>'.length);
      const [attribute, ...rest] = inside.split('">');
      expect(rest).toHaveLength(1);
      for (const part of [attribute, rest[0]]) expect(part).not.toMatch(/[<>"']/);
    }),
  );
});

it('escaping loses nothing but control characters', () => {
  const NAMED: Record<string, string> = {
    '&amp;': '&',
    '&lt;': '<',
    '&gt;': '>',
    '&quot;': '"',
    '&#39;': "'",
  };
  fc.assert(
    fc.property(fc.string(), (text) => {
      const back = escapeHtml(text).replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => NAMED[entity]);
      expect(back).toBe(text.replace(/[^\P{Cc}\t\n\r]/gu, ''));
    }),
  );
});

it('ticks ascend inside their range, and there are neither none nor too many', () => {
  const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      bound,
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.integer({ min: 2, max: 10 }),
      (min, span, count) => {
        const max = min + span;
        const ticks = niceTicks(min, max, count);
        expect(ticks.length).toBeLessThanOrEqual(count * 2 + 1);
        for (let i = 0; i < ticks.length; i++) {
          expect(ticks[i]).toBeGreaterThanOrEqual(min - span * 1e-6);
          expect(ticks[i]).toBeLessThanOrEqual(max + span * 1e-6);
          if (i > 0) expect(ticks[i]).toBeGreaterThan(ticks[i - 1]);
        }
      },
    ),
  );
});
