import { describe, expect, it } from 'vitest'
import { standing, typesOf } from '../execution/run.fixture.ts'
import { createFaultyStorage, type FaultyStorage } from '../execution/storage.fixture.ts'
import { createVenue, infy, place, planner, type Venue } from '../execution/venue.fixture.ts'
import type { TradingEvent } from '../model/events.ts'
import type { Execution } from '../model/execution.ts'
import { createInstrument } from '../model/instrument.ts'
import type { AlgoFactory, AlgoParams } from '../ports/algo.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import type { AlgoInput } from '../ports/algo-input.ts'
import type { Trader } from '../ports/trader.ts'
import { createDesk, type Desk } from './create-desk.ts'
import { createTrader } from './create-trader.ts'

/** The same share at another exchange, and one that trades in other lots. */
const bse = createInstrument({ id: 'BSE:INFY', currency: 'INR', tickSize: '0.05', lotSize: 5 })
const odd = createInstrument({ id: 'BSE:ODD', currency: 'INR', tickSize: '0.05', lotSize: 3 })
const routes = [
  { account: 'a', instrument: infy.id },
  { account: 'b', instrument: bse.id },
] as const
const params = { instrument: infy.id, side: 'buy', quantity: 100, routes } as const

interface Stage {
  readonly venues: { readonly a: Venue; readonly b: Venue }
  readonly storage: FaultyStorage
  readonly algo: AlgoFactory
  readonly traders: { readonly a: Trader; readonly b: Trader }
  readonly desk: Desk
  readonly inputs: AlgoInput[]
  /** Of the desk. */
  readonly events: TradingEvent[]
  execute(more?: Partial<AlgoParams>): Execution
  /** Another process, with the journals and the venues of one that is gone. */
  next(after?: typeof answerNothing): Promise<Stage>
}

const answerNothing = (_: AlgoInput): readonly AlgoCommand[] => []

/** Two lots at each of its routes, whenever nothing works there. */
const spread = ({ type, children, routes: all }: AlgoInput): readonly AlgoCommand[] =>
  type === 'quote'
    ? []
    : all
        .filter(({ account }) => !children.some((child) => child.account === account && child.working))
        .map(({ account, instrument }) => ({
          type: 'place',
          key: account,
          lots: 2,
          account,
          instrument: instrument.id,
        }))

async function stage(
  answer = spread,
  {
    storage = createFaultyStorage(),
    venues,
    isStarted = true,
    needs,
  }: {
    readonly storage?: FaultyStorage
    readonly venues?: Stage['venues']
    readonly isStarted?: boolean
    readonly needs?: Parameters<typeof planner>[1]
  } = {},
): Promise<Stage> {
  const first = venues?.a ?? createVenue()
  const both = venues ?? { a: first, b: createVenue(2, {}, [bse, odd], first) }
  const inputs: AlgoInput[] = []
  const events: TradingEvent[] = []
  const algo = planner((input) => {
    inputs.push(input)
    return answer(input)
  }, needs)
  const create = (account: 'a' | 'b') =>
    createTrader({
      account,
      broker: both[account].broker,
      data: [both[account].feed],
      storage,
      reconcileEveryMs: 0,
    })
  const traders = { a: create('a'), b: create('b') }
  const desk = createDesk({ traders: [traders.a, traders.b], algos: [algo], storage })
  desk.on('execution.*', (event) => void events.push(event))
  if (isStarted) await desk.start()
  return {
    venues: both,
    storage,
    algo,
    traders,
    desk,
    inputs,
    events,
    execute: (more) => desk.execute(algo({ ...params, ...more })),
    next: (after = answer) => stage(after, { storage, venues: both, ...(needs !== undefined && { needs }) }),
  }
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 60; i++) await undefined
}
const endsIn = (events: readonly TradingEvent[]) => events.filter(({ type }) => type === 'execution.finished')
const working = ({ a, b }: Stage['venues']) =>
  [a, b].map(({ orders }) => orders.filter((each) => each.lifecycle === 'working').length)

