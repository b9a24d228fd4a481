import type { Broken } from './broken.ts'
import { brokenBars } from './broken-bars.ts'
import { brokenCapabilities } from './broken-capabilities.ts'
import { brokenCompany } from './broken-company.ts'
import { brokenFaults } from './broken-faults.ts'
import { brokenQuotes } from './broken-quotes.ts'
import { brokenStreams } from './broken-streams.ts'

/** For every case somebody who fails it. */
export const brokenProviders: readonly Broken[] = [
  ...brokenCapabilities,
  ...brokenBars,
  ...brokenQuotes,
  ...brokenStreams,
  ...brokenFaults,
  ...brokenCompany,
]
