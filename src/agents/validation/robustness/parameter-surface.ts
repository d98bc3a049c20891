import { positionOf, type Space, valueAt } from '../../../domain/ml/tuning/space.ts';
import type { Rng } from '../../../kernel/rng.ts';
import type { WorkflowSpec } from '../../../orchestration/spec/spec.ts';
import type { AgentContext } from '../../agent.ts';
import { labelledBars } from '../../label-in-threads.ts';
import { fitOnce } from '../../training/fit-once.ts';
import type { Study } from '../study.ts';
import { stitch, tradeWindow, type WindowRun } from '../walk-forward-run.ts';
import { sharpeOf } from './stressed-trades.ts';

/** Each barrier and the time limit are made this much smaller and larger, one at a time. */
const SCALES = [0.8, 1.25] as const;
/** The threshold is moved by so much, one at a time. */
const CONFIDENCE_STEPS = [-0.01, 0.01] as const;
/** Neighbours of the chosen model parameters that every window is trained with. */
const MODEL_NEIGHBOURS = 3;
/** How far a neighbour may lie, as a share of each parameter's range. */
const NEIGHBOURHOOD = 0.2;

/** A setting beside the chosen one, and the per-bar Sharpe ratio it would have earned. */
export interface Neighbour {
  readonly setting: string;
  readonly sharpe: number | null;
}

/**
 * The surface around the chosen settings: eight neighbours of the trading rules with the same probabilities, and three of
 * the model's parameters, trained anew in every window. A peak that falls off on all sides was found by luck.
 * @throws what the training throws.
 */
export async function parameterSurface(
  study: Study,
  runs: readonly WindowRun[],
  context: AgentContext,
): Promise<Neighbour[]> {
  const neighbours: Neighbour[] = [];
  for (const [setting, spec] of ruleNeighbours(study.spec)) {
    // A threshold changes no label: the trades measured for the study hold.
    const labelled = spec.labels === study.spec.labels ? {} : await labelledBars({ ...study, spec }, context);
    const altered = { ...study, ...labelled, spec };
    const records: Pick<WindowRun, 'record'>[] = [];
    for (const run of runs) records.push({ record: await tradeWindow(altered, run, context) });
    neighbours.push({ setting, sharpe: sharpeOf(stitch(records).returns) });
  }
  for (let k = 0; k < MODEL_NEIGHBOURS; k++) {
    const rng = context.rng.fork(`neighbour/${k}`);
    const records: Pick<WindowRun, 'record'>[] = [];
    for (const run of runs) {
      const params = { ...run.task.params, ...besides(run.space, run.trial.point, rng) };
      const { predictions } = await fitOnce({ ...run.task, params }, context);
      const tuned = { ...run, probability: run.calibrate(predictions) };
      records.push({ record: await tradeWindow(study, tuned, context) });
    }
    neighbours.push({ setting: `model ${k + 1}`, sharpe: sharpeOf(stitch(records).returns) });
  }
  return neighbours;
}

function ruleNeighbours(spec: WorkflowSpec): (readonly [string, WorkflowSpec])[] {
  const { labels, signals } = spec;
  const scaled = SCALES.flatMap((scale): (readonly [string, WorkflowSpec])[] => [
    [
      `takeProfitAtr × ${scale}`,
      { ...spec, labels: { ...labels, takeProfitAtr: labels.takeProfitAtr * scale } },
    ],
    [`stopLossAtr × ${scale}`, { ...spec, labels: { ...labels, stopLossAtr: labels.stopLossAtr * scale } }],
    [
      `horizonBars × ${scale}`,
      { ...spec, labels: { ...labels, horizonBars: otherBars(labels.horizonBars, scale) } },
    ],
  ]);
  const stepped = CONFIDENCE_STEPS.map((step): readonly [string, WorkflowSpec] => {
    // A threshold at the edge of what is allowed has its neighbour on the inside.
    const minConfidence = Math.min(0.99, Math.max(0.5, signals.minConfidence + step));
    const sign = step > 0 ? '+' : '-';
    return [`minConfidence ${sign} ${Math.abs(step)}`, { ...spec, signals: { ...signals, minConfidence } }];
  });
  return [...scaled, ...stepped];
}

/** Another number of bars, from 1: rounding must not give the same one back. */
const otherBars = (bars: number, scale: number): number =>
  Math.max(
    1,
    scale < 1 ? Math.min(bars - 1, Math.round(bars * scale)) : Math.max(bars + 1, Math.round(bars * scale)),
  );

function besides(space: Space, point: Readonly<Record<string, string | number | boolean>>, rng: Rng) {
  const moved: Record<string, string | number | boolean> = {};
  for (const dimension of space) {
    const value = point[dimension.name];
    if (dimension.kind === 'categorical' || typeof value !== 'number') continue;
    const position = positionOf(dimension, value) + NEIGHBOURHOOD * (2 * rng.uniform() - 1);
    moved[dimension.name] = valueAt(dimension, Math.min(1, Math.max(0, position)));
  }
  return moved;
}
