import { describe, expect, it } from 'vitest'
import type { AlgoInput } from '../ports/algo-input.ts'
import { memory } from '../ports/storage-memory.ts'
import { createTrader } from '../trader/create-trader.ts'
import { on, ordersOf, run, standing, typesOf } from './run.fixture.ts'
import { accepted, createVenue, infy, place, planner, unanswered } from './venue.fixture.ts'

/** A slice of 4 lots whenever none works. */
const drip = ({ type, children }: AlgoInput) =>
  ['started', 'recovered', 'resumed', 'child', 'woke'].includes(type) && !children.some(({ working }) => working)
    ? [place(`slice-${children.length}`, 4)]
    : []

describe('an execution whose process ends', () => {
  it('goes on mid-slice from what the broker says, under its own name, to its end', async () => {
    const { trader, venue, execution, restart, inputs, events } = await run(drip)
    venue.fill(venue.orders[0]!)
    venue.fill(venue.orders[1]!, 5)
    await trader.stop()
    // It is traded while nobody looks.
    venue.fill(venue.orders[1]!, 10)
    const next = await restart()
    expect(inputs[0]).toMatchObject({
      type: 'recovered',
      params: { quantity: '100', side: 'buy' },
      parent: { lots: 20, filledLots: 7, openLots: 1, remainingLots: 12, arrivalPrice: 100 },
    })
    expect(next.execution.id).toBe(execution.id)
    expect(standing(next.execution.getProgress())).toBe('running 35+5+60')
    for (let i = 1; i < 5; i++) venue.fill(venue.orders.at(-1)!)
    const result = await next.execution.finished
    expect(standing(result)).toBe('done 100+0+0')
    expect(result.fills.reduce((sum, { quantity }) => sum + quantity.toNumber(), 0)).toBe(100)
    expect(events.filter(({ type }) => type === 'execution.finished')).toHaveLength(1)
    expect(venue.orders.map(({ terms }) => terms.quantity.toNumber())).toEqual([20, 20, 20, 20, 20])
  })

  it('meets its planner with the state that was journalled last', async () => {
    const { trader, restart, inputs, execution } = await run(drip, { params: { seed: 9 } })
    await trader.stop()
    const next = await restart()
    expect(typesOf(inputs)).toEqual(['recovered'])
    expect(next.execution.params).toEqual(execution.params)
    await next.trader.stop()
    await restart()
    expect(typesOf(inputs)).toEqual(['recovered'])
  })

  it('is done at once where everything was filled meanwhile', async () => {
    const { trader, venue, restart, inputs } = await run(on({ started: [place('a', 20)] }))
    await trader.stop()
    venue.fill(venue.orders[0]!)
    const next = await restart()
    expect(standing(await next.execution.finished)).toBe('done 100+0+0')
    expect(inputs).toEqual([])
  })

  it('sends nothing again that nobody has answered for', async () => {
    const venue = createVenue()
    venue.answer = unanswered
    const { trader, restart } = await run(drip, { venue })
    await trader.stop()
    venue.answer = accepted
    const next = await restart()
    expect(venue.orders).toHaveLength(1)
    expect(standing(next.execution.getProgress())).toBe('running 0+20+80')
  })

  it('is not brought back to life when somebody has called it off', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { trader, execution, restart, inputs } = await run(drip, { venue })
    void execution.cancel()
    await trader.stop()
    const next = await restart()
    // Its planner has been told, and has said how it wants to end.
    expect(inputs).toEqual([])
    venue.cancel(venue.orders[0]!)
    expect(standing(await next.execution.finished)).toBe('canceled 0+0+100')
    expect(venue.orders).toHaveLength(1)
  })

  it('stays paused, for the reason it was, until somebody resumes it', async () => {
    const { trader, venue, execution, restart, inputs } = await run(({ type, parent }) =>
      type === 'resumed' ? [place('a', parent.remainingLots)] : [],
    )
    await execution.pause()
    await trader.stop()
    const next = await restart()
    expect(standing(next.execution.getProgress())).toBe('paused 0+0+100')
    expect(inputs).toEqual([])
    await next.execution.resume()
    expect(ordersOf(venue)).toEqual(['buy 100'])
  })

  it('goes on with what it was amended to', async () => {
    const { trader, execution, restart, inputs } = await run(() => [])
    await execution.amend({ quantity: 250, limitPrice: 99 })
    await trader.stop()
    const next = await restart()
    expect(inputs[0]).toMatchObject({ type: 'recovered', lots: 50, params: { quantity: '250', limitPrice: 99 } })
    expect(standing(next.execution.getProgress())).toBe('running 0+0+250')
  })

  it('goes on from a snapshot as from the whole journal', async () => {
    const storage = memory({ chained: true })
    const venue = createVenue()
    const algo = planner(drip)
    const create = () =>
      createTrader({ broker: venue.broker, algos: [algo], storage, snapshotEvery: 1, reconcileEveryMs: 0 })
    const first = create()
    await first.start()
    const { id } = first.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100 }))
    venue.fill(venue.orders[0]!)
    venue.fill(venue.orders[1]!, 5)
    await first.stop()
    const second = create()
    await second.start()
    const execution = second.getExecution(id)!
    expect(standing(execution.getProgress())).toBe('running 25+15+60')
    for (let i = 1; i < 5; i++) venue.fill(venue.orders.at(-1)!)
    expect(standing(await execution.finished)).toBe('done 100+0+0')
  })

  it('does not go on with another version of its planner, and says so', async () => {
    const { trader, venue, storage, execution } = await run(drip)
    await trader.stop()
    const algo = planner(drip, [], 'scripted', { version: 2 })
    const other = createTrader({ broker: venue.broker, algos: [algo], storage, reconcileEveryMs: 0 })
    const ends: unknown[] = []
    other.on('execution.finished', (event) => void ends.push(event))
    await other.start()
    expect(ends).toMatchObject([
      { execution: execution.id, status: 'failed', reason: 'it was begun by version 1 of scripted, and this is 2' },
    ])
    expect(venue.orders[0]!.lifecycle).toBe('working')
    expect(venue.errors).toContainEqual(expect.stringContaining('Its open orders stand.'))
  })

  it('is told to be over also where no algo is left', async () => {
    const { trader, venue, storage, execution } = await run(drip)
    await trader.stop()
    const other = createTrader({ broker: venue.broker, storage, reconcileEveryMs: 0 })
    const ends: unknown[] = []
    other.on('execution.finished', (event) => void ends.push(event))
    await other.start()
    expect(ends).toMatchObject([{ execution: execution.id, status: 'failed' }])
  })

  it('waits for its strategy to have begun before that hears of its orders', async () => {
    const storage = memory({ chained: true })
    const venue = createVenue()
    const algo = planner(drip)
    const heard: string[] = []
    const create = () =>
      createTrader({
        broker: venue.broker,
        algos: [algo],
        storage,
        reconcileEveryMs: 0,
        strategies: [
          {
            name: 's',
            watch: [],
            onStart(trader) {
              heard.push('start')
              if (trader.view.orders.size === 0)
                trader.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100 }))
            },
            onOrder: (event) => void heard.push(event.type),
          },
        ],
      })
    const first = create()
    await first.start()
    await first.idle()
    expect(heard).toEqual(['start', 'order.submitted', 'order.accepted'])
    await first.stop()
    heard.length = 0
    const second = create()
    await second.start()
    venue.fill(venue.orders[0]!)
    await second.idle()
    // The orders of what goes on are still those of the strategy that began it.
    expect(heard).toEqual(['start', 'order.filled', 'order.submitted', 'order.accepted'])
  })
})

