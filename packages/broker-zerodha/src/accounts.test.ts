import { createEnvironment, createInstrument, createTrader, type Environment, memory, type Trader } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { zerodhaData } from './data/zerodha-data.ts'
import type { FakeKiteUser } from './fake/session/user.ts'
import { type KiteAccountOptions, kiteAccount } from './kite-account.ts'
import { infy, limitOrder } from './stage.fixture.ts'
import { type FakeWorld, openWorld } from './world.fixture.ts'
import { zerodha } from './zerodha.ts'

/** A Monday in India, half past nine. */
const monday = Date.UTC(2026, 0, 5, 4)
const [asha, bala] = ['asha', 'bala'].map(
  (name): FakeKiteUser => ({
    userId: name,
    apiKey: `key of ${name}`,
    apiSecret: `secret of ${name}`,
  }),
) as [FakeKiteUser, FakeKiteUser]

/** A user's account in this process, trading, with what it hears. */
interface Running {
  readonly trader: Trader
  readonly heard: string[]
  /** Timers of this account that wait. */
  readonly waiting: number
}

/** Both trade in one process, at one Kite. */
function openBoth(): FakeWorld & { run(user: FakeKiteUser, more?: Partial<KiteAccountOptions>): Promise<Running> } {
  const world = openWorld(monday, { users: [asha, bala] })
  const { fake, environment, during, afterwards } = world
  fake.print(infy, '1520', 100)
  return {
    ...world,
    async run({ userId, apiKey }, more = {}) {
      let waiting = 0
      const mine = createEnvironment({ ...environment, timers: counted(environment, (by) => (waiting += by)) })
      const account = kiteAccount({ apiKey, accessToken: () => fake.session(userId).accessToken, ...more }, mine)
      const heard: string[] = []
      const trader = createTrader({
        broker: zerodha({ account }),
        data: [zerodhaData({ account, exchanges: ['NSE'] })],
        storage: memory(),
        instruments: [createInstrument({ id: infy, currency: 'INR', tickSize: '0.05' })],
        strategies: [{ name: 'onlooker', watch: [{ instrument: infy }], onQuote: () => void heard.push('quote') }],
      }) as unknown as Trader
      for (const pattern of ['order.*', 'connection.*', 'session.*'] as const)
        trader.on(pattern, ({ type }) => void heard.push(type))
      await during(trader.start())
      afterwards(() => void trader.stop())
      return {
        trader,
        heard,
        get waiting() {
          return waiting
        },
      }
    },
  }
}

function counted({ timers }: Environment, count: (by: 1 | -1) => void): Environment['timers'] {
  return {
    after(ms, run) {
      let isOver = false
      const over = (): void => {
        if (!isOver) count(-1)
        isOver = true
      }
      count(1)
      const cancel = timers.after(ms, () => {
        over()
        run()
      })
      return () => {
        over()
        cancel()
      }
    },
  }
}

type Kill = (world: FakeWorld, first: Running) => unknown
const first = { apiKey: asha.apiKey }

