import { describe, expect, it, vi } from 'vitest'
import { ShagunError } from '../errors.ts'
import { Decimal } from '../model/decimal.ts'
import type { TradingEvent } from '../model/events.ts'
import type { Execution } from '../model/execution.ts'
import { type AlgoParams, defineAlgo } from '../ports/algo.ts'
import type { AlgoCommand } from '../ports/algo-command.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import type { Journal, Storage } from '../ports/storage.ts'
import { memory } from '../ports/storage-memory.ts'
import { createTrader } from '../trader/create-trader.ts'
import { type Answer, isFinished, on, type RunOptions, run, standing, typesOf } from './run.fixture.ts'
import { accepted, createVenue, infy, place, planner, rejected, unanswered, type Venue } from './venue.fixture.ts'

const nothing: Answer = () => []
const finish = (status: 'done' | 'expired' | 'failed', reason?: string): AlgoCommand => ({
  type: 'finish',
  status,
  ...(reason !== undefined && { reason }),
})

const ordersOf = ({ orders }: Venue) =>
  orders.map(({ terms }) => `${terms.quantity} ${terms.type}${'limitPrice' in terms ? ` ${terms.limitPrice}` : ''}`)

describe('an execution', () => {
  it('places what its planner asks for, and is done when all of it is filled', async () => {
    const { venue, execution, events } = await run(on({ started: [place('first', 12), place('second', 8)] }))
    expect(ordersOf(venue)).toEqual(['60 market', '40 market'])
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
    venue.fill(venue.orders[0]!, 60, 101)
    venue.fill(venue.orders[1]!, 40, '101.5')
    const result = await execution.finished
    expect(standing(result)).toBe('done 100+0+0')
    // (60 x 101 + 40 x 101.5) / 100 = 101.2, which is 120 basis points above the 100 at arrival.
    expect(result.averagePrice!.toString()).toBe('101.2')
    expect(result.slippageBps).toBeCloseTo(120, 9)
    expect(result.fills.map(({ quantity }) => quantity.toNumber())).toEqual([60, 40])
    expect(result).not.toHaveProperty('reason')
    expect(events.at(-1)).toMatchObject({
      type: 'execution.finished',
      status: 'done',
      residualQuantity: new Decimal(0),
    })
  })

  it('journals what it was begun with, and every new state of its planner', async () => {
    const { execution, events } = await run(on({ started: [place('first', 1)] }), {
      params: { seed: 7, product: 'intraday' },
    })
    expect(events[0]).toEqual({
      type: 'execution.started',
      time: 0,
      execution: execution.id,
      algo: 'scripted',
      version: 1,
      params: { instrument: 'NSE:INFY', side: 'buy', quantity: '100', seed: 7, product: 'intraday' },
      state: { steps: 0 },
      arrivalPrice: 100,
    })
    // One step for the start, and one for the acceptance of the child.
    expect(events.slice(1)).toMatchObject([
      { type: 'execution.sliced', state: { steps: 1 } },
      { type: 'execution.sliced', state: { steps: 2 } },
    ])
  })

  it('journals no state that did not change', async () => {
    const still = defineAlgo<AlgoParams, { readonly fixed: true }>({
      name: 'still',
      version: 1,
      needs: [],
      begin: () => ({ fixed: true }),
      step: (state, { type }) => ({ state, commands: type === 'started' ? [place('first', 1)] : [] }),
    })
    const venue = createVenue()
    const trader = createTrader({ broker: venue.broker, algos: [still] })
    const heard: string[] = []
    trader.on('execution.*', ({ type }) => void heard.push(type))
    await trader.start()
    trader.execute(still({ instrument: infy.id, side: 'buy', quantity: 5 }))
    venue.fill(venue.orders[0]!)
    expect(heard).toEqual(['execution.started', 'execution.finished'])
  })

  it('tells its planner where everything stands, from fills and open orders', async () => {
    const { venue, inputs } = await run(on({ started: [place('first', 8, 99), place('second', 4)] }), {
      needs: ['quotes'],
    })
    venue.fill(venue.orders[0]!, 10)
    venue.cancel(venue.orders[1]!)
    venue.clock.advanceTo(50)
    venue.quote(98)
    const { supports } = venue.broker
    const quote = (time: number, last: number) => ({ instrument: 'NSE:INFY', time, last })
    const context = (now: number, seen: object) => ({
      now,
      params: { instrument: 'NSE:INFY', side: 'buy', quantity: '100', seed: expect.any(Number) },
      lots: 20,
      instrument: infy,
      supports,
      quote: seen,
      routes: [{ account: 'main', instrument: infy, supports, quote: seen }],
    })
    expect(inputs[0]).toEqual({
      type: 'started',
      ...context(0, quote(0, 100)),
      parent: { lots: 20, filledLots: 0, openLots: 0, remainingLots: 20, positionLots: 0, arrivalPrice: 100 },
      children: [],
    })
    const child = { exit: false, account: 'main', instrument: 'NSE:INFY', pending: 'none', placedAt: 0, certain: true }
    expect(inputs.at(-1)).toEqual({
      type: 'quote',
      ...context(50, quote(50, 98)),
      parent: { lots: 20, filledLots: 2, openLots: 6, remainingLots: 12, positionLots: 2, arrivalPrice: 100 },
      children: [
        { ...child, key: 'first', lots: 8, filledLots: 2, working: true, price: 99, averagePrice: 100 },
        { ...child, key: 'second', lots: 4, filledLots: 0, working: false },
      ],
    })
  })

  it('never sends more than remains, whatever its planner asks for', async () => {
    const { venue, execution } = await run(
      on({ started: [place('a', 15), place('b', 15), place('c', 15), place('d', -3), place('e', Number.NaN)] }),
    )
    expect(ordersOf(venue)).toEqual(['75 market', '25 market'])
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
  })

  it('sends again what was rejected or canceled, and no more', async () => {
    const venue = createVenue()
    venue.answer = (order) => (venue.orders.length === 1 ? rejected() : accepted(order))
    const { execution } = await run(
      (input) =>
        input.type === 'started' || (input.type === 'child' && input.change !== 'accepted') ? [place('slice', 20)] : [],
      { venue },
    )
    expect(ordersOf(venue)).toEqual(['100 market', '100 market'])
    venue.fill(venue.orders[1]!, 30)
    venue.cancel(venue.orders[1]!)
    expect(ordersOf(venue)).toEqual(['100 market', '100 market', '70 market'])
    expect(standing(execution.getProgress())).toBe('running 30+70+0')
  })

  it('counts an order that nobody answered for as open', async () => {
    const venue = createVenue()
    venue.answer = unanswered
    const { execution, inputs } = await run(
      (input) => (input.type === 'started' || input.type === 'child' ? [place('slice', 20)] : []),
      { venue },
    )
    expect(venue.orders).toHaveLength(1)
    expect(typesOf(inputs)).toEqual(['started', 'slice unconfirmed'])
    expect(inputs[1]!.children).toMatchObject([{ working: true, certain: false }])
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
  })

  it('counts an order that is about to become larger as if it were already', async () => {
    const venue = createVenue()
    venue.modifies = 'later'
    const { trader, execution, inputs } = await run(
      ({ type }) => (type === 'started' ? [place('first', 4)] : type === 'quote' ? [place('rest', 20)] : []),
      { venue, needs: ['quotes'] },
    )
    await trader.modify(venue.orders[0]!.terms.clientOrderId, { quantity: 60 })
    expect(standing(execution.getProgress())).toBe('running 0+60+40')
    venue.quote(100)
    expect(inputs.at(-2)!.parent).toMatchObject({ openLots: 12, remainingLots: 8 })
    expect(ordersOf(venue)).toEqual(['20 market', '40 market'])
  })

  it('holds its children to its own limit, on the tick', async () => {
    const { venue } = await run(on({ started: [place('a', 1), place('b', 1, 99.99), place('c', 1, 101)] }), {
      params: { limitPrice: '100.04' },
    })
    expect(ordersOf(venue)).toEqual(['5 limit 100', '5 limit 99.95', '5 limit 100'])
  })

  it('tells the news of each child by its key, in order and one at a time', async () => {
    const venue = createVenue()
    venue.answer = (order) => {
      // It is traded before the venue has said that it took it.
      venue.fill(order, 5)
      return accepted(order)
    }
    let stepping = false
    const { inputs } = await run(
      ({ type }) => {
        expect(stepping).toBe(false)
        stepping = true
        const commands = type === 'started' ? [place('a', 2), place('b', 2)] : []
        stepping = false
        return commands
      },
      { venue },
    )
    expect(typesOf(inputs)).toEqual(['started', 'a accepted', 'a filled', 'b accepted', 'b filled'])
    // Both were placed before the news of the first was told.
    expect(inputs.map(({ children }) => children.length)).toEqual([0, 2, 2, 2, 2])
    venue.cancel(venue.orders[1]!)
    venue.fill(venue.orders[0]!)
    expect(typesOf(inputs).slice(5)).toEqual(['b canceled', 'a filled'])
  })

  it('tells that a child was denied by a rule as it tells that one was rejected', async () => {
    const rule: RiskRule = { name: 'never', check: () => ({ rule: 'never', reason: 'No.' }) }
    const { execution, inputs, venue } = await run(on({ started: [place('a', 2)] }), { rules: [rule] })
    expect(typesOf(inputs)).toEqual(['started', 'paused', 'a rejected'])
    expect(inputs.at(-1)).toMatchObject({ why: 'blocked', reason: 'No.' })
    expect(venue.orders).toEqual([])
    expect(standing(execution.getProgress())).toBe('paused 0+0+100')
  })

  it('cancels the children of a key, and no others', async () => {
    const { venue, inputs } = await run(
      on({ started: [place('a', 2), place('b', 2), place('a', 1)], quote: [{ type: 'cancel', key: 'a' }] }),
      { needs: ['quotes'] },
    )
    venue.quote(100)
    expect(venue.orders.map(({ lifecycle }) => lifecycle)).toEqual(['canceled', 'working', 'canceled'])
    expect(typesOf(inputs).slice(-2)).toEqual(['a canceled', 'a canceled'])
  })

  it('hears only what its planner needs, of its own instrument', async () => {
    const seen = async (needs: RunOptions['needs']) => {
      const { venue, inputs } = await run(nothing, { needs: needs ?? [] })
      const trade = { instrument: infy.id, time: 0, price: 100, quantity: 1 }
      const bar = {
        instrument: infy.id,
        timeframe: '1m',
        time: 0,
        open: 1,
        high: 1,
        low: 1,
        close: 1,
        volume: 1,
      } as const
      venue.quote(99)
      venue.market({ type: 'quote', quote: { instrument: 'NSE:TCS', time: 0, last: 1 } })
      venue.market({ type: 'trade', trade })
      venue.market({ type: 'bar', bar })
      venue.market({ type: 'bar', bar: { ...bar, time: 60_000, timeframe: '5m' } })
      return typesOf(inputs).slice(1)
    }
    expect(await seen([])).toEqual([])
    expect(await seen(['quotes'])).toEqual(['quote'])
    expect(await seen(['trades', '1m'])).toEqual(['trade', 'bar'])
  })

  it('wakes its planner at the time it asked for', async () => {
    const { venue, inputs } = await run(
      on({ started: [{ type: 'wake', at: 1_000 }], woke: [{ type: 'wake', at: 2_500 }] }),
    )
    venue.clock.advanceTo(999)
    expect(typesOf(inputs)).toEqual(['started'])
    venue.clock.advanceTo(10_000)
    expect(inputs.map(({ type, now }) => `${type} ${now}`)).toEqual(['started 0', 'woke 1000', 'woke 2500'])
  })

  it('waits for the last time it was told of only, and not for one that is over', async () => {
    const { venue, inputs } = await run(
      on({
        started: [
          { type: 'wake', at: 1_000 },
          { type: 'wake', at: 3_000 },
        ],
        woke: [{ type: 'wake', at: 5 }],
      }),
    )
    venue.clock.advanceTo(10_000)
    expect(inputs.map(({ type, now }) => `${type} ${now}`)).toEqual(['started 0', 'woke 3000', 'woke 3000'])
  })

  it.each<[string, number, (run: { venue: Venue; execution: Execution }) => void]>([
    ['its end', 0, ({ venue }) => venue.fill(venue.orders[0]!)],
    // The account asks after the cancel until the broker has shown it.
    ['the beginning of its end', 1, ({ execution }) => void execution.cancel()],
    ['a pause', 0, ({ execution }) => void execution.pause()],
  ])('does not wake after %s, nor does it keep a timer', async (_, waiting, happens) => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { inputs, execution } = await run(on({ started: [place('a', 20), { type: 'wake', at: 1_000 }] }), { venue })
    // The stream is watched meanwhile.
    expect(venue.waiting - 1).toBe(1)
    happens({ venue, execution })
    expect(venue.waiting - 1).toBe(waiting)
    venue.clock.advanceTo(10_000)
    expect(typesOf(inputs)).not.toContain('woke')
  })

  it('gives the same chance to the same seed, and another without one', async () => {
    const venue = createVenue()
    const drawn: number[] = []
    const dice = defineAlgo<AlgoParams, null>({
      name: 'dice',
      version: 1,
      needs: [],
      begin(_, { random, lots, now, instrument }) {
        expect([lots, now, instrument]).toEqual([20, 0, infy])
        drawn.push(random())
        return null
      },
      step: (state) => ({ state, commands: [] }),
    })
    const trader = createTrader({ broker: venue.broker, algos: [dice] })
    await trader.start()
    const params = { instrument: infy.id, side: 'buy', quantity: 100 } as const
    for (const seed of [7, 7, 8]) trader.execute(dice({ ...params, seed }))
    for (let i = 0; i < 2; i++) trader.execute(dice(params))
    expect(drawn[0]).toBe(drawn[1])
    expect(new Set(drawn).size).toBe(4)
  })
})

