import { describe, expect, it } from 'vitest'
import { createInstrument } from '../model/instrument.ts'
import { isFinished, on, ordersOf, run, standing, typesOf } from './run.fixture.ts'
import { createVenue, infy, place, rejected } from './venue.fixture.ts'

const frozen = createInstrument({ ...infy, tickSize: '0.05', freezeQuantity: 40 })
const entry = [place('entry', 20)]
const exits = [
  { ...place('stop', 20), stopPrice: 95, exit: true, siblings: 'pair' },
  { ...place('target', 20, 110), exit: true, siblings: 'pair' },
] as const

describe('a planner that modifies', () => {
  it('moves the prices of a child, on the tick and never past the limit of the parent', async () => {
    const { venue, inputs } = await run(
      on({ started: [place('a', 20, 99)], quote: [{ type: 'modify', key: 'a', limitPrice: 100.57 }] }),
      { needs: ['quotes'], params: { limitPrice: 100 } },
    )
    venue.quote(101)
    expect(ordersOf(venue)).toEqual(['buy 100 limit 100'])
    expect(typesOf(inputs)).toEqual(['started', 'a accepted', 'quote', 'a modified'])
  })

  it('sends nothing where nothing would change', async () => {
    const { inputs, venue } = await run(
      on({ started: [place('a', 4, 99)], quote: [{ type: 'modify', key: 'a', lots: 4, limitPrice: 99.02 }] }),
      { needs: ['quotes'] },
    )
    venue.quote(101)
    expect(typesOf(inputs)).toEqual(['started', 'a accepted', 'quote'])
  })

  it('may make a child larger by what remains, and no more', async () => {
    const { venue, execution } = await run(
      on({ started: [place('a', 4, 99), place('b', 8)], quote: [{ type: 'modify', key: 'a', lots: 50 }] }),
      { needs: ['quotes'] },
    )
    venue.quote(101)
    expect(ordersOf(venue)).toEqual(['buy 60 limit 99', 'buy 40'])
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
  })

  it('makes a child smaller, down to what is filled of it, which cancels the rest', async () => {
    const { venue, execution } = await run(
      on({
        started: [place('a', 20, 99)],
        quote: [{ type: 'modify', key: 'a', lots: 6 }],
        woke: [{ type: 'modify', key: 'a', lots: 2 }],
        child: [{ type: 'wake', at: 1_000 }],
      }),
      { needs: ['quotes'] },
    )
    venue.fill(venue.orders[0]!, 10)
    venue.quote(101)
    expect(ordersOf(venue)).toEqual(['buy 30 limit 99'])
    venue.clock.advanceTo(1_000)
    expect(ordersOf(venue)).toEqual(['buy 30 limit 99 canceled'])
    expect(standing(execution.getProgress())).toBe('running 10+0+90')
  })

  it('is told when the broker refuses, and when it cannot do such a thing at all', async () => {
    const venue = createVenue()
    venue.modifies = 'refused'
    const changes = on({ started: [place('a', 4, 99)], quote: [{ type: 'modify', key: 'a', limitPrice: 98 }] })
    const { inputs } = await run(changes, { venue, needs: ['quotes'] })
    venue.quote(101)
    expect(typesOf(inputs).slice(2)).toEqual(['quote', 'a refused'])
    const fixed = await run(
      on({ started: [place('a', 4, 99)], quote: [{ type: 'modify', key: 'a', limitPrice: 98 }] }),
      { venue: createVenue(1, { modify: ['quantity'] }), needs: ['quotes'] },
    )
    fixed.venue.quote(101)
    expect(typesOf(fixed.inputs).slice(2)).toEqual(['quote', 'a refused'])
  })

  it('shares a new size out among the orders that a venue made it split a child into', async () => {
    const venue = createVenue(1, {}, [frozen])
    const { execution } = await run(
      on({
        started: [place('a', 20, 99)],
        quote: [{ type: 'modify', key: 'a', lots: 10 }],
        woke: [{ type: 'modify', key: 'a', lots: 20, limitPrice: 98 }],
        child: [{ type: 'wake', at: 1_000 }],
      }),
      { venue, needs: ['quotes'] },
    )
    expect(ordersOf(venue)).toEqual(['buy 40 limit 99', 'buy 40 limit 99', 'buy 20 limit 99'])
    venue.quote(101)
    expect(ordersOf(venue)).toEqual(['buy 40 limit 99', 'buy 10 limit 99', 'buy 20 limit 99 canceled'])
    venue.clock.advanceTo(1_000)
    expect(ordersOf(venue)).toEqual([
      'buy 40 limit 98',
      'buy 40 limit 98',
      'buy 20 limit 99 canceled',
      'buy 20 limit 98',
    ])
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
  })
})

