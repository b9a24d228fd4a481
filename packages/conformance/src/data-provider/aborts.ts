import { breach, isBreach } from '../conformance-case.ts'
import { nameOf } from '../name-of.ts'
import type { Claim } from './claim.ts'
import { priceQuestionsOf } from './questions.ts'
import type { Stage } from './stage.ts'

const atOnceMs = 1_000

/** Whoever gives up is let go. */
export const abortClaims: readonly Claim[] = [
  {
    id: 'faults/aborted-before',
    claim: 'rejects with the reason of a signal that was aborted before',
    async check(stage) {
      for (const { what, ask } of priceQuestionsOf(stage)) {
        const reason = new Error('The caller gave up before it asked.')
        await expectGivenUp(stage, ask(AbortSignal.abort(reason)), what, reason)
      }
    },
  },
  {
    id: 'faults/aborted-while-asked',
    claim: 'rejects with the reason of a signal that is aborted while there is no answer, at once',
    skipped: (_, { faults }) => (faults?.stalled === undefined ? 'there is no fault `stalled`' : undefined),
    check: (stage) =>
      stage.under('stalled', async () => {
        for (const { what, ask } of priceQuestionsOf(stage)) {
          const caller = new AbortController()
          const reason = new Error('The caller gave up while it waited.')
          const asked = ask(caller.signal)
          await stage.settle()
          caller.abort(reason)
          await expectGivenUp(stage, asked, what, reason)
        }
      }),
  },
]

async function expectGivenUp(stage: Stage, asked: Promise<unknown>, what: string, reason: Error): Promise<void> {
  const outcome = await stage.answered(asked, what, atOnceMs).then(
    () => breach(`${what} was answered all the same.`, 'Look at the signal before anything is asked or answered.'),
    (cause: unknown) => cause,
  )
  if (outcome === reason) return
  throw isBreach(outcome)
    ? outcome
    : breach(`${what} failed with ${nameOf(outcome)}.`, "Reject with the signal's own reason.", outcome)
}
