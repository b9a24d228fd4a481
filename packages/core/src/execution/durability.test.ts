import { describe, expect, it } from 'vitest'
import { defineAlgo } from '../ports/algo.ts'
import type { AlgoInput } from '../ports/algo-input.ts'
import { createTrader } from '../trader/create-trader.ts'
import { isFinished, on, ordersOf, run, standing, typesOf } from './run.fixture.ts'
import { createFaultyStorage } from './storage.fixture.ts'
import { createVenue, infy, place, planner } from './venue.fixture.ts'

const settled = async (): Promise<void> => {
  for (let i = 0; i < 60; i++) await undefined
}

/** A slice of 4 lots whenever none works. */
const drip = ({ type, children }: AlgoInput) =>
  type !== 'quote' && type !== 'canceled' && !children.some(({ working }) => working)
    ? [place(`slice-${children.length}`, 4)]
    : []

describe('what was decided before the process ended', () => {
  it('is not undone by a restart: what was canceled ends canceled, once', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { trader, execution, restart, inputs, events } = await run(drip, { venue })
    void execution.cancel()
    expect(events.at(-1)).toMatchObject({ type: 'execution.paused' })
    await trader.stop()
    const next = await restart()
    expect(await isFinished(next.execution)).toBe(false)
    venue.cancel(venue.orders[0]!)
    expect(await next.execution.finished).toMatchObject({ status: 'canceled' })
    expect(inputs).toEqual([])
    expect(events.map(({ type }) => type)).toEqual(['execution.finished'])
    expect(venue.orders).toHaveLength(1)
  })

  it('keeps how its planner wanted it to end, and why', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const finish = on({ started: [place('a', 4), { type: 'finish', status: 'expired', reason: 'too\nlate: really' }] })
    const { trader, restart } = await run(finish, { venue })
    await trader.stop()
    const { execution } = await restart()
    venue.cancel(venue.orders[0]!)
    expect(await execution.finished).toMatchObject({ status: 'expired', reason: 'too\nlate: really' })
  })

  it('is over at once where its last orders closed meanwhile', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { trader, execution, restart } = await run(drip, { venue })
    void execution.cancel()
    await trader.stop()
    venue.cancel(venue.orders[0]!)
    const next = await restart()
    expect(standing(await next.execution.finished)).toBe('canceled 0+0+100')
  })
})

describe('a journal that takes its time', () => {
  it('lets nothing be sent before it has it, and everything in order', async () => {
    const venue = createVenue()
    const storage = createFaultyStorage()
    storage.appends = 'soon'
    const { execution } = await run(drip, { venue, storage })
    expect(venue.orders).toHaveLength(0)
    expect(standing(execution.getProgress())).toBe('running 0+20+80')
    venue.answer = (order) => {
      expect(storage.log).toContain('main order.submitted')
      return { outcome: 'accepted', brokerOrderIds: [order.id] }
    }
    await settled()
    expect(venue.orders).toHaveLength(1)
    expect(storage.log.filter((line) => /execution|submitted/.test(line)).slice(0, 3)).toEqual([
      'main execution.started',
      'main execution.sliced',
      'main order.submitted',
    ])
  })

  it('is waited for by who wants to know that it is over, paused or on again', async () => {
    const storage = createFaultyStorage()
    const { execution } = await run(drip, { storage })
    const done: string[] = []
    const tell = (what: string) => () => void done.push(what)
    storage.appends = 'held'
    void execution.pause().then(tell('paused'))
    void execution.resume().then(tell('resumed'))
    void execution.cancel().then(tell('canceled'))
    await settled()
    expect(done).toEqual([])
    await storage.release()
    await storage.release()
    await settled()
    expect(done).toEqual(['paused', 'resumed', 'canceled'])
    expect(storage.log.slice(-1)).toEqual(['main execution.finished'])
  })

  it('shows progress as it is decided, not as it is durable', async () => {
    const storage = createFaultyStorage()
    const { execution, venue } = await run(drip, { storage })
    storage.appends = 'held'
    venue.fill(venue.orders[0]!, 5)
    expect(standing(execution.getProgress())).toBe('running 5+15+80')
  })

  it.each(['at once', 'soon'] as const)('ends everything here where any write of it fails (%s)', async (appends) => {
    for (let failing = 0; failing < 14; failing++) {
      const venue = createVenue()
      const storage = createFaultyStorage()
      const { execution, events, restart } = await run(drip, { venue, storage })
      await settled()
      let writes = 0
      storage.appends = appends
      storage.fails = () => (writes++ === failing ? new Error('the disk is full') : undefined)
      for (let i = 0; i < 3; i++) {
        for (const order of venue.orders.filter(({ lifecycle }) => lifecycle === 'working')) venue.fill(order)
        await settled()
      }
      if (writes <= failing) continue
      expect(await execution.finished).toMatchObject({ status: 'failed', reason: expect.stringContaining('disk') })
      expect(events.filter(({ type }) => type === 'execution.finished')).toEqual([])
      // The next process goes on from the venue, and sends no more than what is left.
      storage.crash()
      storage.fails = () => undefined
      storage.appends = 'at once'
      const next = await restart()
      for (let i = 0; i < 8; i++)
        for (const order of venue.orders.filter(({ lifecycle }) => lifecycle === 'working')) venue.fill(order)
      expect(standing(await next.execution.finished)).toBe('done 100+0+0')
      expect(venue.orders.reduce((sum, { filled }) => sum + filled.toNumber(), 0)).toBe(100)
    }
  })
})

