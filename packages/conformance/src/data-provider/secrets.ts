import { exchangeOf } from '@shagun/core'
import { breach } from '../conformance-case.ts'
import { textOf } from '../texts.ts'
import type { Claim } from './claim.ts'
import type { DataFault, DataProviderFixtures } from './fixtures.ts'
import { priceQuestionsOf } from './questions.ts'
import { type Stage, someRange } from './stage.ts'

/** Both are skipped where it was given no secret. */
export const secretClaims: readonly Claim[] = [
  {
    id: 'secrets/errors',
    claim: 'shows no secret in an error, its stack, its details or its causes',
    skipped: noSecrets,
    async check(stage) {
      for (const error of await provoke(stage)) expectNone(stage, textOf(error), 'An error')
    },
  },
  {
    id: 'secrets/log',
    claim: 'writes no secret into its log',
    skipped: noSecrets,
    async check(stage) {
      if (stage.provider.environment.log !== stage.log)
        throw breach('The provider has another log.', 'Keep that of the environment that `create` is given.')
      await provoke(stage)
      for (const line of stage.log.lines) expectNone(stage, line, 'A line of the log')
    },
  },
]

/** Faults that end with an answer. */
const failing: readonly DataFault[] = ['unreachable', 'rate-limited', 'unauthenticated', 'garbage']

/** Asks what is right and what is wrong, in good times and under every fault, and gives all that was thrown. */
async function provoke(stage: Stage): Promise<readonly unknown[]> {
  const { provider, fixtures, instrument } = stage
  const errors: unknown[] = []
  const ask = async (asked: () => Promise<unknown>): Promise<void> => {
    try {
      await stage.answered(asked(), 'A question')
    } catch (error) {
      errors.push(error)
    }
  }
  const askAll = async (): Promise<void> => {
    for (const question of priceQuestionsOf(stage)) await ask(question.ask)
    if (provider.fetchInstruments !== undefined) await ask(() => provider.fetchInstruments!(exchangeOf(instrument)))
  }

  await askAll()
  const range = someRange(fixtures)
  await ask(() => provider.fetchBars({ ...range, instrument: fixtures.unknownInstrument }))
  await ask(() => provider.fetchBars({ ...range, instrument, timeframe: '7m' }))
  await ask(() => provider.fetchBars({ ...range, instrument, from: range.to, to: range.from }))
  if (provider.subscribe !== undefined)
    await ask(async () => {
      const end = await provider.subscribe!([instrument], () => {})
      end()
    })
  for (const fault of failing) if (fixtures.faults?.[fault] !== undefined) await stage.under(fault, askAll)
  return errors
}

function expectNone({ fixtures: { secrets = [] } }: Stage, text: string, what: string): void {
  for (const [i, secret] of secrets.entries())
    if (text.includes(secret) || text.includes(encodeURIComponent(secret)))
      throw breach(
        // Not even here is it shown.
        `${what} holds secret ${i} of the fixtures.`,
        'Give it to the HTTP client as one of its `secrets`, and hand on no text of a vendor unread.',
      )
}

function noSecrets(_: unknown, { secrets = [] }: DataProviderFixtures): string | undefined {
  return secrets.length === 0 ? 'it was given no secret' : undefined
}
