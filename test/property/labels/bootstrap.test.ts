import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sequentialBootstrap } from '../../../src/domain/labels/sequential-bootstrap.ts';
import { createRng } from '../../../src/kernel/rng.ts';

/** Labels that begin a random while after one another and last a random while. */
const labelled = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 15 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((steps) => {
    let bar = 0;
    const spans = steps.map(([gap, length]) => {
      bar += gap;
      return [bar, bar + length] as const;
    });
    return {
      spans,
      rows: Int32Array.from(spans.keys()),
      labels: {
        entryIndex: Int32Array.from(spans, ([entry]) => entry),
        // One entry a bar, as labels have; the longest end decides how many bars there are.
        endIndex: Int32Array.from({ length: bar + 20 }, (_, i) => spans[i]?.[1] ?? -1),
      },
    };
  });

/** The definition, everything anew for each draw: Lopez de Prado 2018, section 4.5.2. */
function byDefinition(spans: readonly (readonly [number, number])[], draws: number, seed: string): number[] {
  const rng = createRng(seed);
  const drawn: number[] = [];
  for (let k = 0; k < draws; k++) {
    const uniqueness = spans.map(([entry, end]) => {
      let sum = 0;
      for (let t = entry; t <= end; t++) {
        sum += 1 / (1 + drawn.filter((row) => spans[row][0] <= t && t <= spans[row][1]).length);
      }
      return sum / (end - entry + 1);
    });
    let left = rng.uniform() * uniqueness.reduce((sum, value) => sum + value, 0);
    const pick = uniqueness.findIndex((value) => {
      left -= value;
      return left < 0;
    });
    drawn.push(pick < 0 ? spans.length - 1 : pick);
  }
  return drawn;
}

it('the sequential bootstrap draws what its definition draws, whatever overlaps', () => {
  fc.assert(
    fc.property(labelled, fc.nat(), ({ spans, rows, labels }, seed) => {
      const draws = 2 * rows.length;
      const drawn = sequentialBootstrap({ labels, rows, draws }, createRng(`bootstrap ${seed}`));
      expect([...drawn]).toEqual(byDefinition(spans, draws, `bootstrap ${seed}`));
    }),
  );
});
