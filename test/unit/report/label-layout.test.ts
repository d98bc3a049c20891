import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, overlap, placeLabels } from '../../../src/report/charts/label-layout.ts';

const PLOT = { width: 300, height: 100 };
const PLACES = [
  { dx: -0.5, dy: -1 },
  { dx: 0, dy: 0 },
  { dx: -1, dy: 0 },
];

describe('labels of a chart', () => {
  it('stand inside the plot, on nothing else, wherever they want to stand', () => {
    const request = fc.record({
      text: fc.string({ minLength: 1, maxLength: 9 }),
      x: fc.double({ min: -50, max: 350, noNaN: true }),
      y: fc.double({ min: -50, max: 150, noNaN: true }),
      places: fc.constant(PLACES),
    });
    const taken: Box[] = [{ left: 100, top: 20, width: 9, height: 9 }];
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        const boxes = placeLabels(requests, PLOT, taken);
        expect(boxes).toHaveLength(requests.length);
        const standing = [...taken, ...boxes.flatMap((box) => box ?? [])];
        standing.forEach((box, i) => {
          expect(box.left >= 0 && box.top >= 0).toBe(true);
          expect(box.left + box.width <= 300 && box.top + box.height <= 100).toBe(true);
          expect(standing.slice(i + 1).some((other) => overlap(box, other))).toBe(false);
        });
      }),
    );
  });

  it('take the first free place, and are left out when there is none', () => {
    const request = { text: 'BOS', x: 100, y: 50, places: PLACES };
    const [first, second, third, fourth] = placeLabels([request, request, request, request], PLOT);
    expect(first).toMatchObject({ left: 91, top: 39 });
    expect(second).toMatchObject({ left: 100, top: 50 });
    expect(third).toMatchObject({ left: 82, top: 50 });
    expect(fourth).toBeUndefined();
  });
});
