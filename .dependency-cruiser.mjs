// Who may import whom. The arrows between packages, then those between the rooms of core.

const core = 'packages/core/src'

/** Packages of ours that a package may import; core is open to all but indicators. */
const packages = {
  core: [],
  indicators: [],
  risk: ['core'],
  'broker-mock': ['core'],
  'storage-sqlite': ['core'],
  'data-csv': ['core'],
  report: ['core', 'risk'],
  backtest: ['core', 'broker-mock', 'risk'],
}

/** Rooms of core that a room may import, itself aside; errors.ts is open to all. */
const rooms = {
  model: [],
  state: ['model'],
  ports: ['model', 'state'],
  account: ['model', 'ports', 'state'],
  'market-data': ['model', 'ports', 'state'],
  strategy: ['model', 'ports', 'state'],
  execution: ['model', 'ports', 'state', 'account'],
  trader: ['model', 'ports', 'state', 'account', 'market-data', 'strategy', 'execution'],
  testing: ['model', 'ports', 'state', 'account', 'trader'],
}

/** Tests, and what only tests share. The `testing` of core is shipped. */
const notTests = '[.](?:test|fixture)[.]ts$|^packages/(?!core/)[^/]+/src/testing/'

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^packages/', pathNot: notTests },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'resolvable', severity: 'error', from: { path: '^packages/' }, to: { couldNotResolve: true } },
    {
      name: 'declared',
      severity: 'error',
      from: { path: '^packages/', pathNot: notTests },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-tests-shipped',
      severity: 'error',
      from: { path: '^packages/', pathNot: notTests },
      to: { path: notTests },
    },
    ...Object.entries(packages).map(([name, allowed]) => ({
      name: `package-${name}`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: notTests },
      to: { path: '^packages/', pathNot: [name, ...allowed].map((other) => `^packages/${other}/`) },
    })),
    ...Object.entries(rooms).map(([name, allowed]) => ({
      name: `core-${name}`,
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
