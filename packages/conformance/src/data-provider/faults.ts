import type { ErrorCode } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import { nameOf } from '../name-of.ts'
import type { Claim } from './claim.ts'
import type { DataFault } from './fixtures.ts'
import { priceQuestionsOf } from './questions.ts'
import { refused } from './refused.ts'
import { type Stage, someRange } from './stage.ts'

/** Each is skipped where the fixtures have no such fault. */
export const faultClaims: readonly Claim[] = [
  ...refusals([
    ['unreachable', 'unreachable', "fails as 'unreachable' where the vendor cannot be reached"],
    ['rate-limited', 'rate-limited', "fails as 'rate-limited' where the vendor asks to wait"],
    ['unauthenticated', 'unauthenticated', "fails as 'unauthenticated' where the vendor does not take the credentials"],
    [
      'garbage',
      'invalid-data',
      "fails as 'invalid-data', with no wrong number, where the vendor's answer cannot be believed",
    ],
  ]),
  {
    id: 'faults/recovers',
    claim: 'serves again once the vendor can be reached again',
    skipped: (_, { faults, advance }) =>
      noFault(faults, 'unreachable') ??
      (advance === undefined ? 'there is no `advance`, and a breaker may stay open for minutes' : undefined),
    async check(stage) {
      const question = { instrument: stage.instrument, ...someRange(stage.fixtures) }
      await stage.under('unreachable', async () => {
        for (let attempt = 0; attempt < 10; attempt++)
          await stage.answered(stage.provider.fetchBars(question), 'A question for bars').catch(() => {})
      })
      let last: unknown
      for (let minute = 0; minute < 15; minute++) {
        try {
          await stage.answered(stage.provider.fetchBars(question), 'A question for bars')
          return
        } catch (error) {
          last = error
        }
        await stage.pass(60_000)
      }
      throw breach(`A quarter of an hour later it fails with ${nameOf(last)}.`, 'Try again after a while.', last)
    },
  },
]

/** Cases whose fault every question must be refused for, with one code. */
function refusals(table: readonly (readonly [DataFault, ErrorCode, string])[]): readonly Claim[] {
  return table.map(([fault, code, claim]) => ({
    id: `faults/${fault}`,
    claim,
    skipped: (_, { faults }) => noFault(faults, fault),
    check: (stage) =>
      stage.under(fault, async () => {
        for (const { what, ask } of priceQuestionsOf(stage)) {
          const error = await refused(stage, ask(), what, code)
          const { retryAfterMs } = error.details as { readonly retryAfterMs?: number }
          if (retryAfterMs !== undefined && !(retryAfterMs >= 0 && retryAfterMs < Infinity))
            throw breach(
              `${what} is to be asked again after ${retryAfterMs} ms.`,
              'Leave out what the vendor did not say.',
            )
        }
      }),
  }))
}

function noFault(faults: Stage['fixtures']['faults'], fault: DataFault): string | undefined {
  return faults?.[fault] === undefined ? `there is no fault \`${fault}\`` : undefined
}