describe('a desk with algos', () => {
  it('trades one parent at several accounts, and tells its end once', async () => {
    const { venues, execute, desk, events, traders } = await stage()
    const execution = execute()
    expect(desk.getExecution(execution.id)).toBe(execution)
    expect(traders.a.getExecution(execution.id)).toBeUndefined()
    expect(standing(execution.getProgress())).toBe('running 0+20+80')
    for (let i = 0; i < 5; i++) for (const venue of [venues.a, venues.b]) venue.fill(venue.orders.at(-1)!)
    const result = await execution.finished
    expect(standing(result)).toBe('done 100+0+0')
    expect(result.fills.map(({ instrument }) => instrument)).toEqual([
      ...Array(5).fill('NSE:INFY'),
      ...Array(5).fill('BSE:INFY'),
    ])
    expect(venues.a.orders.map(({ terms }) => terms.instrument)).toEqual(Array(5).fill('NSE:INFY'))
    expect(endsIn(events)).toMatchObject([{ execution: execution.id, status: 'done' }])
    expect([traders.a.view.orders.size, traders.b.view.orders.size]).toEqual([5, 5])
    await desk.stop()
  })

  it('trades at its first account where no routes are given', async () => {
    const { venues, desk, algo } = await stage()
    desk.execute(algo({ instrument: infy.id, side: 'sell', quantity: 10 }))
    expect(venues.a.orders.map(({ terms }) => `${terms.side} ${terms.quantity}`)).toEqual(['sell 10'])
    expect(venues.b.orders).toEqual([])
  })

  it('tells its planner of the market at every route', async () => {
    const { venues, execute, inputs } = await stage(answerNothing, { needs: ['quotes'] })
    execute()
    await settled()
    venues.a.quote(100)
    venues.b.market({ type: 'quote', quote: { instrument: bse.id, time: 0, last: 101 } })
    expect(typesOf(inputs)).toEqual(['started', 'quote', 'quote'])
    expect(inputs.at(-1)!.routes.map(({ quote }) => quote?.last)).toEqual([100, 101])
  })

  it.each([
    ['an account that is not here', [{ account: 'c', instrument: infy.id }], 'invalid-options'],
    ['an instrument that its account does not know', [{ account: 'a', instrument: bse.id }], 'invalid-order'],
    ['nowhere', [], 'invalid-options'],
    ['instruments of different lots', [routes[0], { account: 'b', instrument: odd.id }], 'invalid-options'],
  ] as const)('refuses routes to %s, and begins nothing', async (_, wrong, code) => {
    const { execute, inputs, storage } = await stage()
    expect(() => execute({ routes: wrong })).toThrowError(expect.objectContaining({ code }))
    expect([inputs, storage.log]).toEqual([[], []])
  })

  it('fails the execution whose planner leaves its routes', async () => {
    const { execute, venues } = await stage(({ type }) =>
      type === 'started' ? [{ type: 'place', key: 'x', lots: 1, account: 'b', instrument: infy.id }] : [],
    )
    expect(await execute().finished).toMatchObject({
      status: 'failed',
      error: { code: 'invalid-order', details: { value: 'b NSE:INFY' } },
    })
    expect(working(venues)).toEqual([0, 0])
  })

  it('refuses before its start, after its stop, and what it was not given', async () => {
    const { desk, execute } = await stage(spread, { isStarted: false })
    expect(execute).toThrowError(expect.objectContaining({ code: 'not-started' }))
    await desk.start()
    execute()
    await desk.stop()
    expect(execute).toThrowError(expect.objectContaining({ code: 'not-started' }))
    const other = planner(spread, [], 'other')
    expect(() => desk.execute(other(params))).toThrowError(expect.objectContaining({ code: 'algo-not-registered' }))
  })

  it('refuses an account of its own name, traders of two environments, of others, and two algos of one name', async () => {
    const { traders, algo } = await stage(spread, { isStarted: false })
    const alien = createTrader({ broker: createVenue().broker, account: 'c' })
    const create =
      (...[options]: Parameters<typeof createDesk>) =>
      () =>
        createDesk(options)
    expect(create({ traders: [traders.a], algos: [algo], name: 'a' })).toThrowError(
      expect.objectContaining({ code: 'invalid-options' }),
    )
    expect(create({ traders: [], algos: [algo] })).toThrowError(expect.objectContaining({ code: 'invalid-options' }))
    expect(create({ traders: [traders.a, alien], algos: [algo] })).toThrowError(
      expect.objectContaining({ code: 'environment-mismatch' }),
    )
    expect(create({ traders: [{ ...traders.a }], algos: [algo] })).toThrowError(
      expect.objectContaining({ code: 'invalid-options' }),
    )
    expect(create({ traders: [traders.a], algos: [algo, planner(spread)] })).toThrowError(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ value: 'scripted' }) }),
    )
  })

  it('goes on after a restart with what was filled at either account', async () => {
    const before = await stage()
    const { id } = before.execute({ seed: 3 })
    before.venues.a.fill(before.venues.a.orders[0]!)
    await before.desk.stop()
    before.venues.b.fill(before.venues.b.orders[0]!)
    const { desk, inputs, venues, events } = await before.next()
    const execution = desk.getExecution(id)!
    expect(inputs[0]).toMatchObject({ type: 'recovered', params: { seed: 3 }, parent: { filledLots: 4, openLots: 2 } })
    expect(standing(execution.getProgress())).toBe('running 20+20+60')
    for (let i = 0; i < 4; i++) for (const venue of [venues.a, venues.b]) venue.fill(venue.orders.at(-1)!)
    expect(standing(await execution.finished)).toBe('done 100+0+0')
    expect(endsIn(events)).toHaveLength(1)
    expect(venues.a.orders.length + venues.b.orders.length).toBe(10)
  })

  it('does not mind being started twice, and leaves running what runs', async () => {
    const { desk, execute, inputs, venues } = await stage()
    const execution = execute()
    await desk.start()
    expect(desk.getExecution(execution.id)).toBe(execution)
    expect(inputs.map(({ type }) => type)).not.toContain('recovered')
    venues.a.fill(venues.a.orders[0]!)
    expect(standing(execution.getProgress())).toBe('running 10+20+70')
    await desk.stop()
    await desk.stop()
    await desk.start()
    expect(standing(desk.getExecution(execution.id)!.getProgress())).toBe('running 10+20+70')
  })
})

