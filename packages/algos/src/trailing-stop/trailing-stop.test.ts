import { createCalendar } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRacingVenue } from '../exits/racing-venue.fixture.ts'
import { createRig, everything, type RigOptions } from '../testing/rig.ts'
import type { TrailingStopParams } from './params.ts'
import { trailingStop } from './trailing-stop.ts'

const terms: TrailingStopParams = { instrument: 'NSE:INFY', side: 'sell', quantity: 50, trailBy: { absolute: 2 } }
const noStops = { ...everything, orderTypes: ['market', 'limit'] } as const

function begin(change: Partial<TrailingStopParams> = {}, options: RigOptions = {}) {
  return createRig(trailingStop({ ...terms, ...change }), options).start()
}

type TrailingRig = ReturnType<typeof begin>

const open = (rig: TrailingRig) =>
  rig.children
    .filter(({ working }) => working)
    .map(({ key, lots, filledLots, price, stopPrice }) =>
      [key, lots - filledLots, stopPrice, price].filter((each) => each !== undefined).join(' '),
    )

/** Where the stop is after each price. */
const stops = (rig: TrailingRig, prices: readonly number[]) =>
  prices.map((last) => {
    rig.now += 1000
    rig.quote({ last, bid: last - 0.05, ask: last + 0.05 })
    return (rig.state as { trail: { stop?: number } }).trail.stop
  })

describe('a stop that follows', () => {
  it.each([
    ['absolute', { absolute: 2 }, [98, 98, 99, 103, 103, 103]],
    ['percent', { percent: 2 }, [98, 98, 98.95, 102.9, 102.9, 102.9]],
    ['bps', { bps: 50 }, [99.5, 99.5, 100.45, 104.45, 104.45, 104.45]],
    ['ticks', { ticks: 30 }, [98.5, 98.5, 99.5, 103.5, 103.5, 103.5]],
    ['average true ranges', { atr: 1.25, multiple: 2 }, [97.5, 97.5, 98.5, 102.5, 102.5, 102.5]],
    ['three average true ranges', { atr: 1 }, [97, 97, 98, 102, 102, 102]],
  ] as const)('rises behind the best price by %s, rounded down, and never falls', (_, trailBy, expected) => {
    expect(stops(begin({ trailBy }), [100, 99.7, 101, 105, 104.8, 104.9])).toEqual(expected)
  })

  it('falls behind the best price to buy, rounded up, and never rises', () => {
    expect(stops(begin({ side: 'buy', trailBy: { percent: 2 } }), [100, 101, 97, 98])).toEqual([102, 102, 98.95, 98.95])
  })

  it('rests at the broker and is moved there', () => {
    const rig = begin()
    expect(open(rig)).toEqual(['stop-1 10 98'])
    stops(rig, [103])
    expect(open(rig)).toEqual(['stop-1 10 101'])
    rig.fill('stop-1', 4)
    expect(open(rig)).toEqual(['stop-1 6 101'])
    rig.fill('stop-1')
    expect(rig.finished).toMatchObject({ status: 'done' })
  })

  it('is canceled and placed anew where the broker moves nothing, and only once it is gone', () => {
    const rig = begin({}, { supports: { ...everything, modify: ['quantity'] } })
    rig.cancelsAtOnce = false
    stops(rig, [103])
    expect(open(rig)).toEqual(['stop-1 10 98'])
    rig.canceled('stop-1')
    expect(open(rig)).toEqual(['stop-2 10 101'])
  })

  it('has a limit behind it where it is told to', () => {
    const rig = begin({ limitOffset: 0.5 })
    expect(open(rig)).toEqual(['stop-1 10 98 97.5'])
    stops(rig, [103])
    expect(open(rig)).toEqual(['stop-1 10 101 100.5'])
    expect(open(begin({ limitPrice: 97.8, limitOffset: 0.5 }))).toEqual(['stop-1 10 98 97.8'])
  })

  it('follows the side that it would trade with, or the middle', () => {
    const change = { last: 120, bid: 101, ask: 103 }
    const bid = begin({ triggerBy: 'bid-ask' }).quote(change)
    expect((bid.state as never as { trail: object }).trail).toMatchObject({ stop: 99 })
    const mark = begin({ triggerBy: 'mark' }).quote(change)
    expect((mark.state as never as { trail: object }).trail).toMatchObject({ stop: 100 })
  })
})

