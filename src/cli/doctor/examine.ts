import type { Config } from '../../config/schema.ts';
import type { Finding } from './finding.ts';
import { checkDataFolder, checkHome, checkLightGbm, checkNode, checkPort } from './machine.ts';
import { checkDatabase, checkRedis } from './services.ts';

/** Everything the platform needs of a machine, one after another, so that each one is measured alone. */
export async function examine(config: Config): Promise<Finding[]> {
  const checks = [checkNode, checkLightGbm, checkHome, checkDataFolder, checkDatabase, checkRedis, checkPort];
  const findings: Finding[] = [];
  for (const look of checks) findings.push(...(await look(config)));
  return findings;
}
