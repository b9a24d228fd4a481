import type { BrokenBroker } from './broken.ts'
import { brokenCapabilities } from './broken-capabilities.ts'
import { brokenChanges, brokenGroups } from './broken-changes.ts'
import { brokenFacts } from './broken-facts.ts'
import { brokenLifecycles, brokenOrders } from './broken-orders.ts'
import { brokenReports } from './broken-reports.ts'
import { brokenLimits, brokenRestarts, brokenSurroundings } from './broken-restarts.ts'
import { brokenFaults } from './broken-unanswered.ts'

/** One for each case. */
export const brokenBrokers: readonly BrokenBroker[] = [
  ...brokenCapabilities,
  ...brokenOrders,
  ...brokenLifecycles,
  ...brokenChanges,
  ...brokenGroups,
  ...brokenFacts,
  ...brokenReports,
  ...brokenFaults,
  ...brokenRestarts,
  ...brokenLimits,
  ...brokenSurroundings,
]
