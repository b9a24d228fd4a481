import type { ViteUserConfig } from 'vitest/config'

// Tests read the sources of our packages, never a build.
const conditions = ['@shagun/source', 'node', 'import', 'default']

const config: ViteUserConfig = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', '{tests,examples,bench,scripts}/**/*.test.ts'],
    // Threads and processes that a test starts read the sources, too.
    execArgv: ['--conditions=@shagun/source'],
    testTimeout: 60_000,
    // By default one core is left idle, which on two is half of them.
    maxWorkers: '100%',
    setupFiles: ['tests/seeded-properties.ts'],
    coverage: {
      include: ['packages/*/src/**'],
      exclude: ['**/*.test.ts', '**/index.ts'],
      reporter: ['text-summary', 'html'],
    },
  },
}

export default config
