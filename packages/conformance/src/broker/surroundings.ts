import { systemClock } from '@shagun/core'
import type { BrokerReport } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { textOf } from '../texts.ts'
import { all, type BrokerClaim } from './claim.ts'
import type { BrokerFault, BrokerFixtures } from './fixtures.ts'
import { rest } from './lifecycle.ts'
import { lastingKind, needsResting } from './requests.ts'
import { playScene } from './scene.ts'
import type { Stage } from './stage.ts'

/** How it lives where it was made, and what it keeps to itself. */
export const surroundingClaims: readonly BrokerClaim[] = all(needsResting, [
  {
    id: 'environment/own',
    claim: 'lives on the clock, the timers, the chance and the log that it was given',
    async check({ broker, environment }) {
      for (const part of ['clock', 'timers', 'random', 'log'] as const)
        if (broker.environment[part] !== environment[part])
          throw breach(`It has another ${part}.`, 'Hand on the environment that it is made in, all but its network.')
    },
  },
  {
    id: 'environment/timers',
    claim: 'leaves no timer behind once its connection has ended',
    async check(stage) {
      await playScene(stage)
      await stage.end()
      await stage.settle()
      const { timers } = stage.surroundings
      if (timers > 0)
        throw breach(
          `${timers} timers are still under way.`,
          'Cancel what waits, such as heartbeats, polls and time limits.',
        )
    },
  },
  {
    id: 'environment/repeatable',
    claim: 'does and says the same on the same seed, whatever time the machine has',
    skipped: ({ clock }) => (clock === 'machine' ? "it lives on the machine's clock" : undefined),
    async check(stage) {
      const first = await transcript(stage)
      await new Promise<void>((resolve) => systemClock.after(3, resolve))
      const again = await stage.another()
      try {
        const second = await transcript(again)
        const odd = first.findIndex((line, i) => line !== second[i])
        if (odd >= 0 || first.length !== second.length)
          throw breach(
            `The second time ${second[odd] ?? 'nothing'} stands where ${first[odd] ?? 'nothing'} stood.`,
            'Take time, chance and timers from the environment alone.',
          )
      } finally {
        await again.end()
      }
    },
  },
  {
    id: 'secrets/told',
    claim: 'shows no secret in an answer, a report, an error or a row',
    skipped: noSecrets,
    async check(stage) {
      for (const told of await provoke(stage)) expectNone(stage, textOf(told), 'Something that it said')
    },
  },
  {
    id: 'secrets/log',
    claim: 'writes no secret into its log',
    skipped: noSecrets,
    async check(stage) {
      await provoke(stage)
      for (const line of stage.log.lines) expectNone(stage, line, 'A line of its log')
    },
  },
])

/** All that was said in a scene, with our own ids by the order in which they came. */
async function transcript(stage: Stage): Promise<readonly string[]> {
  await playScene(stage)
  const { orders, fills, positions, cash } = await stage.fetchSnapshot()
  const names = new Map<string, string>()
  const named = (text: string): string =>
    text.replaceAll(/\btest[a-z0-9]{9,}\b/g, (id) => {
      if (!names.has(id)) names.set(id, `order ${names.size}`)
      return names.get(id)!
    })
  return [...stage.reports, ...orders, ...fills, ...positions, cash].map((each) => named(JSON.stringify(each)))
}

/** Faults that end with an answer. */
const failing: readonly BrokerFault[] = [
  'reply-lost',
  'server-error',
  'reply-unreadable',
  'rate-limited',
  'read-fails',
  'read-garbage',
  'session-expired',
]

/** Does what is right and what is wrong, in good times and under every fault, and gives all that was said. */
async function provoke(stage: Stage): Promise<readonly unknown[]> {
  const said: unknown[] = []
  const note = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      said.push(await work())
    } catch (error) {
      said.push(error)
    }
  }
  const kind = lastingKind(stage.supports, 'limit')!
  const placed = await rest(stage)
  const tryAll = async (): Promise<void> => {
    await note(() => stage.send({ kind }))
    await note(() => stage.send({ kind, lots: 100_000_000 }))
    await note(() => stage.findRows(placed))
    await note(() => stage.fetchSnapshot())
    await note(() => stage.cancel(placed))
  }
  await tryAll()
  const { faults } = stage.fixtures
  for (const fault of failing) if (faults?.[fault] !== undefined) await note(() => stage.under(fault, tryAll))
  const reports: readonly BrokerReport[] = stage.reports
  return [...said, ...reports]
}

function expectNone({ secrets }: Stage, text: string, what: string): void {
  for (const [i, secret] of secrets.entries())
    if (text.includes(secret) || text.includes(encodeURIComponent(secret)))
      throw breach(
        // Not even here is it shown.
        `${what} holds secret ${i} of the fixtures.`,
        'Give it to the HTTP client as one of its `secrets`, and hand on no text of a broker unread.',
      )
}

function noSecrets({ secrets }: BrokerFixtures): string | undefined {
  return secrets === undefined ? 'it was given no secret' : undefined
}