describe('a planner that closes what it opened', () => {
  const more = { exits: true } as const

  it('closes no more than was filled, on the other side', async () => {
    const { venue, execution } = await run(
      ({ type, parent }) => (type === 'started' ? entry : type === 'child' && parent.positionLots > 0 ? exits : []),
      { more },
    )
    expect(ordersOf(venue)).toEqual(['buy 100'])
    venue.fill(venue.orders[0]!, 30)
    expect(ordersOf(venue)).toEqual(['buy 100', 'sell 30 stop 95', 'sell 30 limit 110'])
    expect(standing(execution.getProgress())).toBe('running 30+70+0')
  })

  it('grows its exits with the position, which siblings protect together', async () => {
    const { venue } = await run(
      ({ type, parent, children }) => {
        if (type === 'started') return entry
        if (children.filter(({ exit }) => exit).length === 0) return parent.positionLots > 0 ? exits : []
        return type === 'child' ? ['stop', 'target'].map((key) => ({ type: 'modify', key, lots: 20 }) as const) : []
      },
      { more },
    )
    venue.fill(venue.orders[0]!, 30)
    venue.fill(venue.orders[0]!)
    expect(ordersOf(venue).slice(1)).toEqual(['sell 100 stop 95', 'sell 100 limit 110'])
  })

  it('does not end because it is filled, but when its planner says so', async () => {
    const { venue, execution } = await run(
      ({ type, parent }) => {
        if (type === 'started') return entry
        if (parent.positionLots === 0 && parent.filledLots > 0) return [{ type: 'finish', status: 'done' }]
        return type === 'child' && parent.positionLots === 20 ? exits : []
      },
      { more },
    )
    venue.fill(venue.orders[0]!)
    expect(await isFinished(execution)).toBe(false)
    venue.fill(venue.orders[1]!, 100, 95)
    expect(ordersOf(venue).at(-1)).toBe('sell 100 limit 110 canceled')
    const result = await execution.finished
    expect(standing(result)).toBe('done 100+0+0')
    expect(result.averagePrice!.toString()).toBe('100')
    expect(result.fills.map(({ side }) => side)).toEqual(['buy', 'sell'])
  })

  it('buys back what two exits sold twice', async () => {
    const { venue, execution } = await run(
      ({ type, parent }) => {
        if (type === 'started') return entry
        if (type !== 'child') return []
        if (parent.positionLots < 0) return [{ ...place('flatten', 99), exit: true }]
        return parent.positionLots === 20 ? exits : []
      },
      { more },
    )
    venue.fill(venue.orders[0]!)
    venue.fill(venue.orders[1]!, 100, 95)
    venue.fill(venue.orders[2]!, 100, 110)
    expect(ordersOf(venue).at(-1)).toBe('buy 100')
    // What it bought back is not of the parent.
    venue.fill(venue.orders[3]!)
    expect(standing(execution.getProgress())).toBe('running 100+0+0')
  })

  it('goes on protecting while it is paused, though it opens nothing', async () => {
    const { venue, execution } = await run(
      ({ type, parent, key }: { type: string; parent: { positionLots: number }; key?: string }) =>
        type === 'started' ? entry : key === 'entry' && parent.positionLots > 0 ? [...exits, place('more', 20)] : [],
      { more },
    )
    await execution.pause()
    venue.fill(venue.orders[0]!, 30)
    expect(ordersOf(venue)).toEqual(['buy 100', 'sell 30 stop 95', 'sell 30 limit 110'])
  })

  it('is asked to end, and ends itself when it is flat', async () => {
    const { venue, execution, inputs } = await run(
      ({ type, parent }) => {
        if (type === 'started') return entry
        if (type === 'canceled') return [{ type: 'cancel', key: 'entry' }]
        if (parent.filledLots > 0 && parent.positionLots === 0) return [{ type: 'finish', status: 'canceled' }]
        return type === 'child' && parent.positionLots === 6 ? exits : []
      },
      { more },
    )
    venue.fill(venue.orders[0]!, 30)
    const canceled = execution.cancel()
    expect(await isFinished(execution)).toBe(false)
    expect(ordersOf(venue)).toEqual(['buy 100 canceled', 'sell 30 stop 95', 'sell 30 limit 110'])
    venue.fill(venue.orders[1]!)
    expect(await canceled).toMatchObject({ status: 'canceled' })
    expect(typesOf(inputs)).toContain('canceled')
  })

  it('leaves a position protected when its planner throws', async () => {
    const { venue, execution } = await run(
      ({ type, parent }) => {
        if (type === 'started') return entry
        if (type === 'quote') throw new RangeError('no idea')
        return type === 'child' && parent.positionLots === 6 ? exits : []
      },
      { more, needs: ['quotes'] },
    )
    venue.fill(venue.orders[0]!, 30)
    venue.quote(99)
    expect(await execution.finished).toMatchObject({ status: 'failed', reason: 'no idea' })
    expect(ordersOf(venue)).toEqual(['buy 100 canceled', 'sell 30 stop 95', 'sell 30 limit 110'])
  })
})