describe('the journals of a desk and of its accounts', () => {
  it('hold the parent and its state before anything is sent', async () => {
    const { storage, execute, venues } = await stage()
    storage.appends = 'held'
    storage.holds = (journal) => journal === 'desk'
    execute()
    await settled()
    expect(working(venues)).toEqual([0, 0])
    storage.holds = () => false
    await storage.release()
    await settled()
    expect(working(venues)).toEqual([1, 1])
    expect(storage.log.indexOf('desk execution.started')).toBeLessThan(storage.log.indexOf('a order.submitted'))
    expect(storage.log.indexOf('desk execution.sliced')).toBeLessThan(storage.log.indexOf('a order.submitted'))
    expect(storage.log.filter((line) => line.endsWith('execution.started')).sort()).toEqual(
      ['a', 'b', 'desk'].map((journal) => `${journal} execution.started`),
    )
  })

  it.each(['at once', 'soon'] as const)('come to an end together, where appends are durable %s', async (appends) => {
    const { storage, execute, venues, desk, events } = await stage()
    storage.appends = appends
    const execution = execute()
    for (let i = 0; i < 5; i++)
      for (const venue of [venues.a, venues.b]) {
        await settled()
        venue.fill(venue.orders.at(-1)!)
      }
    expect(standing(await execution.finished)).toBe('done 100+0+0')
    await settled()
    const of = (end: string) => storage.log.filter((line) => line.endsWith(end)).sort()
    expect(of('execution.finished')).toEqual(['a', 'b', 'desk'].map((journal) => `${journal} execution.finished`))
    expect(endsIn(events)).toHaveLength(1)
    await desk.stop()
  })

  it.each(['a', 'b', 'desk'])('agree again after a crash before the parent was in that of %s', async (late) => {
    const before = await stage()
    before.storage.appends = 'held'
    before.storage.holds = (journal) => journal === late
    const { id } = before.execute()
    await settled()
    before.storage.crash()
    before.storage.appends = 'at once'
    const { desk, venues, inputs, storage, traders } = await before.next()
    if (late === 'desk') {
      expect(desk.getExecution(id)).toBeUndefined()
      expect(storage.log.slice(-2).sort()).toEqual(['a execution.finished', 'b execution.finished'])
      expect(working(venues)).toEqual([0, 0])
      return
    }
    // It had not sent anything; now its children are counted at both.
    expect(typesOf(inputs)[0]).toBe('recovered')
    expect(working(venues)).toEqual([1, 1])
    expect(standing(desk.getExecution(id)!.getProgress())).toBe('running 0+20+80')
    expect([traders.a.view.orders.size, traders.b.view.orders.size]).toEqual([1, 1])
  })

  it('agree again after a crash when it had ended in that of the desk only', async () => {
    const before = await stage()
    const execution = before.execute({ quantity: 10 })
    await settled()
    before.storage.appends = 'held'
    before.storage.holds = (journal) => journal !== 'desk'
    const canceled = execution.cancel()
    before.storage.holds = (journal) => journal === 'b'
    for (let i = 0; i < 4; i++) {
      await before.storage.release()
      await settled()
    }
    expect(await canceled).toMatchObject({ status: 'canceled' })
    before.storage.crash()
    before.storage.appends = 'at once'
    const heard: TradingEvent[] = []
    const { desk, traders, storage } = await before.next()
    traders.b.on('execution.*', (event) => void heard.push(event))
    expect(desk.getExecution(execution.id)).toBeUndefined()
    const ends = storage.log.filter((line) => line.endsWith('execution.finished'))
    expect(ends.filter((line) => line.startsWith('b'))).toHaveLength(1)
    expect(ends.filter((line) => line.startsWith('desk'))).toHaveLength(1)
    // It is over for all of them now.
    await desk.stop()
    const again = await before.next()
    expect(again.storage.log.filter((line) => line.endsWith('execution.finished'))).toEqual(ends)
  })

  it.each(['at once', 'soon'] as const)(
    'halt the desk when its own fails (%s), and its executions say why',
    async (appends) => {
      const { storage, execute, desk, venues, inputs, events } = await stage(({ type, children }) =>
        type === 'started' || type === 'recovered' ? (children.length === 0 ? [place('x', 4)] : []) : [],
      )
      storage.appends = appends
      const [first, second] = [execute(), execute()]
      await settled()
      expect(working(venues)).toEqual([2, 0])
      storage.fails = (journal) => (journal === 'desk' ? new Error('the disk is full') : undefined)
      await first.pause()
      await settled()
      for (const each of [first, second])
        expect(await each.finished).toMatchObject({ status: 'failed', reason: 'the desk halted: the disk is full' })
      expect(execute).toThrowError(
        expect.objectContaining({ code: 'account-halted', details: { account: 'desk', reason: 'the disk is full' } }),
      )
      expect(working(venues)).toEqual([2, 0])
      expect(endsIn(events)).toEqual([])
      storage.fails = () => undefined
      inputs.length = 0
      await desk.start()
      expect(standing(desk.getExecution(second.id)!.getProgress())).toBe('running 0+20+80')
      expect(typesOf(inputs)).toContain('recovered')
      expect(working(venues)).toEqual([2, 0])
    },
  )

  it('send nothing that was decided and could not be kept', async () => {
    const { storage, execute, venues } = await stage()
    storage.appends = 'soon'
    storage.fails = (journal, entries) =>
      journal === 'desk' && entries.some(({ type }) => type === 'execution.sliced') ? new Error('full') : undefined
    expect(await execute().finished).toMatchObject({ status: 'failed', reason: 'the desk halted: full' })
    await settled()
    expect(venues.a.orders.length + venues.b.orders.length).toBe(0)
  })
})

