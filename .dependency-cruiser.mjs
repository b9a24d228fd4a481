// Who may import whom. The arrows between packages, then those between the rooms of core.

const core = 'packages/core/src'

/** Packages of ours that a package may import; core is open to all but indicators. */
const packages = {
  core: [],
  indicators: [],
  risk: ['core'],
  algos: ['core'],
  'broker-mock': ['core'],
  'broker-zerodha': ['core'],
  'storage-sqlite': ['core'],
  'data-csv': ['core'],
  'data-alphavantage': ['core'],
  'data-yahoo': ['core'],
  conformance: ['core'],
  report: ['core', 'risk'],
  backtest: ['core', 'broker-mock', 'risk'],
}

/** Rooms of core that a room may import, itself aside; errors.ts is open to all. */
const rooms = {
  model: [],
  calendars: ['model'],
  instruments: ['model'],
  state: ['model'],
  ports: ['model', 'state'],
  resilience: ['model', 'ports'],
  account: ['model', 'ports', 'state', 'resilience'],
  'market-data': ['model', 'ports', 'state', 'resilience'],
  strategy: ['model', 'ports', 'state'],
  execution: ['model', 'ports', 'state', 'account'],
  trader: ['model', 'ports', 'state', 'account', 'market-data', 'strategy', 'execution'],
  testing: ['model', 'ports', 'state', 'account', 'execution', 'trader'],
  transport: ['model', 'ports', 'resilience'],
}

const listed = (names) => (names.length === 0 ? 'none' : names.join(', '))

/** Tests, and what only tests share. The `testing` of core is shipped. */
const notTests = '[.](?:test|fixture)[.]ts$|^packages/(?!core/)[^/]+/src/testing/'

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files must not need each other in a circle: take out what both need.',
      severity: 'error',
      from: { path: '^packages/', pathNot: notTests },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      comment: 'There is nothing by this name.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'declared',
      comment: 'What is shipped may need only what its package.json lists under dependencies or peerDependencies.',
      severity: 'error',
      from: { path: '^packages/', pathNot: notTests },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'by-name',
      comment: 'Another package is imported by its name; by a path it would be shipped as a second copy.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-tests-shipped',
      comment: 'What is shipped must not need what only tests share.',
      severity: 'error',
      from: { path: '^packages/', pathNot: notTests },
      to: { path: notTests },
    },
    {
      name: 'transport-for-adapters',
      comment:
        'The entry for applications stays small: transport and what it rests on come with the entry for adapters.',
      severity: 'error',
      from: { path: `^${core}/index[.]ts$` },
      to: { path: `^${core}/transport/`, reachable: true },
    },
    {
      name: 'metadata-without-indicators',
      comment: 'Who asks what there is does not load it: the metadata reaches nothing that computes.',
      severity: 'error',
      from: { path: '^packages/indicators/src/metadata', pathNot: notTests },
      to: {
        path: '^packages/indicators/',
        pathNot: ['^packages/indicators/src/metadata', '/average-lookback[.]ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    ...Object.entries(packages).map(([name, allowed]) => ({
      name: `package-${name}`,
      comment: `Of our packages, ${name} may import ${listed(allowed)}; see ARCHITECTURE.md. A test of several belongs into tests/.`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: notTests },
      to: { path: '^packages/', pathNot: [name, ...allowed].map((other) => `^packages/${other}/`) },
    })),
    ...Object.entries(rooms).map(([name, allowed]) => ({
      name: `core-${name}`,
      comment: `Of the rooms of core, ${name} may import ${listed(allowed)}; see ARCHITECTURE.md.`,
      severity: 'error',
      from: { path: `^${core}/${name}/`, pathNot: notTests },
      to: {
        path: `^${core}/`,
        pathNot: [...[name, ...allowed].map((other) => `^${core}/${other}/`), `^${core}/errors[.]ts$`],
      },
    })),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['@shagun/source', 'import', 'types', 'default'],
      exportsFields: ['exports'],
    },
  },
}