describe('the end of an execution', () => {
  it('comes when its planner says so, with a reason and what is left', async () => {
    const { execution, events } = await run(on({ started: [finish('expired', 'the window is over')] }))
    expect(await execution.finished).toMatchObject({ status: 'expired', reason: 'the window is over' })
    expect(events.at(-1)).toMatchObject({
      type: 'execution.finished',
      status: 'expired',
      residualQuantity: new Decimal(100),
      reason: 'the window is over',
    })
  })

  it('waits for children that are still open, which it cancels', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { execution, inputs } = await run(
      on({ started: [place('a', 4), place('b', 4)], quote: [finish('expired')] }),
      {
        venue,
        needs: ['quotes'],
      },
    )
    venue.quote(100)
    expect(await isFinished(execution)).toBe(false)
    expect(standing(execution.getProgress())).toBe('running 0+40+60')
    const told = inputs.length
    venue.cancel(venue.orders[0]!)
    expect(await isFinished(execution)).toBe(false)
    // It is traded while the cancel is on its way.
    venue.fill(venue.orders[1]!, 10)
    venue.cancel(venue.orders[1]!)
    expect(standing(await execution.finished)).toBe('expired 10+0+90')
    expect(inputs).toHaveLength(told)
  })

  it('carries out nothing that its planner says after it', async () => {
    const { venue, execution } = await run(
      on({ started: [finish('expired'), place('late', 5), { type: 'wake', at: 5 }] }),
    )
    expect(await execution.finished).toMatchObject({ status: 'expired' })
    expect(venue.orders).toEqual([])
  })

  it('is the last that its planner hears of, though its children have news', async () => {
    const { execution, inputs } = await run(on({ started: [place('a', 20), finish('expired')] }))
    expect(await execution.finished).toMatchObject({ status: 'expired' })
    expect(typesOf(inputs)).toEqual(['started'])
  })

  it('is canceled on request, after its planner was told', async () => {
    const { execution, venue, inputs } = await run(on({ started: [place('a', 20)] }))
    venue.fill(venue.orders[0]!, 35)
    expect(standing(await execution.cancel())).toBe('canceled 35+0+65')
    expect(typesOf(inputs).at(-1)).toBe('canceled')
    expect(venue.orders[0]!.lifecycle).toBe('canceled')
  })

  it('waits, when it is canceled, for what is open', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { execution } = await run(on({ started: [place('a', 20)] }), { venue })
    const canceled = execution.cancel()
    expect(await isFinished(execution)).toBe(false)
    venue.fill(venue.orders[0]!)
    expect(standing(await canceled)).toBe('canceled 100+0+0')
  })

  it('waits for a child whose cancel is refused until that is closed', async () => {
    const venue = createVenue()
    venue.cancels = 'refused'
    const { execution } = await run(on({ started: [place('a', 20)] }), { venue })
    const canceled = execution.cancel()
    expect(await isFinished(execution)).toBe(false)
    venue.cancel(venue.orders[0]!)
    expect(standing(await canceled)).toBe('canceled 0+0+100')
  })

  it('asks again for a cancel that was refused, until the child is closed', async () => {
    const venue = createVenue()
    venue.cancels = 'refused'
    const { execution } = await run(on({ started: [place('a', 20)] }), { venue })
    const canceled = execution.cancel()
    venue.clock.advanceTo(900)
    venue.cancels = 'at once'
    expect(await isFinished(execution)).toBe(false)
    venue.clock.advanceTo(1_000)
    expect(standing(await canceled)).toBe('canceled 0+0+100')
    expect(venue.orders[0]!.lifecycle).toBe('canceled')
  })

  it('asks less and less often for a cancel that is refused', async () => {
    const venue = createVenue()
    venue.cancels = 'refused'
    const { execution, trader } = await run(on({ started: [place('a', 20)] }), { venue })
    const asked: number[] = []
    trader.on('order.cancel-requested', ({ time }) => void asked.push(time))
    void execution.cancel()
    for (let now = 500; now <= 100_000; now += 500) {
      venue.clock.advanceTo(now)
      await isFinished(execution)
    }
    expect(asked).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000])
    await trader.stop()
  })

  it('waits for a child that has not been answered yet', async () => {
    const venue = createVenue()
    const reply = Promise.withResolvers<void>()
    venue.answer = async (order) => {
      await reply.promise
      return accepted(order)
    }
    const { execution, trader } = await run(on({ started: [place('a', 20)] }), { venue })
    const canceled = execution.cancel()
    expect(await isFinished(execution)).toBe(false)
    reply.resolve()
    expect(standing(await canceled)).toBe('canceled 0+0+100')
    await trader.idle()
    expect(venue.orders[0]!.lifecycle).toBe('canceled')
  })

  it('may be how its planner wants it, when it is canceled', async () => {
    const { execution } = await run(on({ canceled: [finish('failed', 'the hedge is gone')] }))
    expect(await execution.cancel()).toMatchObject({ status: 'failed', reason: 'the hedge is gone' })
  })

  it('comes once: what is asked for afterwards changes nothing', async () => {
    const { execution, events, venue, inputs } = await run(on({ started: [place('a', 20)] }), { needs: ['quotes'] })
    venue.fill(venue.orders[0]!)
    const result = await execution.finished
    const told = inputs.length
    expect(await execution.cancel()).toBe(result)
    await execution.pause()
    await execution.resume()
    venue.quote(99)
    venue.fill(venue.orders[0]!, 5)
    expect(inputs).toHaveLength(told)
    expect(events.filter(({ type }) => type !== 'execution.sliced').map(({ type }) => type)).toEqual([
      'execution.started',
      'execution.finished',
    ])
    expect(await execution.finished).toBe(result)
  })

  it('is a failure where its planner throws, and its children are canceled', async () => {
    const { execution, venue, events } = await run(
      (input) => {
        if (input.type === 'started') return [place('a', 20)]
        if (input.type === 'quote') throw new RangeError('no volume curve')
        return []
      },
      { needs: ['quotes'] },
    )
    venue.fill(venue.orders[0]!, 5)
    venue.quote(99)
    const result = await execution.finished
    expect(standing(result)).toBe('failed 5+0+95')
    expect(result.reason).toBe('no volume curve')
    expect(result).not.toHaveProperty('error')
    expect(venue.orders[0]!.lifecycle).toBe('canceled')
    expect(events.at(-1)).toMatchObject({ type: 'execution.finished', status: 'failed', reason: 'no volume curve' })
  })

  it('keeps the error where a planner throws one of ours', async () => {
    const error = new ShagunError('invalid-data', 'The curve is empty.', {
      details: { source: 'curve', field: 'volume' },
    })
    const { execution } = await run(() => {
      throw error
    })
    expect(await execution.finished).toMatchObject({ status: 'failed', reason: 'The curve is empty.', error })
  })

  it('names what is thrown that is no error', async () => {
    const { execution } = await run(() => {
      throw 'enough'
    })
    expect(await execution.finished).toMatchObject({ status: 'failed', reason: 'enough' })
  })

  it('is a failure where a child can never be right', async () => {
    const { execution } = await run(on({ started: [place('a', 1, -5)] }))
    expect(await execution.finished).toMatchObject({
      status: 'failed',
      reason: 'limitPrice is -5; expected a price above 0.',
      error: { code: 'invalid-order' },
    })
  })

  it('is a failure where its planner wants to be woken at no time at all', async () => {
    const { execution } = await run(on({ started: [{ type: 'wake', at: Number.NaN }] }))
    expect(await execution.finished).toMatchObject({ status: 'failed', error: { code: 'invalid-options' } })
  })
})

