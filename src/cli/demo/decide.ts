import type { Approval, ApprovalDetail } from '../api-types.ts';

export interface DemoDecision {
  readonly decision: 'approve' | 'reject';
  readonly comment: string;
}

/**
 * What the demo, standing in for a person, decides. It never releases a bot that failed: a failed validation is let
 * through once so that the remaining agents can be seen at work, and the release is then refused.
 */
export function demoDecision({ kind, evidence }: Pick<ApprovalDetail, 'kind' | 'evidence'>): DemoDecision {
  switch (kind as Approval['kind']) {
    case 'data_quality':
      return {
        decision: 'reject',
        comment: 'The data has blocking findings; the demo builds nothing on it.',
      };
    case 'validation_failed':
      return {
        decision: 'approve',
        comment: 'To see the remaining agents at work. The failed gates stay failed.',
      };
    case 'release':
      return releaseDecision(evidence);
  }
}

function releaseDecision({ validation, risk }: ApprovalDetail['evidence']): DemoDecision {
  if (validation?.passed && risk?.approved) {
    return { decision: 'approve', comment: 'Every gate passed and the risk manager approved.' };
  }
  const gates = validation?.gates ?? [];
  const failed = gates.filter((gate) => !gate.passed).length;
  const reasons = [
    ...(failed > 0 ? [`${failed} of ${gates.length} validation gates failed`] : []),
    ...(risk?.approved ? [] : ['the risk manager rejected']),
  ];
  return {
    decision: 'reject',
    comment: `Not released: ${reasons.join(' and ') || 'it was never validated'}.`,
  };
}