describe('a planner that lets the broker keep orders in step', () => {
  it('sends a pair that protects the same, no larger than there is room for', async () => {
    const venue = createVenue(1, { groups: ['oco'] })
    const { execution, inputs } = await run(
      on({
        started: [
          {
            type: 'place-group',
            kind: 'oco',
            legs: [
              { key: 'stop', lots: 99, stopPrice: 105 },
              { key: 'target', lots: 99, limitPrice: 95 },
            ],
          },
          place('more', 5),
        ],
      }),
      { venue },
    )
    expect(ordersOf(venue)).toEqual(['buy 100 stop 105', 'buy 100 limit 95'])
    expect(venue.orders[0]!.terms.group).toBe(venue.orders[1]!.terms.group)
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
    expect(typesOf(inputs)).toEqual(['started', 'stop accepted', 'target accepted'])
  })

  it('sends a bracket whose exits wait at the broker for its entry', async () => {
    const venue = createVenue(1, { groups: ['bracket'] })
    const { execution } = await run(
      on({
        started: [
          {
            type: 'place-group',
            kind: 'bracket',
            legs: [
              { key: 'entry', lots: 20, limitPrice: 99 },
              { key: 'stop', lots: 20, stopPrice: 95, exit: true },
              { key: 'target', lots: 20, limitPrice: 110, exit: true },
            ],
          },
        ],
      }),
      { venue, more: { exits: true } },
    )
    expect(ordersOf(venue)).toEqual(['buy 100 limit 99', 'sell 100 stop 95', 'sell 100 limit 110'])
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
  })

  it('sends nothing where there is no room, nor for no legs', async () => {
    const venue = createVenue(1, { groups: ['oco'] })
    const leg = { key: 'stop', lots: 20, stopPrice: 95, exit: true } as const
    await run(
      on({
        started: [
          { type: 'place-group', kind: 'oco', legs: [leg, { ...leg, key: 'b' }] },
          { type: 'place-group', kind: 'oco', legs: [] },
        ],
      }),
      { venue },
    )
    expect(ordersOf(venue)).toEqual([])
  })
})