describe('a paused execution', () => {
  it('opens nothing and hears no market, until it goes on', async () => {
    const { execution, venue, inputs, events } = await run(
      ({ type }) => (type === 'quote' || type === 'resumed' ? [place('slice', 2)] : []),
      { needs: ['quotes'] },
    )
    await execution.pause()
    venue.quote(99)
    expect(venue.orders).toEqual([])
    expect(standing(execution.getProgress())).toBe('paused 0+0+100')
    await execution.resume()
    expect(ordersOf(venue)).toEqual(['10 market'])
    venue.quote(99)
    expect(ordersOf(venue)).toEqual(['10 market', '10 market'])
    expect(typesOf(inputs)).toEqual(['started', 'paused', 'resumed', 'slice accepted', 'quote', 'slice accepted'])
    expect(events.filter(({ type }) => type !== 'execution.sliced')).toMatchObject([
      { type: 'execution.started' },
      { type: 'execution.paused', execution: execution.id, reason: 'asked to' },
      { type: 'execution.resumed', execution: execution.id },
    ])
  })

  it('hears of its children and may cancel, but opens nothing in answer', async () => {
    const { execution, venue, inputs } = await run((input) => {
      if (input.type === 'started') return [place('clip', 4), place('hedge', 4)]
      if (input.type === 'child' && input.change === 'filled')
        return [{ type: 'cancel', key: 'hedge' }, place('clip', 4)]
      return []
    })
    await execution.pause()
    venue.fill(venue.orders[0]!)
    expect(typesOf(inputs).slice(-2)).toEqual(['clip filled', 'hedge canceled'])
    expect(ordersOf(venue)).toEqual(['20 market', '20 market'])
    expect(standing(execution.getProgress())).toBe('paused 20+0+80')
  })

  it('forgets when it was to be woken', async () => {
    const { execution, venue, inputs } = await run(on({ started: [{ type: 'wake', at: 1_000 }] }))
    await execution.pause()
    await execution.resume()
    venue.clock.advanceTo(9_000)
    expect(typesOf(inputs)).toEqual(['started', 'paused', 'resumed'])
  })

  it('is paused and goes on once, however often it is asked', async () => {
    const { execution, events } = await run(nothing)
    await execution.resume()
    await Promise.all([execution.pause(), execution.pause()])
    await Promise.all([execution.resume(), execution.resume()])
    expect(events.map(({ type }) => type)).toEqual([
      'execution.started',
      'execution.sliced',
      'execution.paused',
      'execution.sliced',
      'execution.resumed',
      'execution.sliced',
    ])
  })

  it('is done when what is open is filled', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    await execution.pause()
    venue.fill(venue.orders[0]!)
    expect(standing(await execution.finished)).toBe('done 100+0+0')
  })

  it('can be canceled', async () => {
    const { execution, venue, inputs } = await run(on({ started: [place('a', 20)] }))
    await execution.pause()
    expect(standing(await execution.cancel())).toBe('canceled 0+0+100')
    expect(typesOf(inputs).at(-1)).toBe('canceled')
    expect(venue.orders[0]!.lifecycle).toBe('canceled')
  })
})

