/** A text that wants to stand at a point of a plot. All lengths are pixels of the plot the layout is made for. */
export interface LabelRequest {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Where it may stand, best first: the offset of the box's left upper corner from the point, in widths and heights of the box. */
  readonly places: readonly Place[];
}

export interface Place {
  readonly dx: number;
  readonly dy: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Advance of a letter and height of a line of the small print on charts, pixels: rather too large than too small. */
const LETTER_WIDTH = 6;
const LINE_HEIGHT = 11;

/**
 * Finds room for labels, the first ones first: each stands at the first of its places that lies inside the plot and on
 * nothing that stands already. One without room is left out; what it names keeps its tooltip.
 * @param taken Boxes no label may stand on.
 * @returns One box a request, undefined where there was no room.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  plot: { readonly width: number; readonly height: number },
  taken: readonly Box[] = [],
): readonly (Box | undefined)[] {
  const standing: Box[] = [...taken];
  return requests.map(({ text, x, y, places }) => {
    const [width, height] = [text.length * LETTER_WIDTH, LINE_HEIGHT];
    for (const { dx, dy } of places) {
      const box = { left: x + dx * width, top: y + dy * height, width, height };
      const isInside =
        box.left >= 0 && box.top >= 0 && box.left + width <= plot.width && box.top + height <= plot.height;
      if (!isInside || standing.some((other) => overlap(box, other))) continue;
      standing.push(box);
      return box;
    }
    return undefined;
  });
}

/** Whether two boxes share more than an edge. */
export const overlap = (a: Box, b: Box): boolean =>
  a.left < b.left + b.width &&
  b.left < a.left + a.width &&
  a.top < b.top + b.height &&
  b.top < a.top + a.height;
