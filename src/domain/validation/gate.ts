export type Comparison = '>=' | '<=' | '>' | '<';

/** A figure held against its bar. */
export interface Gate {
  readonly name: string;
  /** Null: undefined, which fails. */
  readonly figure: number | null;
  readonly comparison: Comparison;
  readonly bar: number;
  readonly passed: boolean;
  /** Which formula and convention, and where it comes from. */
  readonly convention: string;
}

/** Holds a figure against its bar. A figure that is undefined, or not a finite number, fails closed as null. */
export function gate(spec: Omit<Gate, 'passed'>): Gate {
  const figure = spec.figure !== null && Number.isFinite(spec.figure) ? spec.figure : null;
  return { ...spec, figure, passed: figure !== null && holds(figure, spec.comparison, spec.bar) };
}

/** Why a gate failed, for people: `deflated Sharpe ratio 0.41 is below 0.95`. */
export function explainFailure({ figure, comparison, bar }: Gate, label: string): string {
  if (figure === null) return `${label} is undefined (it must be ${comparison} ${readable(bar)})`;
  return `${label} ${readable(figure)} is ${FAILED[comparison]} ${readable(bar)}`;
}

const FAILED: Record<Comparison, string> = {
  '>=': 'below',
  '<=': 'above',
  '>': 'not above',
  '<': 'not below',
};

function holds(figure: number, comparison: Comparison, bar: number): boolean {
  switch (comparison) {
    case '>=':
      return figure >= bar;
    case '<=':
      return figure <= bar;
    case '>':
      return figure > bar;
    case '<':
      return figure < bar;
  }
}

/** Whole numbers as they are, else three significant digits; what is next to nothing is called so. */
function readable(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) < 0.001) return value > 0 ? 'of less than 0.001' : 'of hardly below 0';
  return String(Number(value.toPrecision(3)));
}