describe('the state of a planner', () => {
  it('is kept also where the planner changes the object that it gave before', async () => {
    const venue = createVenue()
    const storage = createFaultyStorage()
    const seen: number[] = []
    const algo = defineAlgo({
      name: 'mutable',
      version: 1,
      needs: [],
      begin: () => ({ count: 0 }),
      step(state: { count: number }, { type, now }) {
        if (type === 'recovered') seen.push(state.count)
        state.count++
        return { state, commands: [{ type: 'wake', at: now + 1_000 }] }
      },
    })
    const create = () => createTrader({ broker: venue.broker, algos: [algo], storage, reconcileEveryMs: 0 })
    const first = create()
    await first.start()
    first.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100 }))
    venue.clock.advanceTo(3_000)
    storage.crash()
    await create().start()
    expect(seen).toEqual([4])
  })

  it('that no journal can hold ends its execution, and not the account', async () => {
    const venue = createVenue()
    const storage = createFaultyStorage()
    const step = () => ({ state: 1n as unknown as number, commands: [] })
    const algo = defineAlgo({ name: 'big', version: 1, needs: [], begin: () => 0, step })
    const never = defineAlgo({ name: 'none', version: 1, needs: [], begin: () => 1n as unknown as number, step })
    const trader = createTrader({ broker: venue.broker, algos: [algo, never], storage })
    await trader.start()
    const params = { instrument: infy.id, side: 'buy', quantity: 100 } as const
    expect(await trader.execute(algo(params)).finished).toMatchObject({ status: 'failed' })
    expect(() => trader.execute(never(params))).toThrow(TypeError)
    expect((await trader.place({ ...params, type: 'market' })).outcome).toBe('accepted')
  })
})

describe('what is asked for while something is told', () => {
  it('is carried out in its turn: cancel, after its planner was told', async () => {
    const { trader, execution, venue, inputs } = await run(drip)
    trader.on('order.filled', () => void execution.cancel())
    venue.fill(venue.orders[0]!)
    expect(await execution.finished).toMatchObject({ status: 'canceled' })
    expect(typesOf(inputs)).toContain('canceled')
    expect(ordersOf(venue).filter((order) => !order.includes('canceled') && !order.includes('filled'))).toEqual([])
  })

  it('is carried out in its turn: pause and amend', async () => {
    const { trader, execution, venue } = await run(drip)
    let amended: Promise<void> | undefined
    const stop = trader.on('order.accepted', () => {
      stop()
      void execution.pause()
      amended = execution.amend({ quantity: 40 })
    })
    venue.fill(venue.orders[0]!)
    await amended
    expect(standing(execution.getProgress())).toBe('paused 20+20+0')
    venue.fill(venue.orders[1]!)
    expect(standing(await execution.finished)).toBe('done 40+0+0')
  })

  it('is refused where it comes while the account still starts', async () => {
    const venue = createVenue()
    const algo = planner(drip)
    const trader = createTrader({ broker: venue.broker, algos: [algo] })
    const begin = () => trader.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100 }))
    const starting = trader.start()
    let refused = 0
    for (let isHere = false; !isHere; await undefined)
      try {
        begin()
        isHere = true
      } catch (error) {
        expect(error).toMatchObject({ code: 'not-started' })
        refused++
      }
    expect(refused).toBeGreaterThan(3)
    await starting
    // It runs once, also where it began before all of the start was over.
    expect(ordersOf(venue)).toEqual(['buy 20'])
  })
})