describe('an activation price', () => {
  it('is waited for without a stop', () => {
    const rig = begin({ activationPrice: 104 })
    expect(open(rig)).toEqual([])
    expect(stops(rig, [103.95, 97, 104, 103])).toEqual([undefined, undefined, 102, 102])
    expect(open(rig)).toEqual(['stop-1 10 102'])
  })

  it('or with one that stays where it is, and is never left for a looser one', () => {
    const rig = begin({ activationPrice: 102, initialStopPrice: 96 })
    expect(open(rig)).toEqual(['stop-1 10 96'])
    expect(stops(rig, [101.95, 102])).toEqual([96, 100])
    const wide = begin({ activationPrice: 102, initialStopPrice: 96, trailBy: { absolute: 10 } })
    expect(stops(wide, [102, 105, 107])).toEqual([96, 96, 97])
  })
})

describe('the throttle', () => {
  it('moves an order at once by enough steps, and by fewer after a while', () => {
    const rig = begin({ throttleTicks: 10, throttleMs: 3000 })
    rig.now = 500
    rig.quote({ last: 100.45 })
    expect(open(rig)).toEqual(['stop-1 10 98'])
    expect(rig.wakeAt).toBe(3000)
    rig.at(3000)
    expect(open(rig)).toEqual(['stop-1 10 98.45'])
    rig.quote({ last: 100.95 })
    expect(open(rig)).toEqual(['stop-1 10 98.95'])
  })
})

describe('bad prices', () => {
  it('far from the one before count only if the next is near them', () => {
    const rig = begin({ badTickPercent: 5 })
    expect(stops(rig, [100, 130, 101, 130, 131])).toEqual([98, 98, 99, 99, 129])
    const watched = begin({ badTickPercent: 5 }, { supports: noStops })
    stops(watched, [100, 60, 100])
    expect(open(watched)).toEqual([])
    stops(watched, [60, 61])
    expect(open(watched)).toEqual(['market-1 10'])
  })

  it('that are alone move nothing where it takes two', () => {
    expect(stops(begin({ confirmPrints: 2 }), [100, 110, 103, 104])).toEqual([98, 98, 101, 101])
    const watched = begin({ confirmPrints: 2 }, { supports: noStops })
    stops(watched, [100, 97, 100])
    expect(open(watched)).toEqual([])
    stops(watched, [97.5, 97])
    expect(open(watched)).toEqual(['market-1 10'])
  })

  it('that are none move nothing', () => {
    expect(stops(begin(), [Number.NaN, 0, -5, 101])).toEqual([98, 98, 98, 99])
  })
})

describe('a stop that is watched here', () => {
  it('is held against each price before it follows it, and sent to the market when reached', () => {
    const rig = begin({}, { supports: noStops })
    stops(rig, [104, 102.05])
    expect(open(rig)).toEqual([])
    stops(rig, [102, 110])
    expect(open(rig)).toEqual(['market-1 10'])
    expect((rig.state as never as { trail: object }).trail).toMatchObject({ stop: 102 })
  })

  it('is sent with its limit, and to the market when that does not do', () => {
    const rig = begin({ limitOffset: 0.5, escalateAfterMs: 5000 }, { supports: noStops })
    rig.quote({ last: 97 })
    expect(open(rig)).toEqual(['limit-1 10 97.5'])
    rig.fill('limit-1', 3)
    rig.at(5000)
    expect(open(rig)).toEqual(['market-1 7'])
  })

  it('trades past the last price where the broker takes no market orders', () => {
    const rig = begin({}, { supports: { ...everything, orderTypes: ['limit'] } })
    rig.quote({ last: 90 })
    expect(open(rig)).toEqual(['market-1 10 89.1'])
  })

  it('is what becomes of one that the broker refuses, until somebody resumes it', () => {
    const rig = begin().reject('stop-1', 'blocked', 'no')
    expect(open(rig)).toEqual([])
    rig.tell({ type: 'paused' }).at(60_000).tell({ type: 'resumed' })
    expect(open(rig)).toEqual(['stop-2 10 98'])
    rig.reject('stop-2', 'blocked', 'no')
    rig.quote({ last: 98 })
    expect(open(rig)).toEqual(['market-1 10'])
  })

  it('says why where it is reached and cannot be traded', () => {
    const rig = begin({}, { supports: noStops })
    rig.quote({ last: 97 })
    for (const [i, at] of [0, 1000, 3000].entries()) rig.at(at).reject(`market-${i + 1}`, 'blocked', 'no permission')
    expect(rig.paused).toBe('the stop of NSE:INFY is reached and cannot be traded: no permission')
  })
})

