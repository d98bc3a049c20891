import { computeColumns } from '../src/domain/features/compute.ts';
import { TEMPLATES } from '../src/domain/features/registry.ts';
import { type FeatureTemplate, instantiate } from '../src/domain/features/template.ts';
import { market } from './support/market.ts';
import { bestOf } from './support/measure.ts';
import type { BenchReport } from './support/report.ts';

const BARS = 100_000;
const SHORT = 10;
const LONG = 1_000;
/** O(n) for any window; a long one may cost the cache it no longer fits into, and a tree its depth. */
const MOST_RATIO = 4;

/** Every template of the registry with a short and with a long window: time must not grow with it. */
export async function bench(): Promise<BenchReport> {
  const bars = market(BARS);
  const measured = TEMPLATES.filter(hasWindow).map((template) => {
    const [short, long] = [SHORT, LONG].map((length) => {
      const { name } = instantiate(template, scaledTo(template, length));
      return { name, ms: bestOf(() => computeColumns([name], bars), { warmUps: 3, runs: 8 }) };
    });
    return { short, long, ratio: long.ms / short.ms };
  });
  const worst = measured.reduce((most, each) => (each.ratio > most.ratio ? each : most));
  return {
    name: 'windows',
    rows: measured.map(({ short, long, ratio }) => ({
      column: short.name,
      'cpu ms': short.ms.toFixed(1),
      'longer windows': long.name,
      'cpu ms there': long.ms.toFixed(1),
      ratio: ratio.toFixed(2),
    })),
    verdicts: [
      {
        what: `a window of ${LONG} at most ${MOST_RATIO} times the cost of one of ${SHORT}: worst ${worst.ratio.toFixed(2)} (${worst.long.name})`,
        isMet: worst.ratio <= MOST_RATIO,
      },
    ],
    notes: [
      `${BARS} bars; several windows of one column keep their proportions, the longest has ${LONG} bars.`,
    ],
  };
}

const wholeNames = ({ parameters }: FeatureTemplate): string[] =>
  Object.keys(parameters).filter((name) => parameters[name].isWhole);

const hasWindow = (template: FeatureTemplate): boolean =>
  wholeNames(template).some((name) => template.parameters[name].max >= LONG);

/** The defaults, whole numbers scaled so that the largest is `longest`, as far as their ranges allow. */
function scaledTo(template: FeatureTemplate, longest: number): Record<string, number> {
  const { parameters } = template;
  const largest = Math.max(...wholeNames(template).map((name) => parameters[name].default));
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { isWhole, default: usual, min, max }]) => {
      if (!isWhole) return [name, usual];
      return [name, Math.max(min, Math.min(max, Math.round((usual / largest) * longest)))];
    }),
  );
}
