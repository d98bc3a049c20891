import type { Point, Space } from '../../src/domain/ml/tuning/space.ts';

/** A public test function of optimisation as something to maximise (its negative), over its usual region. */
export interface TestFunction {
  readonly name: string;
  readonly space: Space;
  readonly score: (point: Point) => number;
  /** Largest score, at the known optimum. */
  readonly best: number;
}

const real = (name: string, low: number, high: number): Space[number] => ({
  name,
  kind: 'real',
  bounds: [low, high],
  scale: 'linear',
});
const square = (low: number, high: number): Space => [real('x', low, high), real('y', low, high)];
const xy = (point: Point): [number, number] => [Number(point.x), Number(point.y)];

const HARTMANN_A = [1, 1.2, 3, 3.2];
const HARTMANN_B = [
  [3, 10, 30],
  [0.1, 10, 35],
  [3, 10, 30],
  [0.1, 10, 35],
];
const HARTMANN_P = [
  [0.3689, 0.117, 0.2673],
  [0.4699, 0.4387, 0.747],
  [0.1091, 0.8732, 0.5547],
  [0.0381, 0.5743, 0.8828],
];

/** Branin, Rosenbrock, Ackley, Rastrigin, Hartmann 3 as in Surjanovic & Bingham's virtual library. */
export const TEST_FUNCTIONS: readonly TestFunction[] = [
  {
    name: 'Branin',
    space: [real('x', -5, 10), real('y', 0, 15)],
    best: -0.397887,
    score: (point) => {
      const [x, y] = xy(point);
      const bowl = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
      return -(bowl ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10);
    },
  },
  {
    name: 'Rosenbrock',
    space: square(-2.048, 2.048),
    best: 0,
    score: (point) => {
      const [x, y] = xy(point);
      return -(100 * (y - x * x) ** 2 + (1 - x) ** 2);
    },
  },
  {
    name: 'Ackley',
    space: square(-32.768, 32.768),
    best: 0,
    score: (point) => {
      const [x, y] = xy(point);
      const slope = -20 * Math.exp(-0.2 * Math.sqrt((x * x + y * y) / 2));
      const waves = Math.exp((Math.cos(2 * Math.PI * x) + Math.cos(2 * Math.PI * y)) / 2);
      return -(slope - waves + 20 + Math.E);
    },
  },
  {
    name: 'Rastrigin',
    space: square(-5.12, 5.12),
    best: 0,
    score: (point) => -xy(point).reduce((sum, v) => sum + v * v - 10 * Math.cos(2 * Math.PI * v) + 10, 0),
  },
  {
    name: 'Hartmann 3',
    space: [real('a', 0, 1), real('b', 0, 1), real('c', 0, 1)],
    best: 3.86278,
    score: (point) => {
      const at = [Number(point.a), Number(point.b), Number(point.c)];
      return HARTMANN_A.reduce((sum, weight, i) => {
        const distance = at.reduce(
          (total, v, j) => total + HARTMANN_B[i][j] * (v - HARTMANN_P[i][j]) ** 2,
          0,
        );
        return sum + weight * Math.exp(-distance);
      }, 0);
    },
  },
];