describe('a halt of trading', () => {
  it('pauses what runs, and lets it go on when trading does', async () => {
    const { trader, execution, venue, inputs, events } = await run(drip, { needs: ['quotes'] })
    await trader.halt('a fire drill')
    expect(standing(execution.getProgress())).toBe('paused 0+20+80')
    expect(events.at(-2)).toMatchObject({ type: 'execution.paused', reason: 'trading is halted: a fire drill' })
    venue.fill(venue.orders[0]!)
    expect(venue.orders).toHaveLength(1)
    await trader.resume('it is over')
    expect(venue.orders).toHaveLength(2)
    expect(typesOf(inputs)).toEqual([
      'started',
      'slice-0 accepted',
      'paused',
      'slice-0 filled',
      'resumed',
      'slice-1 accepted',
    ])
  })

  it('leaves paused what somebody else had paused', async () => {
    const { trader, execution } = await run(drip)
    await execution.pause()
    await trader.halt('a fire drill')
    await trader.resume('it is over')
    expect(execution.getProgress().status).toBe('paused')
  })

  it('holds over a restart, and so does its end', async () => {
    const { trader, restart } = await run(drip)
    await trader.halt('a fire drill')
    await trader.stop()
    const next = await restart()
    expect(next.execution.getProgress().status).toBe('paused')
    await next.trader.resume('it is over')
    expect(next.execution.getProgress().status).toBe('running')
  })
})

describe('an execution in what nobody watches', () => {
  it('hears its market all the same, for as long as it runs', async () => {
    const venue = createVenue()
    const heard: string[] = []
    const algo = planner(
      (input) => {
        heard.push(input.type)
        return []
      },
      ['quotes', '1m'],
    )
    const trader = createTrader({ broker: venue.broker, data: [venue.feed], algos: [algo] })
    await trader.start()
    const params = { instrument: infy.id, side: 'buy', quantity: 100 } as const
    const [first, second] = [trader.execute(algo(params)), trader.execute(algo(params))]
    for (let i = 0; i < 20; i++) await undefined
    venue.quote(101)
    expect(heard).toEqual(['started', 'started', 'quote', 'quote'])
    expect(trader.view.getQuote(infy.id)).toMatchObject({ last: 101 })
    await first.cancel()
    venue.quote(102)
    expect(heard.slice(4)).toEqual(['canceled', 'quote'])
    await second.cancel()
    venue.quote(103)
    expect(heard.slice(6)).toEqual(['canceled'])
    expect(trader.view.getQuote(infy.id)).toMatchObject({ last: 102 })
  })

  it('runs without a market where nobody streams it', async () => {
    const venue = createVenue()
    const algo = planner(on({ started: [place('a', 20)] }))
    const trader = createTrader({ broker: venue.broker, algos: [algo] })
    await trader.start()
    const execution = trader.execute(algo({ instrument: infy.id, side: 'buy', quantity: 100 }))
    venue.fill(venue.orders[0]!)
    expect(await execution.finished).toMatchObject({ status: 'done' })
  })
})
