/**
 * The package as a library: run the platform inside another program, check a spec, call a running server, or compute
 * features of a series and of a live market.
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
export type { Bar } from './domain/market/bar.ts';
export type { Bars } from './domain/market/bars.ts';
export { ERROR_REGISTRY, type ErrorCode } from './kernel/error-registry.ts';
export { AppError, type ErrorIssue } from './kernel/errors.ts';
export { WORKER_ROLES, type WorkerRole } from './orchestration/roles.ts';
export { parseSpec } from './orchestration/spec/parse-spec.ts';
export type { WorkflowSpec, WorkflowSpecInput } from './orchestration/spec/spec.ts';
