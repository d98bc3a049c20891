import type { WorkflowSpec } from '../../orchestration/spec/spec.ts';
import type { Driver } from '../signals/drivers.ts';
import type { TradedSegment } from '../traded-segment.ts';
import type { RiskFindings, RiskRequest } from './assess-signals.ts';

/** What is assessed: the signals the filters kept, best first, each with what drove it; and what is held already. */
export interface SignalsToAssess extends Pick<RiskRequest, 'signals' | 'open'> {
  readonly drivers: readonly (readonly Driver[])[];
}

/** Everything that was found out about the risk of a bot, before it becomes documents. */
export interface Assessment extends SignalsToAssess, RiskFindings {
  readonly spec: WorkflowSpec;
  readonly segment: TradedSegment;
}
