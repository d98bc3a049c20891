/**
 * The package as a library: run the platform inside another program, check a spec, or call a running server.
 * Everything else is internal and may change with any version.
 */
export { type Platform, type PlatformOptions, startPlatform } from '../workers/platform.ts';
export { type Client, type ClientOptions, createClient, type RequestOptions } from './cli/client.ts';
export { type FollowOptions, followWorkflow } from './cli/follow.ts';
export { loadConfig } from './config/load.ts';
export type { Config } from './config/schema.ts';
export { ERROR_REGISTRY, type ErrorCode } from './kernel/error-registry.ts';
export { AppError, type ErrorIssue } from './kernel/errors.ts';
export { WORKER_ROLES, type WorkerRole } from './orchestration/roles.ts';
export { parseSpec } from './orchestration/spec/parse-spec.ts';
export type { WorkflowSpec, WorkflowSpecInput } from './orchestration/spec/spec.ts';