describe('a cancel that is refused', () => {
  it('is asked for again, later each time, until the order is closed; and no timer is left then', async () => {
    const venue = createVenue()
    const { execution, trader } = await run(drip, { venue })
    const before = venue.waiting
    venue.cancels = 'refused'
    let asked = 0
    trader.on('order.cancel-requested', () => void asked++)
    const canceled = execution.cancel()
    const times = []
    for (let time = 0; time < 16_000; time += 500) {
      venue.clock.advanceTo(time)
      await settled()
      if (asked > times.length) times.push(time)
    }
    expect(times).toEqual([0, 1_000, 3_000, 7_000, 15_000])
    venue.cancels = 'at once'
    venue.clock.advanceTo(31_000)
    await settled()
    expect(await canceled).toMatchObject({ status: 'canceled' })
    expect(venue.waiting).toBe(before)
  })

  it('does not hold up an amendment for ever', async () => {
    const venue = createVenue()
    venue.cancels = 'refused'
    const { execution } = await run(on({ started: [place('a', 20, 99)], amended: [place('b', 4)] }), { venue })
    const amended = execution.amend({ quantity: 50 })
    await settled()
    venue.cancels = 'at once'
    venue.clock.advanceTo(1_000)
    await amended
    expect(ordersOf(venue)).toEqual(['buy 100 limit 99 canceled', 'buy 20'])
  })
})

describe('an execution that has ended', () => {
  it('stands as it did, whatever becomes of the order that was its last', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    venue.fill(venue.orders[0]!, 10)
    const result = await execution.cancel()
    expect(standing(result)).toBe('canceled 10+0+90')
    // The venue had filled more of it before it took the cancel.
    venue.fill(venue.orders[0]!, 10)
    expect(standing(execution.getProgress())).toBe('canceled 10+0+90')
  })

  it('is found among the last 1,000, and no longer', async () => {
    const { execution, begin, trader } = await run(on({}))
    await execution.cancel()
    const later = []
    for (let i = 0; i < 1_000; i++) {
      later.push(begin())
      await later.at(-1)!.cancel()
    }
    expect(trader.getExecution(execution.id)).toBeUndefined()
    for (const each of later) expect(trader.getExecution(each.id)).toBe(each)
  })

  it('leaves no timer and hears nothing', async () => {
    const { execution, begin, inputs, venue } = await run(
      ({ now }) => [
        { type: 'wake', at: now + 1_000 },
        { type: 'wake', at: Number.POSITIVE_INFINITY },
        { type: 'wake', at: now + 2_000 },
      ],
      { needs: ['quotes'] },
    )
    await execution.cancel()
    const before = venue.waiting
    await begin().cancel()
    const heard = inputs.length
    venue.quote(99)
    expect(venue.waiting).toBe(before)
    venue.clock.advanceTo(5_000)
    expect(inputs).toHaveLength(heard)
  })

  it('is one whose planner wakes itself for ever at one and the same moment', async () => {
    const { execution, venue } = await run(({ now }) => [{ type: 'wake', at: now }])
    venue.clock.advanceTo(1)
    expect(await execution.finished).toMatchObject({ status: 'failed', reason: expect.stringContaining('scripted') })
  })
})
