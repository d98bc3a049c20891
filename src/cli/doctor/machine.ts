import { constants } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Config } from '../../config/schema.ts';
import { loadLightGbm } from '../../native/lightgbm/library.ts';
import { findServer } from '../home.ts';
import { check, type Finding } from './finding.ts';

const NODE_MAJOR = 20;
const NODE_MINOR = 19;

export async function checkNode(): Promise<Finding[]> {
  const remedy = `Install Node ${NODE_MAJOR}.${NODE_MINOR} or newer.`;
  return [
    await check('node', remedy, () => {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
      if (major > NODE_MAJOR || (major === NODE_MAJOR && minor >= NODE_MINOR)) return process.version;
      throw new Error(`${process.version} is too old`);
    }),
  ];
}

export async function checkLightGbm({ lightGbmLibrary, computeThreads }: Config): Promise<Finding[]> {
  const remedy =
    'Install cmake, a C++ compiler and (on Debian) libgomp1, then run "npm rebuild lightgbm"; or name a build with LIGHTGBM_LIBRARY.';
  return [
    await check('lightgbm', remedy, () => {
      loadLightGbm({ libraryPath: lightGbmLibrary ?? undefined });
      return `loads; ${computeThreads} thread${computeThreads === 1 ? '' : 's'} to train on`;
    }),
  ];
}

export async function checkHome({ home, artifactsDir }: Config): Promise<Finding[]> {
  const remedy =
    'Give this user the right to write there, or name other folders (BULLWRIGHT_HOME, BULLWRIGHT_ARTIFACTS_DIR).';
  return [
    await check('folders', remedy, async () => {
      for (const folder of [home, artifactsDir]) {
        await mkdir(folder, { recursive: true });
        await access(folder, constants.W_OK);
      }
      return `${home} and ${artifactsDir} can be written`;
    }),
  ];
}

/** A missing data folder is no fault: only specs with a file as their source need it. */
export async function checkDataFolder({ dataDir }: Config): Promise<Finding[]> {
  const remedy = 'Give this user the right to read it, or name another folder with BULLWRIGHT_DATA_DIR.';
  return [
    await check('data', remedy, async () => {
      try {
        const { length } = await readdir(dataDir);
        return `${dataDir}: ${length} ${length === 1 ? 'entry' : 'entries'}`;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return `${dataDir} does not exist; only specs with a CSV source need it`;
      }
    }),
  ];
}

export async function checkPort({ host, port, home }: Config): Promise<Finding[]> {
  const remedy =
    'Stop what listens there, or choose another port with --port or BULLWRIGHT_PORT (0: any free one).';
  return [
    await check('port', remedy, async () => {
      if (port === 0) return 'any free port';
      const running = await findServer(home);
      if (running && Number(new URL(running.url).port) === port) {
        return `${host}:${port} is used by the Bullwright that runs here (process ${running.pid})`;
      }
      await listenOnce(host, port);
      return `${host}:${port} is free`;
    }),
  ];
}

function listenOnce(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