describe('the progress of an execution', () => {
  /** Reads to the end, waiting for `read` after each. */
  async function readAll(execution: Execution, read: () => Promise<void> = async () => {}): Promise<string[]> {
    const seen: string[] = []
    for await (const progress of execution.progress()) {
      seen.push(standing(progress))
      await read()
    }
    return seen
  }
  const settled = async () => {
    for (let i = 0; i < 20; i++) await undefined
  }

  it('begins with how it stands, tells each change, and ends with the end', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    const all = readAll(execution)
    await settled()
    venue.fill(venue.orders[0]!, 30)
    await settled()
    venue.fill(venue.orders[0]!, 20)
    await settled()
    venue.fill(venue.orders[0]!)
    expect(await all).toEqual(['running 0+100+0', 'running 30+70+0', 'running 50+50+0', 'done 100+0+0'])
  })

  it('leaves out for a slow reader what was in between, but never the end', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    const gate = Promise.withResolvers<void>()
    const all = readAll(execution, () => gate.promise)
    await settled()
    for (let i = 0; i < 20; i++) venue.fill(venue.orders[0]!, 5)
    gate.resolve()
    expect(await all).toEqual(['running 0+100+0', 'done 100+0+0'])
  })

  it('is for each reader its own', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    const gate = Promise.withResolvers<void>()
    const [fast, slow] = [readAll(execution), readAll(execution, () => gate.promise)]
    await settled()
    venue.fill(venue.orders[0]!, 30)
    await settled()
    gate.resolve()
    await settled()
    venue.fill(venue.orders[0]!)
    expect(await fast).toEqual(['running 0+100+0', 'running 30+70+0', 'done 100+0+0'])
    expect(await slow).toEqual(['running 0+100+0', 'running 30+70+0', 'done 100+0+0'])
  })

  it('is the end alone for who comes after it', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    venue.fill(venue.orders[0]!)
    await execution.finished
    expect(await readAll(execution)).toEqual(['done 100+0+0'])
  })

  it('goes on trading when a reader leaves', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    for await (const _ of execution.progress()) break
    venue.fill(venue.orders[0]!)
    expect(await execution.finished).toMatchObject({ status: 'done' })
  })

  it('shows that it was paused and goes on, and what is filled meanwhile', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    const all = readAll(execution)
    await settled()
    await execution.pause()
    await settled()
    venue.fill(venue.orders[0]!, 30)
    await settled()
    await execution.resume()
    await settled()
    venue.fill(venue.orders[0]!)
    expect(await all).toEqual([
      'running 0+100+0',
      'paused 0+100+0',
      'paused 30+70+0',
      'running 30+70+0',
      'done 100+0+0',
    ])
  })

  it('shows what is filled while it waits for its last children', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { execution } = await run(on({ started: [place('a', 20)] }), { venue })
    void execution.cancel()
    const all = readAll(execution)
    await settled()
    venue.fill(venue.orders[0]!, 30)
    await settled()
    venue.cancel(venue.orders[0]!)
    expect(await all).toEqual(['running 0+100+0', 'running 30+70+0', 'canceled 30+0+70'])
  })

  it('knows no average and no slippage before the first fill, and none against no price', async () => {
    const { execution, venue } = await run(on({ started: [place('a', 20)] }))
    expect(execution.getProgress()).not.toHaveProperty('averagePrice')
    expect(execution.getProgress().slippageBps).toBeNull()
    venue.fill(venue.orders[0]!, 5, 99)
    expect(execution.getProgress().slippageBps).toBeCloseTo(-100, 9)
    const algo = planner(on({ started: [place('a', 20)] }))
    const quiet = createVenue()
    const trader = createTrader({ broker: quiet.broker, algos: [algo] })
    await trader.start()
    const unpriced = trader.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100 }))
    quiet.fill(quiet.orders[0]!, 5, 99)
    expect(unpriced.getProgress().slippageBps).toBeNull()
    expect(unpriced.getProgress().averagePrice!.toString()).toBe('99')
  })
})