describe('a gap', () => {
  it('past a stop with a limit gives way to the market after a time', () => {
    const rig = begin({ limitOffset: 0.5, escalateAfterMs: 5000 })
    rig.quote({ last: 95 })
    rig.at(4999)
    expect(open(rig)).toEqual(['stop-1 10 98 97.5'])
    rig.at(5000)
    rig.tell({ type: 'child', key: 'stop-1', change: 'canceled' })
    expect(open(rig)).toEqual(['market-1 10'])
  })

  it('while there was no order trades at once', () => {
    const rig = begin()
    rig.canceled('stop-1')
    rig.quote({ last: 90 })
    rig.at(1000)
    expect(open(rig)).toEqual(['stop-2 10'])
  })
})

describe('a pause', () => {
  it('leaves the stop where it is', () => {
    const rig = begin().tell({ type: 'paused' })
    expect(open(rig)).toEqual(['stop-1 10 98'])
  })
})

describe('a restart', () => {
  it('goes on from its ratchet, and never loosens what rests at the broker, though its state is older', () => {
    const venue = createRacingVenue(trailingStop(terms))
    venue.tell({ type: 'started' })
    venue.settle()
    venue.quote(103)
    venue.settle()
    expect(venue.orders).toMatchObject([{ stopPrice: 101 }])
    venue.last = 102
    venue.restart(2)
    expect(venue.states.at(-2)).toMatchObject({ trail: { stop: 98 } })
    venue.settle()
    venue.quote(102.5)
    venue.settle()
    expect(venue.orders).toMatchObject([{ stopPrice: 101 }])
    expect(venue.states.at(-1)).toMatchObject({ trail: { stop: 101 } })
  })
})

describe('an amendment', () => {
  it('of the distance never loosens the stop', () => {
    const rig = begin()
    rig.amend({ trailBy: { absolute: 5 } })
    expect(stops(rig, [101, 104])).toEqual([98, 99])
    rig.amend({ trailBy: { absolute: 1 } })
    expect(stops(rig, [104])).toEqual([103])
  })

  it('of the quantity, or of the stop that holds anyway, reaches the broker', () => {
    const rig = begin()
    rig.amend({ quantity: 30 })
    expect(open(rig)).toEqual(['stop-1 6 98'])
    rig.at(2000).amend({ initialStopPrice: 99 })
    expect(open(rig)).toEqual(['stop-1 6 99'])
  })
})

describe('parameters without a meaning', () => {
  it.each([
    [{ trailBy: {} }, 'trailBy'],
    [{ trailBy: undefined }, 'trailBy'],
    [{ trailBy: { absolute: 1, percent: 1 } }, 'trailBy'],
    [{ trailBy: { absolute: 0 } }, 'trailBy.absolute'],
    [{ trailBy: { percent: 100 } }, 'trailBy.percent'],
    [{ trailBy: { ticks: Number.NaN } }, 'trailBy.ticks'],
    [{ trailBy: { atr: 1, multiple: -1 } }, 'trailBy.multiple'],
    [{ trailBy: { absolute: 100 } }, 'trailBy'],
    [{ initialStopPrice: 100 }, 'initialStopPrice'],
    [{ activationPrice: -1 }, 'activationPrice'],
    [{ triggerBy: 'mid' }, 'triggerBy'],
    [{ confirmPrints: 3 }, 'confirmPrints'],
    [{ badTickPercent: 0 }, 'badTickPercent'],
    [{ throttleTicks: 0 }, 'throttleTicks'],
    [{ throttleMs: -1 }, 'throttleMs'],
    [{ limitOffset: -1 }, 'limitOffset'],
    [{ escalateAfterMs: -1 }, 'escalateAfterMs'],
  ])('are refused before anything is placed: %o', (change, option) => {
    expect(() => begin(change as never)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it('or that the broker cannot do', () => {
    expect(() => begin({ resting: true }, { supports: noStops })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    )
    expect(() => begin({}, { supports: { ...everything, orderTypes: ['stop'] } })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    )
  })
})

describe('the end of the day', () => {
  it('ends the stop, which is placed again when the venue opens, where it was or at the market after a gap', () => {
    const calendar = createCalendar({ id: 'X', timeZone: 'UTC', hours: { continuous: '09:15-15:30' } })
    const now = Date.UTC(2026, 10, 26, 10)
    for (const [last, expected] of [
      [100, 'stop-2 10 98'],
      [97, 'stop-2 10'],
    ] as const) {
      const rig = begin({}, { now, calendar })
      rig.now = calendar.nextClose(now)
      rig.canceled('stop-1').quote({ last })
      expect(open(rig)).toEqual([])
      rig.at(calendar.nextOpen(rig.now))
      expect(open(rig)).toEqual([expected])
    }
  })
})
