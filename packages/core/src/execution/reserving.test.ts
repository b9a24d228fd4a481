import { describe, expect, it } from 'vitest'
import { createInstrument } from '../model/instrument.ts'
import type { PlaceReply } from '../model/outcome.ts'
import { on, ordersOf, run, standing, typesOf } from './run.fixture.ts'
import { createFaultyStorage } from './storage.fixture.ts'
import { accepted, createVenue, infy, place, type Resting, rejected } from './venue.fixture.ts'

const frozen = createInstrument({ ...infy, tickSize: '0.05', freezeQuantity: 40 })

const settled = async (): Promise<void> => {
  for (let i = 0; i < 60; i++) await undefined
}

/** A venue that answers when it is told to. */
function slow() {
  const venue = createVenue()
  const replies: (() => void)[] = []
  venue.answer = (order) => new Promise<PlaceReply>((resolve) => replies.push(() => resolve(accepted(order))))
  return { venue, reply: () => replies.splice(0).map((each) => each()) }
}

describe('what is asked for and not known yet counts', () => {
  it('of an order whose answer is still waited for', async () => {
    const { venue, reply } = slow()
    const { execution } = await run(
      on({ started: [place('a', 2, 99)], quote: [{ type: 'modify', key: 'a', lots: 12 }, place('b', 20, 98)] }),
      { venue, needs: ['quotes'] },
    )
    venue.quote(101)
    await settled()
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
    reply()
    await settled()
    reply()
    await settled()
    expect(ordersOf(venue)).toEqual(['buy 60 limit 99', 'buy 40 limit 98'])
  })

  it('of an order that is known only once the journal has it', async () => {
    const venue = createVenue()
    const storage = createFaultyStorage()
    storage.appends = 'soon'
    const { execution } = await run(
      ({ type, children }) =>
        type === 'started'
          ? [place('a', 2, 99)]
          : type === 'child' && children.length === 1
            ? [{ type: 'modify', key: 'a', lots: 12 }, place('b', 20, 98)]
            : [],
      { venue, storage },
    )
    await settled()
    expect(ordersOf(venue)).toEqual(['buy 60 limit 99', 'buy 40 limit 98'])
    expect(standing(execution.getProgress())).toBe('running 0+100+0')
  })

  it('of an order that is about to become larger, when its child grows again', async () => {
    const venue = createVenue(1, {}, [frozen])
    venue.modifies = 'later'
    const { execution } = await run(
      ({ type }) =>
        type === 'started' ? [place('a', 2, 99)] : type === 'quote' ? [{ type: 'modify', key: 'a', lots: 10 }] : [],
      { venue, needs: ['quotes'], params: { quantity: 50 } },
    )
    venue.quote(101)
    expect(ordersOf(venue)).toEqual(['buy 10 limit 99', 'buy 10 limit 99'])
    // The first may become 40, so there is no room for the second to do so, too.
    venue.quote(102)
    expect(standing(execution.getProgress())).toBe('running 0+50+0')
    for (const order of venue.orders) venue.modified(order)
    expect(ordersOf(venue)).toEqual(['buy 40 limit 99', 'buy 10 limit 99'])
  })

  it('of an order that is canceled again and again before it is answered, once', async () => {
    const { venue, reply } = slow()
    const { trader } = await run(
      ({ type }) => (type === 'started' ? [place('a', 2)] : [{ type: 'cancel', key: 'a' }]),
      {
        venue,
        needs: ['quotes'],
      },
    )
    let asked = 0
    trader.on('order.cancel-requested', () => void asked++)
    for (let i = 0; i < 5; i++) venue.quote(100 + i)
    reply()
    await settled()
    expect(ordersOf(venue)).toEqual(['buy 10 canceled'])
    expect(asked).toBe(1)
  })
})