describe('execute', () => {
  const params: AlgoParams = { instrument: infy.id, side: 'buy', quantity: 100 }

  it('refuses an algo that the trader was not given, also one of the same name', async () => {
    const { trader } = await run(nothing)
    const stranger = planner(nothing)
    expect(() => trader.execute(stranger(params))).toThrow(
      expect.objectContaining({ code: 'algo-not-registered', details: { algo: 'scripted' } }),
    )
  })

  it.each<[string, Partial<Record<keyof AlgoParams, unknown>>, string, string]>([
    ['side', { side: 'hold' }, 'hold', 'buy or sell'],
    ['quantity', { quantity: 0 }, '0', 'a quantity above 0'],
    ['quantity', { quantity: -5 }, '-5', 'a quantity above 0'],
    ['quantity', { quantity: 'many' }, 'many', 'a quantity above 0'],
    ['quantity', { quantity: Number.POSITIVE_INFINITY }, 'Infinity', 'a quantity above 0'],
    ['quantity', { quantity: '12' }, '12', 'a multiple of the lot 5 of NSE:INFY'],
    ['limitPrice', { limitPrice: 'cheap' }, 'cheap', 'a price above 0'],
    ['limitPrice', { limitPrice: 0 }, '0', 'a price above 0'],
    ['limitPrice', { limitPrice: Number.NaN }, 'NaN', 'a price above 0'],
  ])('refuses a %s of %j, and begins nothing', async (field, wrong, value, expected) => {
    const { trader, algo, inputs, events } = await run(nothing)
    const before = [inputs.length, events.length]
    expect(() => trader.execute(algo({ ...params, ...wrong } as AlgoParams))).toThrow(
      expect.objectContaining({
        code: 'invalid-order',
        message: `${field} is ${value}; expected ${expected}.`,
        details: { field, value, expected },
      }),
    )
    expect([inputs.length, events.length]).toEqual(before)
  })

  it('refuses a quantity of more orders than a memory holds', async () => {
    const { trader, algo, inputs } = await run(nothing)
    const before = inputs.length
    expect(() => trader.execute(algo({ ...params, quantity: 1e300 }))).toThrow(
      expect.objectContaining({ code: 'invalid-order', details: expect.objectContaining({ field: 'quantity' }) }),
    )
    expect(inputs).toHaveLength(before)
  })

  it('refuses a product that the broker does not take, before the first child', async () => {
    const { trader, algo, venue } = await run(nothing)
    expect(() => trader.execute(algo({ ...params, product: 'margin' }))).toThrow(
      expect.objectContaining({ code: 'invalid-order', details: expect.objectContaining({ field: 'product' }) }),
    )
    expect(venue.orders).toEqual([])
  })

  it('refuses a limit that lies beyond the band of a rule, before the first child', async () => {
    const band: RiskRule = {
      name: 'price-band',
      check: (intent) =>
        intent.type === 'place' && 'limitPrice' in intent.terms && intent.terms.limitPrice.gt(120)
          ? { rule: 'price-band', reason: 'The band ends at 120.' }
          : undefined,
    }
    const { trader, algo, events } = await run(nothing, { rules: [band] })
    const before = events.length
    expect(() => trader.execute(algo({ ...params, limitPrice: 121 }))).toThrow(
      expect.objectContaining({
        code: 'invalid-order',
        message: expect.stringContaining('The band ends at 120.'),
        details: expect.objectContaining({ field: 'limitPrice', value: '121' }),
      }),
    )
    expect(events).toHaveLength(before)
    expect(trader.execute(algo({ ...params, limitPrice: 119 })).getProgress().status).toBe('running')
  })

  it('refuses an instrument that nobody lists', async () => {
    const { trader, algo } = await run(nothing)
    expect(() => trader.execute(algo({ ...params, instrument: 'NSE:TCS' }))).toThrow(
      expect.objectContaining({ code: 'invalid-order' }),
    )
  })

  it('refuses what its planner finds no meaning in, and begins nothing', async () => {
    const cause = new RangeError('a window of no length')
    const strict = defineAlgo<AlgoParams, null>({
      name: 'strict',
      version: 1,
      needs: [],
      begin() {
        throw cause
      },
      step: (state) => ({ state, commands: [] }),
    })
    const trader = createTrader({ broker: createVenue().broker, algos: [strict] })
    const heard: string[] = []
    trader.on('execution.*', ({ type }) => void heard.push(type))
    await trader.start()
    expect(() => trader.execute(strict(params))).toThrow(cause)
    expect(heard).toEqual([])
  })

  it('refuses before start and after stop', async () => {
    const algo = planner(nothing)
    const trader = createTrader({ broker: createVenue().broker, algos: [algo] })
    const refused = expect.objectContaining({ code: 'not-started', details: { account: 'main' } })
    expect(() => trader.execute(algo(params))).toThrow(refused)
    await trader.start()
    await trader.stop()
    expect(() => trader.execute(algo(params))).toThrow(refused)
  })

  it('gives each execution a name under which it is found, also after its end', async () => {
    const { trader, execution, begin } = await run(on({ started: [finish('expired')] }))
    const other = begin()
    expect(execution.id).toMatch(/^x[a-z0-9]{12}$/)
    expect(other.id).not.toBe(execution.id)
    expect(trader.getExecution(execution.id)).toBe(execution)
    expect(trader.getExecution(other.id)).toBe(other)
    expect(trader.getExecution('x' as never)).toBeUndefined()
    expect(execution.params).toEqual({ ...params, quantity: '100', seed: expect.any(Number) })
  })

  it('keeps executions apart that run side by side', async () => {
    const { execution, begin, venue, inputs } = await run(({ type }) => (type === 'started' ? [place('a', 20)] : []))
    const other = begin()
    venue.fill(venue.orders[0]!, 50)
    venue.fill(venue.orders[1]!)
    expect(standing(execution.getProgress())).toBe('running 50+50+0')
    expect(standing(await other.finished)).toBe('done 100+0+0')
    expect(typesOf(inputs)).toEqual(['started', 'a accepted', 'started', 'a accepted', 'a filled', 'a filled'])
  })

  it('takes parameters that no journal can hold for what they are in JSON', async () => {
    const { execution, events } = await run(nothing, {
      params: { onSlice: () => {}, curve: [1, undefined, 2], limitPrice: new Decimal('100.05') } as object,
    })
    expect(events[0]).toMatchObject({ params: { curve: [1, null, 2], limitPrice: '100.05' } })
    expect(standing(execution.getProgress())).toBe('running 0+0+100')
  })
})