describe('two accounts in one process', () => {
  it.each<[string, Kill]>([
    ['is stopped', ({ during }, { trader }) => during(trader.stop())],
    ['has lost its token', ({ fake }) => fake.logout(asha.userId)],
    [
      'has lost its socket, and gets no other',
      ({ fake: { ticker } }) => {
        ticker.fail({ kind: 'refused', httpStatus: 502 }, first)
        ticker.closeConnections(1006, first)
      },
    ],
    [
      'is turned away',
      ({ fake: { ticker } }) => {
        ticker.fail({ kind: 'refused', httpStatus: 403 }, first)
        ticker.closeConnections(1006, first)
      },
    ],
    ['hears nothing any more', ({ fake: { ticker } }) => ticker.fail({ kind: 'silent' }, first)],
    ['hears what cannot be read', ({ fake: { ticker } }) => ticker.sendRaw('{"type":"order","data":{}}', first)],
  ])('run a ticker each, and where one %s the other goes on as if nothing was', async (_, kill) => {
    const world = openBoth()
    const { fake, run, during, pass } = world
    const [killed, other] = [await run(asha), await run(bala)]
    const sessionsOf = ({ apiKey }: FakeKiteUser) => fake.ticker.sessions.filter((each) => each.apiKey === apiKey)
    expect([sessionsOf(asha).length, sessionsOf(bala).length]).toEqual([1, 1])
    await kill(world, killed)
    await pass(30_000)
    const [before] = sessionsOf(bala)
    other.heard.length = 0

    expect(await during(other.trader.place(limitOrder))).toMatchObject({ outcome: 'accepted' })
    const reads = fake.requests.filter(({ endpoint }) => endpoint === 'orders').length
    fake.print(infy, '1499', 100)
    await pass(1_000)
    const [order] = [...other.trader.view.orders.values()]
    expect(order).toMatchObject({ lifecycle: 'filled' })
    expect(fake.requests.filter(({ endpoint }) => endpoint === 'orders').length).toBe(reads)
    expect(new Set(other.heard)).toEqual(new Set(['order.submitted', 'order.accepted', 'quote', 'order.filled']))
    expect(sessionsOf(bala)).toEqual([before])
    expect(killed.trader.view.orders.size).toBe(0)
  })

  it('keep their sessions, limits and books apart', async () => {
    const { fake, run, during, pass } = openBoth()
    const [one, two] = [await run(asha), await run(bala)]
    await during(Promise.all(Array.from({ length: 20 }, () => one.trader.place(limitOrder))))
    expect(await during(two.trader.place({ ...limitOrder, quantity: 7 }))).toMatchObject({ outcome: 'accepted' })
    fake.print(infy, '1499', 1_000)
    await pass(3_000)
    expect([one, two].map(({ trader }) => trader.view.getQuantity(infy).toNumber())).toEqual([200, 7])
    for (const [{ trader }, { userId }] of [
      [one, asha],
      [two, bala],
    ] as const)
      expect(trader.view.cash.get('INR')?.toFixed()).toBe(fake.venueOf(userId).getCash()['INR']?.toFixed())
    fake.logout(asha.userId)
    await during(one.trader.place(limitOrder))
    await pass(1_000)
    expect([one, two].map(({ heard }) => heard.includes('session.expired'))).toEqual([true, false])
  })
})

describe('a trader that is stopped leaves neither socket nor timer', () => {
  it.each<[string, Kill]>([
    ['in quiet', () => {}],
    ['with an order in the market', ({ during }, { trader }) => during(trader.place(limitOrder))],
    [
      'with an order that nobody knows of',
      ({ fake, during }, { trader }) => {
        fake.faults.add({ kind: 'reset' }, { at: 'place', times: 1 })
        return during(trader.place(limitOrder))
      },
    ],
    [
      'while trades cannot be read',
      async ({ fake, during, pass }, { trader }) => {
        fake.faults.add({ kind: 'error-before', status: 503, as: 'json' }, { at: ['order-trades', 'trades'] })
        await during(trader.place(limitOrder))
        fake.print(infy, '1499', 100)
        await pass(3_000)
      },
    ],
    [
      'while its socket is turned away',
      async ({ fake: { ticker }, pass }) => {
        ticker.fail({ kind: 'refused', httpStatus: 403 })
        ticker.closeConnections(1006)
        await pass(5_000)
      },
    ],
    [
      'while its socket is made again',
      async ({ fake: { ticker }, pass }) => {
        ticker.fail({ kind: 'refused', httpStatus: 502 })
        ticker.closeConnections(1006)
        await pass(5_000)
      },
    ],
    [
      'without a session',
      async ({ fake, during, pass }, { trader }) => {
        fake.logout(asha.userId)
        await during(trader.place(limitOrder))
        await pass(5_000)
      },
    ],
    [
      'in the midst of requests',
      ({ fake }, { trader }) => {
        fake.faults.add({ kind: 'stall' })
        trader.place(limitOrder).catch(() => {})
      },
    ],
  ])('%s', async (what, prepare) => {
    const world = openBoth()
    let isOut = false
    const accessToken = (): string => (isOut ? '' : world.fake.session(asha.userId).accessToken)
    const running = await world.run(asha, { accessToken })
    isOut = what === 'without a session'
    await prepare(world, running)
    expect(running.waiting).toBeGreaterThan(0)
    await world.during(running.trader.stop())
    // A request that is under way has its own end.
    await world.pass(/requests|read/.test(what) ? 60_000 : 0)
    expect(world.fake.ticker.sessions).toEqual([])
    expect(running.waiting).toBe(0)
  })
})