describe('nothing is opened by making larger what is open', () => {
  it('while it is paused', async () => {
    const { venue, execution } = await run((input) => {
      if (input.type === 'started') return [place('a', 4, 99)]
      return input.type === 'child' && input.change === 'filled' ? [{ type: 'modify', key: 'a', lots: 20 }] : []
    })
    await execution.pause()
    venue.fill(venue.orders[0]!, 5)
    expect(ordersOf(venue)).toEqual(['buy 20 limit 99'])
    await execution.resume()
    venue.fill(venue.orders[0]!, 5)
    expect(ordersOf(venue)).toEqual(['buy 100 limit 99'])
  })

  it('while its account is held back', async () => {
    const venue = createVenue()
    const { execution } = await run(
      ({ type }) =>
        type === 'started'
          ? [place('a', 4, 99), place('b', 4)]
          : type === 'quote'
            ? [{ type: 'modify', key: 'a', lots: 16 }]
            : [],
      {
        needs: ['quotes'],
        venue: Object.assign(venue, {
          answer(order: Resting) {
            if (venue.orders.length < 2) return accepted(order)
            order.lifecycle = 'rejected'
            return rejected('Too many requests')
          },
        }),
      },
    )
    venue.quote(101)
    expect(standing(execution.getProgress())).toBe('running 0+20+80')
    venue.clock.advanceTo(1_000)
    venue.quote(102)
    expect(standing(execution.getProgress())).toBe('running 0+80+20')
  })

  it('while an amendment waits for what is too much, nor right after it', async () => {
    const venue = createVenue()
    venue.cancels = 'later'
    const { execution } = await run(
      ({ type }) =>
        type === 'started'
          ? [place('a', 6, 99), place('b', 6, 98)]
          : type === 'quote' || type === 'amended'
            ? [{ type: 'modify', key: 'b', lots: 16 }, place('c', 20)]
            : [],
      { venue, needs: ['quotes'] },
    )
    const both = [execution.amend({ quantity: 50 }), execution.amend({ quantity: 40 })]
    await settled()
    venue.quote(101)
    venue.cancel(venue.orders[0]!)
    // The first amendment fits now, and everybody would like to open something before it holds.
    venue.quote(102)
    expect(ordersOf(venue)).toEqual(['buy 30 limit 99 canceled', 'buy 30 limit 98'])
    await both[0]
    // The second waits for what the first has made of it.
    await settled()
    expect(ordersOf(venue)).toEqual(['buy 30 limit 99 canceled', 'buy 30 limit 98', 'buy 20'])
    venue.quote(103)
    venue.cancel(venue.orders[1]!)
    venue.quote(104)
    await both[1]
    expect(ordersOf(venue).slice(1)).toEqual(['buy 30 limit 98 canceled', 'buy 20', 'buy 20'])
    expect(standing(execution.getProgress())).toBe('running 0+40+0')
  })

  it('and a number that is none changes nothing', async () => {
    const { venue } = await run(
      on({ started: [place('a', 4, 99)], quote: [{ type: 'modify', key: 'a', lots: Number.NaN }] }),
      { needs: ['quotes'] },
    )
    venue.quote(101)
    expect(ordersOf(venue)).toEqual(['buy 20 limit 99'])
  })
})

describe('orders that the broker keeps in step', () => {
  it('have each their own size, within what there is room for', async () => {
    const venue = createVenue(1, { groups: ['oco'] })
    await run(
      on({
        started: [
          {
            type: 'place-group',
            kind: 'oco',
            legs: [
              { key: 'stop', lots: 8, stopPrice: 105 },
              { key: 'target', lots: 4, limitPrice: 95 },
            ],
          },
        ],
      }),
      { venue },
    )
    expect(ordersOf(venue)).toEqual(['buy 40 stop 105', 'buy 20 limit 95'])
  })
})

describe('what is refused', () => {
  const refusing = (reason: string) => {
    const venue = createVenue(1, {}, [frozen])
    venue.answer = (order) => {
      order.lifecycle = 'rejected'
      return rejected(reason)
    }
    return venue
  }

  it('counts once, however many orders the venue makes of a child', async () => {
    const { execution } = await run(on({ started: [place('a', 20)] }), { venue: refusing('who knows') })
    expect(execution.getProgress().status).toBe('running')
  })

  it('for its price is tried anew once, also where the venue makes several orders of it', async () => {
    const { execution } = await run(on({ started: [place('a', 20)], quote: [place('b', 20)] }), {
      venue: refusing('The price is out of range'),
      needs: ['quotes'],
    })
    const { venue, execution: again } = await run(on({ started: [place('a', 20)], quote: [place('b', 20)] }), {
      venue: refusing('The price is out of range'),
      needs: ['quotes'],
    })
    expect(execution.getProgress().status).toBe('running')
    venue.quote(101)
    expect(again.getProgress().status).toBe('paused')
  })

  it.each([
    ['Order price is not within the permissible range', 'price'],
    ['You do not have permission to trade in this segment', 'blocked'],
    ['This ticket was abandoned', 'unknown'],
    ['Market orders are not allowed', 'blocked'],
  ])('is told by its class: %s', async (reason, why) => {
    const { inputs } = await run(on({ started: [place('a', 2)] }), { venue: refusing(reason) })
    expect(inputs.find((input) => input.type === 'child')).toMatchObject({ why, reason })
  })

  it('by a rule of rates that has a name of its own passes, too', async () => {
    const rule = {
      name: 'max-order-rate-a-minute',
      check: () => ({ rule: 'max-order-rate-a-minute', reason: 'Too many.' }),
    }
    const { inputs, execution } = await run(on({ started: [place('a', 2)] }), { rules: [rule] })
    expect(typesOf(inputs)).toEqual(['started', 'a rejected'])
    expect(inputs.at(-1)).toMatchObject({ why: 'transient' })
    expect(execution.getProgress().status).toBe('running')
  })
})

describe('an execution that begins while trading is halted', () => {
  it('is paused until trading goes on', async () => {
    const { trader, begin, venue } = await run(({ type }) => (type === 'resumed' ? [place('a', 2)] : []))
    await trader.halt('a fire drill')
    const execution = begin()
    expect(execution.getProgress().status).toBe('paused')
    await trader.resume('it is over')
    expect(ordersOf(venue)).toEqual(['buy 10', 'buy 10'])
    expect(standing(execution.getProgress())).toBe('running 0+10+90')
  })
})
