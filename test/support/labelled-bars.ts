import { type LabelledBars, readBySpec } from '../../src/agents/labelled-bars.ts';
import type { Bars } from '../../src/domain/market/bars.ts';
import type { WorkflowSpec } from '../../src/orchestration/spec/spec.ts';

/** Labelled as in the compute threads, but here; without news. */
export const labelHere = (bars: Bars, spec: WorkflowSpec): LabelledBars => ({
  bars,
  newsMs: null,
  ...readBySpec({ bars, spec, newsMs: null }),
});
