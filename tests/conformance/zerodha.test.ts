import { kiteAccount, type ZerodhaBroker, zerodha, zerodhaSupports } from '@shagun/broker-zerodha'
import {
  createFakeKite,
  type FakeEndpoint,
  type FakeKite,
  type FakeKiteFault,
  type FakeKiteOptions,
} from '@shagun/broker-zerodha/testing'
import { type BrokerFixtures, type BrokerWorld, brokerCases, type ConformanceCase } from '@shagun/conformance'
import { createEnvironment, createInstrument, type Environment, type Network } from '@shagun/core'
import { describe, expect, it } from 'vitest'

const share = createInstrument({ id: 'NSE:AAA', currency: 'INR', tickSize: '0.05' })
/** What is carried forward at Kite is a contract. */
const future = createInstrument({
  id: 'NFO:AAA29DECFUT',
  currency: 'INR',
  kind: 'future',
  tickSize: '0.05',
  lotSize: 10,
  underlying: 'AAA',
  expiry: Date.UTC(2029, 11, 24, 10),
})

interface World extends BrokerWorld {
  readonly fake: FakeKite
  readonly broker: ZerodhaBroker
  readonly line: Line
  /** The token of the last login. */
  readonly login: { token: string | undefined }
}

/** A line on which answers to commands can be held up, whoever waits for them. */
interface Line {
  readonly network: Network
  /** @returns how it ends: what was held up comes then */
  holdUp(): () => void
}

function createLine(network: Network): Line {
  let held: Promise<void> | undefined
  return {
    network: {
      ...network,
      async fetch(input, init = {}) {
        const answer = await network.fetch(input, init)
        if (held === undefined || (init.method ?? 'GET') === 'GET') return answer
        const { signal } = init
        const gaveUp = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
        await Promise.race([held, gaveUp])
        return answer
      },
    },
    holdUp() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return () => {
        held = undefined
        resolve()
      }
    },
  }
}

/** Somebody logs in every morning, or nobody does. */
function instance(
  { fake, line, login }: Pick<World, 'fake' | 'line' | 'login'>,
  environment: Environment,
): ZerodhaBroker {
  const account = kiteAccount(
    { apiKey: fake.session().apiKey, accessToken: () => login.token ?? fake.session().accessToken },
    createEnvironment({ ...environment, network: line.network }),
  )
  return zerodha({ account }, environment)
}

const commands: readonly FakeEndpoint[] = ['place', 'modify', 'cancel', 'place-gtt', 'modify-gtt', 'cancel-gtt']
const books: readonly FakeEndpoint[] = ['orders', 'trades', 'positions', 'holdings', 'margins']

const at =
  (endpoints: readonly FakeEndpoint[], fault: FakeKiteFault) =>
  ({ fake }: World) =>
    fake.faults.add(fault, { at: endpoints })

const usual: NonNullable<BrokerFixtures<World>['faults']> = {
  'request-lost': at(commands, { kind: 'reset' }),
  'reply-lost': at(commands, { kind: 'answer-lost' }),
  'reply-never': at(commands, { kind: 'answer-never' }),
  'reply-late': ({ line }) => line.holdUp(),
  'server-error': at(commands, { kind: 'error-after', status: 502, as: 'html' }),
  'reply-unreadable': at(commands, { kind: 'page' }),
  'rate-limited': at(commands, { kind: 'too-many' }),
  'read-fails': at(books, { kind: 'error-before', status: 503, as: 'json' }),
  'read-garbage': at(books, { kind: 'page' }),
  'report-duplicated': ({ fake }) => fake.ticker.fail({ kind: 'orders-duplicated' }),
  'report-delayed': ({ fake }) => fake.ticker.fail({ kind: 'orders-reordered' }),
  disconnected({ fake }) {
    const heal = fake.ticker.fail({ kind: 'refused', httpStatus: 503 })
    fake.ticker.closeConnections(1006)
    return heal
  },
  'session-expired'({ fake, login }) {
    login.token = fake.session().accessToken
    fake.logout()
    return () => {
      login.token = undefined
    }
  },
}

function casesAt(options: FakeKiteOptions, faults: Partial<typeof usual> = {}): readonly ConformanceCase[] {
  return brokerCases<World>(
    (environment, vendor) => {
      const fake = createFakeKite({ instruments: [share, future], ...options }, vendor)
      const line = createLine(fake.network)
      const login: World['login'] = { token: undefined }
      const broker = instance({ fake, line, login }, environment)
      return {
        fake,
        line,
        login,
        broker,
        venue: fake.venue,
        close() {
          broker.account.close()
          fake.ticker.close()
        },
      }
    },
    {
      supports: zerodhaSupports,
      instrument: share,
      instruments: { carryforward: future },
      unknownInstrument: 'NSE:NOSUCH',
      again: instance,
      faults: { ...usual, ...faults },
      secrets: ({ fake }) => [fake.session().apiKey, fake.session().accessToken, ...fake.secrets],
    },
  )
}

const late: FakeKiteOptions = {
  delays: { receiveMs: 20, validateMs: 30, exchangeMs: 80, cancelMs: 150, modifyMs: 200 },
  behavior: { averagePriceLateMs: 800, tradesLateMs: 1_500, emptyBook: 'null', canceledStaysPending: false },
}

describe.each([
  ['as it is', {}],
  ['that takes its time', late],
])('Zerodha over a Kite %s, as every broker,', (_, options) => {
  const cases = casesAt(options)
  for (const { id, claim, skipped, run } of cases) it.skipIf(skipped !== undefined)(`${claim} (${id})`, run)

  it('skips what Kite does not have, and nothing else', () => {
    const skipped = cases.filter((each) => each.skipped !== undefined).map(({ id }) => id)
    expect(skipped).toEqual([
      'capabilities/by-id',
      'capabilities/undeclared-changes',
      'orders/fok',
      'orders/gtd',
      'groups/bracket',
      // The ids of Kite have their day in them.
      'facts/ids-for-good',
    ])
  })
})

describe('Zerodha, as every broker,', () => {
  const find = (id: string, faults: Partial<typeof usual>) => casesAt({}, faults).find((each) => each.id === id)!

  it.each([...books, 'gtts'] as const)('never takes %s that cannot be read for empty', async (book) => {
    await find('faults/read-fails', { 'read-fails': at([book], { kind: 'reset' }) }).run()
    await find('faults/read-garbage', { 'read-garbage': at([book], { kind: 'page' }) }).run()
  })

  it.each([
    ['request-lost', { kind: 'stall' }],
    ['request-lost', { kind: 'error-before', status: 503, as: 'html' }],
    ['reply-unreadable', { kind: 'null' }],
    ['reply-unreadable', { kind: 'half-body' }],
    ['server-error', { kind: 'error-after', status: 500, as: 'json' }],
    ['server-error', { kind: 'error-after', status: 504, as: 'json' }],
  ] as const)('says what is true of an order under %s by %o', async (name, fault) => {
    await find(`faults/${name}`, { [name]: at(commands, fault) }).run()
  })

  it('tells of a line that is cut whole', async () => {
    await find('faults/disconnected', {
      async disconnected(world) {
        const healed = await usual.disconnected!(world)
        const reached = world.fake.faults.add({ kind: 'reset' })
        return async () => {
          reached()
          await healed()
        }
      },
    }).run()
  })
})
