import { type ConformanceCase, conformanceCase } from '../conformance-case.ts'
import { capabilityClaims } from './capabilities.ts'
import { changeClaims } from './changes.ts'
import type { BrokerClaim } from './claim.ts'
import { declarationClaims } from './declaration.ts'
import { factClaims } from './facts.ts'
import { faultClaims } from './faults.ts'
import type { BrokerFixtures, BrokerWorld, OpenBroker } from './fixtures.ts'
import { groupClaims } from './groups.ts'
import { lifecycleClaims } from './lifecycle.ts'
import { limitClaims } from './limits.ts'
import { orderClaims } from './orders.ts'
import { reportClaims } from './reports.ts'
import { restartClaims } from './restart.ts'
import { createStage } from './stage.ts'
import { surroundingClaims } from './surroundings.ts'
import { timeInForceClaims } from './time-in-force.ts'
import { toldFactClaims } from './told-facts.ts'
import { tradeFactClaims } from './trade-facts.ts'
import { undeclaredClaims } from './undeclared.ts'
import { warmUp } from './warm-up.ts'

const claims: readonly BrokerClaim[] = [
  ...declarationClaims,
  ...capabilityClaims,
  ...undeclaredClaims,
  ...orderClaims,
  ...timeInForceClaims,
  ...lifecycleClaims,
  ...changeClaims,
  ...groupClaims,
  ...factClaims,
  ...tradeFactClaims,
  ...toldFactClaims,
  ...reportClaims,
  ...faultClaims,
  ...restartClaims,
  ...limitClaims,
  ...surroundingClaims,
]

/**
 * What every broker has to keep to, as cases for whatever runs tests.
 *
 * Which of them hold against an adapter follows from what it declares and from what can be done to it; the others say why
 * they are skipped. Each case opens an account of its own, and ends it; they may run beside one another where those have
 * nothing in common.
 *
 * @param open - makes an adapter and the venue behind it
 * @param fixtures - what it declares, and what can be done to it
 * @returns all cases, always the same in the same order
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { mock, mockSupports } from '@shagun/broker-mock'
 * import { brokerCases } from '@shagun/conformance'
 *
 * const cases = brokerCases(
 *   (environment) => {
 *     const broker = mock({ reports: 'both', shortSelling: true }, environment)
 *     return { broker, venue: broker.venue }
 *   },
 *   { supports: mockSupports },
 * )
 * for (const { id, claim, skipped, run } of cases) test(`${id}: ${claim}`, { skip: skipped ?? false }, run)
 * ```
 */
export function brokerCases<W extends BrokerWorld>(
  open: OpenBroker<W>,
  fixtures: BrokerFixtures<W>,
): readonly ConformanceCase[] {
  let subject = 'The broker'
  let secrets: readonly string[] = []
  let warm: Promise<void> | undefined
  return claims.map((each) =>
    conformanceCase({
      ...each,
      seed: fixtures.seed ?? 1,
      subject: () => subject,
      secrets: () => secrets,
      skipped: each.skipped?.(fixtures as unknown as BrokerFixtures),
      async check() {
        warm ??= warmUp(open, fixtures)
        await warm
        const stage = await createStage(open, fixtures)
        subject = stage.broker.id
        secrets = stage.secrets
        try {
          await stage.connect()
          await stage.print(100)
          await each.check(stage)
        } finally {
          await stage.end()
        }
      },
    }),
  )
}