describe('one account of a desk', () => {
  it('that halts ends what trades there, and nothing else, until the desk starts again', async () => {
    const { storage, desk, execute, venues, algo } = await stage()
    const both = execute()
    const alone = desk.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100 }))
    storage.fails = (journal) => (journal === 'b' ? new Error('the disk is full') : undefined)
    venues.b.fill(venues.b.orders[0]!)
    await settled()
    expect(await both.finished).toMatchObject({ status: 'failed', reason: 'the account halted: the disk is full' })
    expect(() => execute()).toThrowError(expect.objectContaining({ code: 'account-halted' }))
    venues.a.fill(venues.a.orders[1]!)
    expect(standing(alone.getProgress())).toBe('running 10+10+80')
    storage.fails = () => undefined
    await desk.start()
    expect(desk.getExecution(alone.id)).toBe(alone)
    const again = desk.getExecution(both.id)!
    expect(standing(again.getProgress())).toBe('running 10+20+70')
    expect(standing(alone.getProgress())).toBe('running 10+10+80')
  })

  it('that is stopped by itself ends what trades there, which goes on when the desk starts again', async () => {
    const { desk, execute, traders, venues, inputs } = await stage(spread, { needs: ['quotes'] })
    const { id, finished } = execute()
    await traders.b.stop()
    expect(await finished).toMatchObject({ status: 'failed', reason: 'the account was stopped' })
    expect(working(venues)).toEqual([1, 1])
    await desk.start()
    expect(standing(desk.getExecution(id)!.getProgress())).toBe('running 0+20+80')
    inputs.length = 0
    await settled()
    venues.b.market({ type: 'quote', quote: { instrument: bse.id, time: 1, last: 101 } })
    expect(typesOf(inputs)).toEqual(['quote'])
  })

  it('that is halted by hand pauses what trades there until none of its accounts is', async () => {
    const { execute, traders, next, desk, storage } = await stage()
    const execution = execute()
    await traders.a.halt('a')
    await traders.b.halt('b')
    await traders.a.resume('a')
    expect(execution.getProgress().status).toBe('paused')
    await desk.stop()
    const after = await next()
    expect(after.desk.getExecution(execution.id)!.getProgress().status).toBe('paused')
    expect(storage.log).not.toContain('desk execution.resumed')
    await after.traders.b.resume('b')
    expect(after.desk.getExecution(execution.id)!.getProgress().status).toBe('running')
  })
})
