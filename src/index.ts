/**
 * The package as a library: run the platform inside another program, check a spec, call a running server, compute
 * features of a series and of a live market, indicators as TA-Lib or as Tulip has them (`Convention`), market structure as
 * the reference implementation has it (with the look-ahead that has: for research, never for trading), and drawings.
 * Everything else is internal and may change with any version.
 */
export { type Platform, type PlatformOptions, startPlatform } from '../workers/platform.ts';
export { type Client, type ClientOptions, createClient, type RequestOptions } from './cli/client.ts';
export { type FollowOptions, followWorkflow } from './cli/follow.ts';
export { loadConfig } from './config/load.ts';
export type { Config } from './config/schema.ts';
export { computeColumns, computeFamily, type FeatureColumns } from './domain/features/compute.ts';
export {
  FEATURE_FAMILIES,
  type FeatureDefinition,
  type FeatureFamily,
} from './domain/features/definition.ts';
export { createFeatureStream, type FeatureStream } from './domain/features/feature-stream.ts';
export { featuresOf, findFeature } from './domain/features/registry.ts';
export { readSessions, type Sessions } from './domain/ict/sessions.ts';
export { type DivergenceEvent, smtDivergences } from './domain/ict/smt-divergence.ts';
export { atr, natr } from './domain/indicators/atr.ts';
export { keltner } from './domain/indicators/bands.ts';
export type { Convention } from './domain/indicators/convention.ts';
export { directionalMovement } from './domain/indicators/directional-movement.ts';
export { ema } from './domain/indicators/exponential.ts';
export { kama } from './domain/indicators/kama.ts';
export { macd } from './domain/indicators/macd.ts';
export { dema, tema } from './domain/indicators/moving-averages.ts';
export { apo, ppo, tsi } from './domain/indicators/oscillators.ts';
export { trueRange } from './domain/indicators/true-range.ts';
export type { Bar } from './domain/market/bar.ts';
export type { Bars } from './domain/market/bars.ts';
export { legOverlays } from './domain/overlays/leg-overlays.ts';
export type { Overlay } from './domain/overlays/overlay.ts';
export { sessionOverlays } from './domain/overlays/session-overlays.ts';
export { smcOverlays } from './domain/overlays/smc-overlays.ts';
export { smtOverlays } from './domain/overlays/smt-overlays.ts';
export { wyckoffOverlays } from './domain/overlays/wyckoff-overlays.ts';
export type { SmcEvents } from './domain/smc/event-log.ts';
export { breaksOfStructure } from './domain/smc/reference/breaks.ts';
export { fairValueGaps } from './domain/smc/reference/fair-value-gaps.ts';
export { liquidityGroups } from './domain/smc/reference/liquidity.ts';
export { orderBlocks } from './domain/smc/reference/order-blocks.ts';
export { previousHighLow } from './domain/smc/reference/previous-high-low.ts';
export { retracements } from './domain/smc/reference/retracements.ts';
export { REFERENCE_SESSIONS, sessionRange } from './domain/smc/reference/sessions.ts';
export { swingHighsLows } from './domain/smc/reference/swing-highs-lows.ts';
export { readStructure, type Structure, type StructureOptions } from './domain/smc/structure.ts';
export { readWyckoff, type Wyckoff } from './domain/wyckoff/read-wyckoff.ts';
export { ERROR_REGISTRY, type ErrorCode } from './kernel/error-registry.ts';
export { AppError, type ErrorIssue } from './kernel/errors.ts';
export { WORKER_ROLES, type WorkerRole } from './orchestration/roles.ts';
export { parseSpec } from './orchestration/spec/parse-spec.ts';
export type { WorkflowSpec, WorkflowSpecInput } from './orchestration/spec/spec.ts';