describe('an account that stops', () => {
  it('abandons its executions: what is open stands, and nothing is planned', async () => {
    const { trader, execution, venue, inputs, events } = await run(
      on({ started: [place('a', 12), { type: 'wake', at: 1_000 }] }),
    )
    venue.fill(venue.orders[0]!, 20)
    const told = inputs.length
    await trader.stop()
    const result = await execution.finished
    expect(standing(result)).toBe('failed 20+40+40')
    expect(result.reason).toBe('the account was stopped')
    expect(result.fills).toHaveLength(1)
    venue.clock.advanceTo(5_000)
    expect(inputs).toHaveLength(told)
    expect(venue.orders[0]!.lifecycle).toBe('working')
    expect(events.map(({ type }) => type)).not.toContain('execution.finished')
  })

  it('ends the progress of its executions', async () => {
    const { trader, execution } = await run(nothing)
    const reader = execution.progress()[Symbol.asyncIterator]()
    expect(standing((await reader.next()).value)).toBe('running 0+0+100')
    const last = reader.next()
    await trader.stop()
    expect(standing((await last).value)).toBe('failed 0+0+100')
    expect(await reader.next()).toEqual({ done: true, value: undefined })
  })
})

describe('an account that starts again', () => {
  /** Another process, with the journal and the venue of one that is gone. */
  async function restart(storage: Storage, venue: Venue) {
    const events: TradingEvent[] = []
    const trader = createTrader({ broker: venue.broker, storage, algos: [planner(nothing, [], 'another')] })
    trader.on('execution.*', (event) => void events.push(event))
    await trader.start()
    return { trader, events }
  }

  it('marks as failed what its planner is not there for, with what is left, and leaves its open orders alone', async () => {
    const { trader, execution, venue, storage } = await run(on({ started: [place('a', 12), place('b', 4)] }))
    venue.fill(venue.orders[0]!, 20)
    await trader.stop()
    // It is traded while nobody looks, which the books tell at the next start.
    venue.fill(venue.orders[1]!, 5)
    const { trader: next, events } = await restart(storage, venue)
    expect(events).toEqual([
      {
        type: 'execution.finished',
        time: 0,
        execution: execution.id,
        status: 'failed',
        residualQuantity: new Decimal(75),
        reason: 'the algo scripted is not among those given to this process',
      },
    ])
    expect(venue.orders.map(({ lifecycle }) => lifecycle)).toEqual(['working', 'working'])
    expect(next.getExecution(execution.id)).toBeUndefined()
  })

  it('marks it once', async () => {
    const { trader, venue, storage } = await run(nothing)
    await trader.stop()
    const first = await restart(storage, venue)
    await first.trader.stop()
    const second = await restart(storage, venue)
    expect([first.events.length, second.events.length]).toEqual([1, 0])
  })

  it('does not touch what had ended', async () => {
    const { trader, execution, venue, storage } = await run(on({ started: [place('a', 20)] }))
    venue.fill(venue.orders[0]!)
    await execution.finished
    await trader.stop()
    expect((await restart(storage, venue)).events).toEqual([])
  })

  it('tells the news of a child once, also when it is the same trader that starts again', async () => {
    const { trader, begin, inputs } = await run(({ type }) => (type === 'started' ? [place('a', 2)] : []))
    await trader.stop()
    await trader.start()
    inputs.length = 0
    begin()
    expect(typesOf(inputs)).toEqual(['started', 'a accepted'])
  })

  it('does not mind being started twice', async () => {
    const { trader, execution, venue, inputs } = await run(({ type }) => (type === 'started' ? [place('a', 20)] : []))
    await trader.start()
    venue.fill(venue.orders[0]!, 5)
    expect(typesOf(inputs)).toEqual(['started', 'a accepted', 'a filled'])
    expect(standing(execution.getProgress())).toBe('running 5+95+0')
  })
})

