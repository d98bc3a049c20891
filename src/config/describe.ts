import { type Environment, environment } from './environment.ts';
import { loadConfig, parseEnvironment } from './load.ts';
import { environmentSchema, SECRET_VARIABLES, VARIABLES } from './schema.ts';

/** One setting as `config check` prints it. */
export interface SettingDescription {
  readonly variable: string;
  /** Effective value; secrets are masked, null is unset. */
  readonly value: string | number | null;
  readonly from: 'environment' | 'default';
  readonly description: string;
}

/** Every setting with its effective value and where that came from. @throws AppError `config_invalid`. */
export function describeConfig(env: Environment = environment()): SettingDescription[] {
  const values = parseEnvironment(env);
  const paths = effectivePaths(env);
  return VARIABLES.map((variable) => ({
    variable,
    value: masked(variable, paths[variable] ?? values[variable] ?? null),
    from: env[variable] === undefined || env[variable] === '' ? 'default' : 'environment',
    description: environmentSchema.shape[variable].description ?? '',
  }));
}

/** `postgres://me:secret@db/x` as `postgres://me:***@db/x`. Text that is not a URL comes back as it is. */
export function maskUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.password) url.password = '***';
  for (const name of url.searchParams.keys()) {
    if (/password|secret|token|key/i.test(name)) url.searchParams.set(name, '***');
  }
  return url.toString();
}

function effectivePaths(env: Environment): Readonly<Record<string, string | null>> {
  const config = loadConfig(env);
  return {
    BULLWRIGHT_HOME: config.home,
    BULLWRIGHT_DATA_DIR: config.dataDir,
    BULLWRIGHT_ARTIFACTS_DIR: config.artifactsDir,
    LIGHTGBM_LIBRARY: config.lightGbmLibrary,
  };
}

function masked(variable: string, value: string | number | null): string | number | null {
  if (typeof value !== 'string') return value;
  if (SECRET_VARIABLES.has(variable)) return `${value.slice(0, 3)}***`;
  return variable.endsWith('_URL') ? maskUrl(value) : value;
}
