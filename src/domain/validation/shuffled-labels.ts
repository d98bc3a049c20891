import { type Gate, gate } from './gate.ts';
import { normalQuantile } from './normal.ts';

/** How often the control may raise a false alarm, both sides together. */
const FALSE_ALARMS = 0.001;

/**
 * How far the AUC of scores that know nothing may lie from 0.5: `z * sqrt((P + N + 1) / (12 P N))`, the standard
 * deviation of the Mann-Whitney statistic when the labels are a random permutation (ties make it smaller).
 * @param positives P, rows of class 1, and
 * @param negatives N, rows of class 0; null when a class is empty.
 */
export function aucNoiseBound(positives: number, negatives: number): number | null {
  if (positives === 0 || negatives === 0) return null;
  const sd = Math.sqrt((positives + negatives + 1) / (12 * positives * negatives));
  return normalQuantile(1 - FALSE_ALARMS / 2) * sd;
}

/** Holds the AUC of a model trained and scored on permuted labels against what noise can reach. */
export function shuffledLabelGate(control: {
  readonly auc: number | null;
  readonly positives: number;
  readonly negatives: number;
}): Gate {
  const bound = aucNoiseBound(control.positives, control.negatives);
  return gate({
    name: 'shuffled_label_auc',
    figure: control.auc === null || bound === null ? null : Math.abs(control.auc - 0.5),
    comparison: '<=',
    bar: bound ?? 0,
    convention:
      'Distance from 0.5 of the AUC after training on randomly permuted labels and scoring the last window on its permuted labels; the bar is the 99.9 % range of the Mann-Whitney statistic. More means that training sees what it is scored on.',
  });
}
