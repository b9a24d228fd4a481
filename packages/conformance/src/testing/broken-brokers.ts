import type { BrokenBroker } from './broken-broker.ts'
import { brokenChanges, brokenGroups } from './broken-changes.ts'
import { brokenFacts, brokenReports } from './broken-facts.ts'
import { brokenCapabilities, brokenLifecycles, brokenOrders } from './broken-orders.ts'
import { brokenLimits, brokenRestarts, brokenSurroundings } from './broken-restarts.ts'
import { brokenFaults } from './broken-unanswered.ts'

/** One for each case, in their order. */
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
