import { type Gate, gate } from '../gate.ts';

/** An AUC that should be 0.5, and how far noise may take it from there; null: undefined. */
export interface ControlAuc {
  readonly auc: number | null;
  readonly bound: number | null;
}

/** What the leakage checks found. */
export interface LeakageFindings {
  readonly shuffled: ControlAuc;
  readonly shifted: ControlAuc;
  /** Share of the detectors that caught the planted future feature, 0 to 1. */
  readonly canaryCaught: number;
  /** Values of the model's features that changed on replay. */
  readonly replayRevisions: number;
  /** Training rows whose label reaches into the window they were trained for. */
  readonly overlapRows: number;
}

/** The checks that what is scored was not seen, each held against what an honest pipeline shows. */
export function leakageGates(findings: LeakageFindings): Gate[] {
  return [
    aucGate(
      'shuffled_label_auc',
      findings.shuffled,
      'Distance from 0.5 of the AUC after training on randomly permuted labels and scoring the last window on its permuted labels; the bar is the 99.9 % range of the Mann-Whitney statistic. More means that training sees what it is scored on.',
    ),
    aucGate(
      'label_shift_auc',
      findings.shifted,
      'Distance from 0.5 of the AUC after training on labels moved by half the series and scoring the last window on its moved labels, which still overlap as the true ones do; the bar is the 99.9 % range for series of that memory (Bartlett 1946). More means that labels leak through their overlap: purge or embargo is too short.',
    ),
    gate({
      name: 'future_canary',
      figure: findings.canaryCaught,
      comparison: '>=',
      bar: 1,
      convention:
        'Share of the detectors that catch a planted feature which knows the future: replay audit, entry-lag test, AUC of the last window. Below 1 the checks themselves cannot be trusted.',
    }),
    gate({
      name: 'replay_revisions',
      figure: findings.replayRevisions,
      comparison: '<=',
      bar: 0,
      convention:
        'Features of the model that give another value on a prefix of the development bars than on all of them, over all cuts.',
    }),
    gate({
      name: 'train_test_overlap',
      figure: findings.overlapRows,
      comparison: '<=',
      bar: 0,
      convention:
        'Rows that a walk-forward window was trained on and whose label, on the whole series, reaches into the window, or which lie in it.',
    }),
  ];
}

const aucGate = (name: string, { auc, bound }: ControlAuc, convention: string): Gate =>
  gate({
    name,
    figure: auc === null || bound === null ? null : Math.abs(auc - 0.5),
    comparison: '<=',
    bar: bound ?? 0,
    convention,
  });
