import { createEnvironment, seededRandom } from '@shagun/core'
import { type ConformanceCase, conformanceCase } from '../conformance-case.ts'
import { createRecordingLog } from '../recording-log.ts'
import { abortClaims } from './aborts.ts'
import { barRangeClaims } from './bar-ranges.ts'
import { barClaims } from './bars.ts'
import { capabilityClaims } from './capabilities.ts'
import type { Claim } from './claim.ts'
import { concurrencyClaims } from './concurrency.ts'
import { faultClaims } from './faults.ts'
import type { DataProviderFixtures } from './fixtures.ts'
import { instrumentClaims } from './instruments.ts'
import { quoteClaims } from './quotes.ts'
import { secretClaims } from './secrets.ts'
import { createStage } from './stage.ts'
import { streamClaims } from './stream.ts'

const claims: readonly Claim[] = [
  ...capabilityClaims,
  ...barClaims,
  ...barRangeClaims,
  ...quoteClaims,
  ...instrumentClaims,
  ...streamClaims,
  ...faultClaims,
  ...abortClaims,
  ...concurrencyClaims,
  ...secretClaims,
]

/**
 * What every data provider has to keep to, as cases for whatever runs tests.
 *
 * Which of them hold against a provider follows from what it declares, from the methods that it has and from what the
 * fixtures can do; the others say why they are skipped. Each case makes a provider of its own. Where all of them share one
 * fake vendor, run them one after the other.
 *
 * @param fixtures - how the provider is made, and what is known of the vendor behind it
 * @returns all cases, always the same in the same order
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { dataProviderCases } from '@shagun/conformance'
 * import { createBars } from '@shagun/core'
 * import { createFakeProvider } from '@shagun/core/testing'
 *
 * const day = 86_400_000
 * const price = { open: 10, high: 12, low: 9, close: 11 }
 * const bars = createBars('NSE:INFY', '1d', [1, 2, 3, 4].map((n) => ({ time: n * day, ...price })))
 *
 * const cases = dataProviderCases({
 *   create: (environment) => createFakeProvider({ bars: [bars], without: ['fetchQuotes', 'fetchInstruments'] }, environment),
 *   instruments: ['NSE:INFY'],
 *   unknownInstrument: 'NSE:NOSUCH',
 *   ranges: { '1d': { from: day, to: 5 * day } },
 * })
 * for (const { id, claim, skipped, run } of cases) test(`${id}: ${claim}`, { skip: skipped ?? false }, run)
 * ```
 */
export function dataProviderCases(fixtures: DataProviderFixtures): readonly ConformanceCase[] {
  const { seed = 1 } = fixtures
  const example = fixtures.create(createEnvironment({ log: createRecordingLog(), random: seededRandom(seed) }))
  return claims.map((each) =>
    conformanceCase({
      ...each,
      seed,
      subject: () => example.id,
      secrets: () => fixtures.secrets ?? [],
      skipped: each.skipped?.(example, fixtures),
      check: () => each.check(createStage(fixtures)),
    }),
  )
}