/** A storage whose journal takes so many appends and then fails, at once or later. */
function failing(appends: number, how: 'at once' | 'later'): Storage {
  const inner = memory()
  let left = appends
  return {
    ...inner,
    async openJournal(account) {
      const journal = await inner.openJournal(account)
      const append = (entries: Parameters<Journal['append']>[0]) => {
        if (left-- <= 0) throw new Error('the disk is full')
        return journal.append(entries)
      }
      return { ...journal, append: how === 'at once' ? append : async (entries) => append(entries) }
    },
  }
}

describe.each(['at once', 'later'] as const)('an account whose journal fails %s', (how) => {
  // The trader itself writes a few entries before the first execution; the rest fail one after the other.
  it.each(Array.from({ length: 12 }, (_, i) => i))('ends every execution, at whichever write: %i', async (appends) => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    try {
      const venue = createVenue()
      const executions: Execution[] = []
      const algo = planner(
        (input) => (input.type === 'started' || input.type === 'quote' ? [place('a', 2)] : []),
        ['quotes'],
      )
      const trader = createTrader({
        broker: venue.broker,
        data: [venue.feed],
        strategies: [{ name: 'watcher', watch: [{ instrument: infy.id }] }],
        algos: [algo],
        storage: failing(appends, how),
      })
      await trader.start()
      venue.quote(100)
      try {
        executions.push(trader.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100 })))
        await trader.idle()
        venue.quote(101)
        await trader.idle()
        const [first] = venue.orders
        if (first !== undefined) venue.fill(first)
        await trader.idle()
        venue.quote(102)
        await trader.idle()
      } catch (error) {
        expect(error).toMatchObject({ code: 'account-halted' })
      }
      for (const execution of executions) {
        expect(await execution.finished).toMatchObject({ status: 'failed' })
        expect((await execution.finished).reason).toMatch(/the disk is full/)
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
      expect(unhandled).not.toHaveBeenCalled()
    } finally {
      process.off('unhandledRejection', unhandled)
    }
  })
})