describe('a planner that is refused', () => {
  const asks = (reason: string, rules: Parameters<typeof run>[1] = {}) => {
    const venue = createVenue()
    venue.answer = (order) => {
      order.lifecycle = 'rejected'
      return rejected(reason)
    }
    return run(({ type }) => (type === 'started' || type === 'woke' || type === 'resumed' ? [place('a', 2)] : []), {
      venue,
      ...rules,
    })
  }

  it.each([
    ['Insufficient margin: 100 more is needed', 'blocked'],
    ['The market is closed', 'blocked'],
    ['Trading in this instrument is suspended', 'blocked'],
  ])('for what does not pass by itself is paused: %s', async (reason, why) => {
    const { execution, inputs, events } = await asks(reason)
    expect(standing(execution.getProgress())).toBe('paused 0+0+100')
    expect(inputs.at(-1)).toMatchObject({ type: 'child', change: 'rejected', why, reason })
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'execution.paused', reason: `main refuses its orders: ${reason}` }),
    )
    await execution.resume()
    expect(standing(execution.getProgress())).toBe('paused 0+0+100')
  })

  it('for its price tries another one once', async () => {
    const { execution, venue, inputs } = await asks('Price is outside of the circuit limits')
    expect(inputs.at(-1)).toMatchObject({ why: 'price' })
    expect(standing(execution.getProgress())).toBe('running 0+0+100')
    venue.clock.advanceTo(10)
    await execution.pause()
    await execution.resume()
    expect(inputs.at(-1)).toMatchObject({ why: 'price' })
    expect(standing(execution.getProgress())).toBe('running 0+0+100')
  })

  it('for unknown reasons is paused at the fifth in a row, and one that is taken counts as a new beginning', async () => {
    const venue = createVenue()
    let taken = 3
    venue.answer = (order) => {
      if (venue.orders.length === taken) return { outcome: 'accepted', brokerOrderIds: [order.id] }
      order.lifecycle = 'rejected'
      return rejected()
    }
    const { execution } = await run(
      (input) => (input.type === 'started' || input.type === 'child' ? [place('a', 1)] : []),
      { venue },
    )
    expect(venue.orders).toHaveLength(8)
    expect(standing(execution.getProgress())).toBe('paused 0+5+95')
    taken = 0
    await execution.resume()
    expect(standing(execution.getProgress())).toBe('running 0+5+95')
  })

  it('because of rates is held back for a while, longer each time, and woken when it may try again', async () => {
    const { venue, inputs, execution } = await asks('Too many requests')
    expect(inputs.at(-1)).toMatchObject({ why: 'transient' })
    const tries = [venue.orders.length]
    for (const time of [200, 500, 1_000, 2_500, 60_000]) {
      venue.clock.advanceTo(time)
      tries.push(venue.orders.length)
    }
    expect(tries[0]).toBe(1)
    expect(tries[1]).toBe(1)
    expect(standing(execution.getProgress())).toBe('running 0+0+100')
  })

  it('because of rates holds back what others would open at that account, and nobody is forgotten', async () => {
    const venue = createVenue()
    let isBusy = true
    venue.answer = (order) => {
      if (!isBusy) return { outcome: 'accepted', brokerOrderIds: [order.id] }
      order.lifecycle = 'rejected'
      return rejected('Rate limit exceeded')
    }
    const { begin } = await run(
      ({ type, children }) =>
        (type === 'started' || type === 'woke') && !children.some(({ working }) => working) ? [place('a', 2)] : [],
      { venue },
    )
    const others = [begin(), begin()]
    expect(venue.orders).toHaveLength(1)
    isBusy = false
    venue.clock.advanceTo(600)
    expect(venue.orders).toHaveLength(3)
    for (const each of others) expect(standing(each.getProgress())).toBe('running 0+10+90')
  })
})
