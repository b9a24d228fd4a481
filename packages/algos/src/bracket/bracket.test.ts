import { createCalendar, createInstrument } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRacingVenue } from '../exits/racing-venue.fixture.ts'
import { createRig, everything, type RigOptions } from '../testing/rig.ts'
import { bracket } from './bracket.ts'
import type { BracketParams } from './params.ts'

const terms: BracketParams = {
  instrument: 'NSE:INFY',
  side: 'buy',
  quantity: 50,
  limitPrice: 100,
  stopPrice: 95,
  takeProfitPrice: 110,
}

function begin(change: Partial<BracketParams> = {}, options: RigOptions = {}) {
  return createRig(bracket({ ...terms, ...change }), options).start()
}

const open = (rig: ReturnType<typeof begin>) =>
  rig.children
    .filter(({ working }) => working)
    .map(({ key, lots, filledLots, exit, price, stopPrice }) =>
      [key, lots - filledLots, exit ? 'exit' : 'entry', stopPrice, price]
        .filter((each) => each !== undefined)
        .join(' '),
    )

describe('the entry', () => {
  it.each([
    [{ limitPrice: undefined }, 'entry-1 10 entry'],
    [{}, 'entry-1 10 entry 100'],
    [{ limitPrice: undefined, entryStopPrice: 103 }, 'entry-1 10 entry 103'],
    [{ limitPrice: 104, entryStopPrice: 103 }, 'entry-1 10 entry 103 104'],
  ])('is a market, limit or stop order: %o', (change, expected) => {
    expect(open(begin(change as Partial<BracketParams>))).toEqual([expected])
  })

  it('has no exits while nothing is filled', () => {
    expect(open(begin())).toEqual(['entry-1 10 entry 100'])
  })
})

describe('the exits', () => {
  it('grow with each fill of the entry, by a change of their quantity', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    expect(open(rig)).toEqual(['entry-1 6 entry 100', 'stop-1 4 exit 95', 'target-1 4 exit 110'])
    rig.fill('entry-1', 3)
    expect(open(rig)).toEqual(['entry-1 3 entry 100', 'stop-1 7 exit 95', 'target-1 7 exit 110'])
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 10 exit 95', 'target-1 10 exit 110'])
  })

  it('grow by further orders where the broker changes no quantity', () => {
    const rig = begin({}, { supports: { ...everything, modify: [] } })
    rig.fill('entry-1', 4)
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110', 'stop-2 6 exit 95', 'target-2 6 exit 110'])
  })

  it('end the bracket when one fills, and the other is canceled', () => {
    for (const [key, other] of [
      ['stop-1', 'target-1'],
      ['target-1', 'stop-1'],
    ] as const) {
      const rig = begin()
      rig.fill('entry-1')
      rig.fill(key)
      expect(rig.children.find((child) => child.key === other)?.working).toBe(false)
      rig.tell({ type: 'child', key: other, change: 'canceled' })
      expect(rig.finished).toMatchObject({ status: 'done', reason: `the ${key.slice(0, -2)} closed 10 lots` })
    }
  })

  it('make way for one another: a part that the target fills makes the stop smaller', () => {
    const rig = begin()
    rig.fill('entry-1')
    rig.fill('target-1', 3)
    expect(open(rig)).toEqual(['stop-1 7 exit 95', 'target-1 7 exit 110'])
    rig.fill('stop-1')
    expect(rig.parent().positionLots).toBe(0)
  })

  it('make way by a cancel that is awaited, where no quantity can be changed', () => {
    const rig = begin({}, { supports: { ...everything, modify: [] } })
    rig.cancelsAtOnce = false
    rig.fill('entry-1')
    rig.fill('target-1', 3)
    expect(open(rig)).toEqual(['stop-1 10 exit 95', 'target-1 7 exit 110'])
    rig.canceled('stop-1')
    expect(open(rig)).toEqual(['target-1 7 exit 110', 'stop-2 7 exit 95'])
  })

  it('wait for the whole entry where they are told to', () => {
    const rig = begin({ trigger: 'full' })
    rig.fill('entry-1', 4)
    expect(open(rig)).toEqual(['entry-1 6 entry 100'])
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 10 exit 95', 'target-1 10 exit 110'])
  })

  it('end what is left of the entry once one of them trades', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    rig.fill('stop-1')
    rig.tell({ type: 'child', key: 'entry-1', change: 'canceled' })
    expect(open(rig)).toEqual([])
    expect(rig.finished).toMatchObject({ status: 'done', reason: 'the stop closed 4 lots' })
  })

  it('may be one alone', () => {
    const stopOnly = begin({ takeProfitPrice: undefined } as never)
    stopOnly.fill('entry-1')
    expect(open(stopOnly)).toEqual(['stop-1 10 exit 95'])
    const targetOnly = begin({ stopPrice: undefined } as never)
    targetOnly.fill('entry-1')
    expect(open(targetOnly)).toEqual(['target-1 10 exit 110'])
  })

  it('are mirrored for a short position', () => {
    const rig = begin({ side: 'sell', stopPrice: 105, takeProfitPrice: 90 })
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 10 exit 105', 'target-1 10 exit 90'])
  })

  it('trade at once where the market is past the stop by the time they are needed', () => {
    const rig = begin()
    rig.quote({ last: 94 })
    rig.fill('entry-1')
    expect(open(rig)).toEqual(['stop-1 10 exit', 'target-1 10 exit 110'])
  })
})

describe('an entry that ends', () => {
  it('leaves the exits at the part that was filled', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    rig.canceled('entry-1')
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110'])
    expect(rig.finished).toBeUndefined()
    rig.quote({ last: 99 })
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110'])
  })

  it('unfilled ends the bracket', () => {
    expect(begin().canceled('entry-1').finished).toMatchObject({ status: 'expired' })
    expect(begin().reject('entry-1', 'blocked', 'no margin').finished).toMatchObject({
      status: 'failed',
      reason: 'the entry was refused: no margin',
    })
  })

  it('is sent again where the refusal passes by itself', () => {
    const rig = begin().reject('entry-1', 'transient')
    expect(open(rig)).toEqual([])
    rig.at(1000)
    expect(open(rig)).toEqual(['entry-2 10 entry 100'])
  })
})

describe('an exit that is refused', () => {
  it('closes the position at the market, once the other exit is gone', () => {
    const rig = begin()
    rig.cancelsAtOnce = false
    rig.fill('entry-1', 4)
    rig.reject('stop-1', 'blocked', 'no margin')
    expect(open(rig)).toEqual(['entry-1 6 entry 100', 'target-1 4 exit 110'])
    expect(rig.asked.some(({ command }) => command.type === 'place' && command.key === 'flat-1')).toBe(false)
    rig.canceled('target-1')
    expect(open(rig)).toEqual(['entry-1 6 entry 100', 'flat-1 4 exit'])
    rig.fill('entry-1', 2)
    rig.canceled('entry-1')
    expect(open(rig)).toEqual(['flat-1 6 exit'])
    rig.fill('flat-1')
    expect(rig.finished).toMatchObject({
      status: 'failed',
      reason: '6 lots were closed at the market because the stop was rejected: no margin',
    })
  })

  it('pauses with a reason where it is told to alert, and is tried again once resumed', () => {
    const rig = begin({ onExitRejected: 'alert' })
    rig.fill('entry-1')
    rig.reject('stop-1', 'blocked', 'no margin')
    expect(rig.paused).toBe('50 of NSE:INFY are held and not protected: the stop was rejected: no margin')
    expect(open(rig)).toEqual(['target-1 10 exit 110'])
    rig.now = 60_000
    rig.tell({ type: 'resumed' })
    expect(open(rig)).toEqual(['target-1 10 exit 110', 'stop-2 10 exit 95'])
  })

  it('is tried three times where that passes by itself', () => {
    const rig = begin()
    rig.fill('entry-1')
    rig.cancelsAtOnce = false
    for (const [i, at] of [0, 1000, 3000, 7000].entries()) {
      rig.at(at)
      rig.reject(`stop-${i + 1}`, 'transient', 'too many requests')
    }
    rig.canceled('target-1')
    expect(open(rig)).toEqual(['flat-1 10 exit'])
  })

  it('beside a stop is watched from then on', () => {
    const rig = begin()
    rig.fill('entry-1')
    rig.reject('target-1', 'blocked', 'one order for a position')
    rig.at(5000).quote({ last: 109.95 })
    expect(open(rig)).toEqual(['stop-1 10 exit 95'])
    rig.quote({ last: 110 })
    rig.tell({ type: 'child', key: 'stop-1', change: 'canceled' })
    expect(open(rig)).toEqual(['target-2 10 exit 110'])
  })

  it('at the market, too, pauses with a reason', () => {
    const rig = begin({ takeProfitPrice: undefined } as never)
    rig.fill('entry-1')
    rig.reject('stop-1', 'blocked', 'no')
    for (const [i, at] of [0, 1000, 3000].entries()) rig.at(at).reject(`flat-${i + 1}`, 'blocked', 'closed')
    expect(rig.paused).toBe('50 of NSE:INFY are held and cannot be closed: closed')
    rig.at(8000)
    expect(open(rig)).toEqual(['flat-4 10 exit'])
  })
})

describe('both exits that fill', () => {
  it('are undone at the market for what was too much, and the end says so', () => {
    const venue = createRacingVenue(bracket(terms))
    venue.tell({ type: 'started' })
    venue.settle()
    venue.fill(venue.orders[0]!, 10)
    venue.settle()
    const [, stop, target] = venue.orders
    venue.fill(stop!, 10)
    venue.fill(target!, 4)
    venue.settle()
    expect(venue.position()).toBe(-4)
    expect(venue.orders[3]).toMatchObject({ key: 'flat-1', exit: true, sign: 1, lots: 4 })
    venue.fill(venue.orders[3]!, 4)
    venue.settle()
    expect(venue.finished).toEqual({
      type: 'finish',
      status: 'done',
      reason:
        'the stop closed 10 lots; the target closed 4 lots; that was 4 more than were held, which was undone at the market',
    })
  })
})

describe('a bracket that is canceled', () => {
  it('ends its entry and goes on to protect what is held', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    rig.tell({ type: 'canceled' })
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110'])
    rig.fill('stop-1')
    rig.tell({ type: 'child', key: 'target-1', change: 'canceled' })
    expect(rig.finished).toMatchObject({ status: 'canceled', reason: 'the stop closed 4 lots' })
  })

  it('or closes it at the market', () => {
    const rig = begin({ onCancel: 'flatten' })
    rig.fill('entry-1', 4)
    rig.tell({ type: 'canceled' })
    rig.tell({ type: 'child', key: 'stop-1', change: 'canceled' })
    expect(open(rig)).toEqual(['flat-1 4 exit'])
    rig.fill('flat-1')
    expect(rig.finished).toMatchObject({
      status: 'canceled',
      reason: '4 lots were closed at the market because it was canceled',
    })
  })
})

describe('a stop with a limit', () => {
  it('that is reached and does not fill in time gives way to the market', () => {
    const rig = begin({ stopLimitPrice: 94.5, escalateAfterMs: 5000 })
    rig.fill('entry-1')
    rig.quote({ last: 94 })
    rig.at(4999)
    expect(open(rig)).toEqual(['stop-1 10 exit 95 94.5', 'target-1 10 exit 110'])
    rig.at(5000)
    rig.tell({ type: 'child', key: 'stop-1', change: 'canceled' })
    expect(open(rig)).toEqual(['flat-1 10 exit'])
    rig.fill('flat-1')
    expect(rig.finished).toMatchObject({
      status: 'done',
      reason: '10 lots were closed at the market because the stop did not fill within its limit',
    })
  })
})

describe('a pause', () => {
  it('ends the entry, which comes again, and leaves the exits', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    rig.tell({ type: 'paused' })
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110'])
    rig.tell({ type: 'resumed' })
    expect(open(rig)).toEqual(['stop-1 4 exit 95', 'target-1 4 exit 110', 'entry-2 6 entry 100'])
  })
})

describe('an amendment', () => {
  it('of prices and quantity reaches the orders', () => {
    const rig = begin()
    rig.fill('entry-1', 4)
    rig.amend({ stopPrice: 97, takeProfitPrice: 108, limitPrice: 99, quantity: 30 })
    rig.tell({ type: 'woke' })
    expect(open(rig)).toEqual(['entry-1 2 entry 99', 'stop-1 4 exit 97', 'target-1 4 exit 108'])
  })

  it('keeps the stop below and the target above the last price once something is held', () => {
    const rig = begin()
    rig.fill('entry-1')
    rig.quote({ last: 105 })
    rig.amend({ stopPrice: 102 })
    expect(open(rig)).toEqual(['stop-1 10 exit 102', 'target-1 10 exit 110'])
    expect(() => rig.amend({ stopPrice: 105 })).toThrow(
      /stopPrice is 105; expected a price below the last price at 105/,
    )
    expect(() => rig.amend({ takeProfitPrice: 104 })).toThrow(/takeProfitPrice is 104/)
    expect(open(rig)).toEqual(['stop-1 10 exit 102', 'target-1 10 exit 110'])
  })

  it('is canceled and placed anew where the broker changes nothing', () => {
    const rig = begin({}, { supports: { ...everything, modify: [] } })
    rig.cancelsAtOnce = false
    rig.amend({ limitPrice: 99 })
    expect(open(rig)).toEqual(['entry-1 10 entry 100'])
    rig.canceled('entry-1')
    expect(open(rig)).toEqual(['entry-2 10 entry 99'])
  })

  it('below what is filled ends the entry, and what is held stays protected', () => {
    const rig = begin()
    rig.fill('entry-1', 6)
    rig.amend({ quantity: 20 })
    expect(open(rig)).toEqual(['stop-1 6 exit 95', 'target-1 6 exit 110'])
  })
})

describe('the end of the day', () => {
  const nine = Date.UTC(2026, 10, 26, 9, 15)
  const calendar = createCalendar({ id: 'X', timeZone: 'UTC', hours: { continuous: '09:15-15:30' } })

  it('closes what is held at the moment that is given', () => {
    const rig = begin({ flattenAt: nine + 3_600_000 }, { now: nine })
    rig.fill('entry-1', 4)
    rig.at(nine + 3_600_000)
    rig.tell({ type: 'child', key: 'stop-1', change: 'canceled' })
    expect(open(rig)).toEqual(['flat-1 4 exit'])
    rig.fill('flat-1')
    expect(rig.finished).toMatchObject({
      status: 'done',
      reason: '4 lots were closed at the market because the time to flatten has come',
    })
  })

  it('else has the exits again when the venue opens', () => {
    const rig = begin({}, { now: nine, calendar })
    rig.fill('entry-1', 4)
    const close = calendar.nextClose(nine)
    rig.now = close
    for (const key of ['entry-1', 'stop-1', 'target-1']) rig.canceled(key)
    expect(open(rig)).toEqual([])
    expect(rig.finished).toBeUndefined()
    rig.at(calendar.nextOpen(close) - 1)
    expect(open(rig)).toEqual([])
    rig.at(calendar.nextOpen(close))
    expect(open(rig)).toEqual(['stop-2 4 exit 95', 'target-2 4 exit 110'])
  })
})

describe('orders that the broker keeps in step', () => {
  it('are one group with the entry where it keeps brackets', () => {
    const rig = begin({}, { supports: { ...everything, groups: ['bracket'] } })
    expect(rig.asked[0]?.command).toEqual({
      type: 'place-group',
      kind: 'bracket',
      legs: [
        { key: 'entry-1.bracket', lots: 10, limitPrice: 100 },
        { key: 'stop-1.bracket', lots: 10, exit: true, siblings: 'exits', stopPrice: 95 },
        { key: 'target-1.bracket', lots: 10, exit: true, siblings: 'exits', limitPrice: 110 },
      ],
    })
    rig.fill('entry-1.bracket', 4)
    rig.fill('entry-1.bracket', 2)
    expect(rig.asked.filter(({ command }) => command.type !== 'place-group')).toEqual([])
  })

  it('get a stop of their own for what is left, where the broker ends it with a part of the target', () => {
    const rig = begin({}, { supports: { ...everything, groups: ['bracket'] } })
    rig.fill('entry-1.bracket')
    rig.fill('target-1.bracket', 3)
    rig.canceled('stop-1.bracket')
    expect(open(rig)).toEqual(['target-1.bracket 7 exit 110', 'stop-2 7 exit 95'])
  })

  it('get company for what an entry of their own has not filled', () => {
    const rig = begin({}, { supports: { ...everything, groups: ['bracket'] } })
    rig.fill('entry-1.bracket', 4)
    rig.tell({ type: 'paused' })
    rig.tell({ type: 'resumed' })
    rig.fill('entry-2', 5)
    // The first two are for the 4 lots of their entry alone, whatever they were placed for.
    expect(open(rig)).toEqual([
      'stop-1.bracket 10 exit 95',
      'target-1.bracket 10 exit 110',
      'entry-2 1 entry 100',
      'stop-2 5 exit 95',
      'target-2 5 exit 110',
    ])
  })

  it('are single orders where the group is refused', () => {
    const rig = begin({}, { supports: { ...everything, groups: ['bracket'] } })
    for (const child of rig.children) child.working = child.key === 'entry-1.bracket'
    rig.reject('entry-1.bracket', 'blocked', 'no brackets today')
    expect(open(rig)).toEqual(['entry-2 10 entry 100'])
    rig.fill('entry-2', 4)
    expect(open(rig)).toEqual(['entry-2 6 entry 100', 'stop-2 4 exit 95', 'target-2 4 exit 110'])
  })

  it('are a pair for what is filled where it keeps pairs', () => {
    const supports = { ...everything, groups: ['oco'], timeInForce: ['day', 'gtc'], except: [['stop', 'gtc']] } as const
    const rig = begin({ stopLimitPrice: 94 }, { supports })
    rig.fill('entry-1', 4)
    expect(rig.asked[1]?.command).toMatchObject({
      type: 'place-group',
      kind: 'oco',
      legs: [
        { key: 'stop-1.oco', exit: true, lots: 4, timeInForce: 'gtc' },
        { key: 'target-1.oco', exit: true, lots: 4, timeInForce: 'gtc' },
      ],
    })
  })

  it('are not asked for where they are not wanted, or the venue would split them', () => {
    const supports = { ...everything, groups: ['oco', 'bracket'] } as const
    const groups = (rig: ReturnType<typeof begin>) =>
      rig.fill('entry-1').asked.filter(({ command }) => command.type === 'place-group')
    expect(groups(begin({ nativeGroups: false }, { supports }))).toEqual([])
    const instrument = createInstrument({
      id: 'NSE:INFY',
      currency: 'INR',
      lotSize: 5,
      tickSize: '0.05',
      freezeQuantity: 40,
    })
    expect(groups(begin({}, { supports, instrument }))).toEqual([])
  })
})

describe('a restart', () => {
  it('rebuilds from its children, whatever its state says', () => {
    const venue = createRacingVenue(bracket(terms))
    venue.tell({ type: 'started' })
    venue.settle()
    venue.fill(venue.orders[0]!, 10)
    venue.settle()
    const [, stop] = venue.orders
    venue.fill(stop!, 3)
    venue.restart(99)
    venue.settle()
    expect(venue.orders.filter(({ isAlive }) => isAlive)).toMatchObject([
      { key: 'stop-1', lots: 10, filled: 3 },
      { key: 'target-1', lots: 7 },
    ])
  })

  it('does not enter again for an entry that ended while nobody listened', () => {
    const venue = createRacingVenue(bracket(terms))
    venue.tell({ type: 'started' })
    venue.settle()
    venue.end(venue.orders[0]!)
    venue.restart(0)
    venue.settle()
    expect(venue.orders.length).toBe(1)
    expect(venue.finished).toMatchObject({ status: 'expired' })
  })
})

describe('parameters without a meaning', () => {
  it.each([
    [{ stopPrice: undefined, takeProfitPrice: undefined }, 'stopPrice'],
    [{ stopPrice: 100 }, 'stopPrice'],
    [{ takeProfitPrice: 99 }, 'takeProfitPrice'],
    [{ side: 'sell' }, 'takeProfitPrice'],
    [{ limitPrice: 105, stopPrice: 101 }, 'stopPrice'],
    [{ limitPrice: undefined, stopPrice: 100.5 }, 'stopPrice'],
    [{ entryStopPrice: 99 }, 'entryStopPrice'],
    [{ entryStopPrice: 103, limitPrice: 102 }, 'limitPrice'],
    [{ stopLimitPrice: 96 }, 'stopLimitPrice'],
    [{ stopPrice: undefined, stopLimitPrice: 94 }, 'stopPrice'],
    [{ trigger: 'half' }, 'trigger'],
    [{ legs: 'none' }, 'legs'],
    [{ onCancel: 'ask' }, 'onCancel'],
    [{ onExitRejected: 'ask' }, 'onExitRejected'],
    [{ flattenAt: 0 }, 'flattenAt'],
    [{ escalateAfterMs: Number.NaN }, 'escalateAfterMs'],
  ])('are refused before anything is placed: %o', (change, option) => {
    expect(() => begin(change as never)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it.each([
    [['market', 'limit'], {}, 'stop orders'],
    [['market', 'limit', 'stop'], { stopLimitPrice: 94 }, 'stop-limit orders'],
    [['limit', 'stop'], { limitPrice: undefined }, 'market orders'],
    [['market', 'stop'], { limitPrice: undefined }, 'limit orders'],
  ] as const)('or that the broker cannot do: %o %o', (orderTypes, change, feature) => {
    expect(() => begin(change as never, { supports: { ...everything, orderTypes } })).toThrow(
      expect.objectContaining({ code: 'unsupported', details: { feature, by: 'main' } }),
    )
  })

  it('are no orders below the market that wait for it: a stop may be above the last price of a stop entry to come', () => {
    const rig = begin({ limitPrice: undefined, entryStopPrice: 105, stopPrice: 101 } as never)
    expect(open(rig)).toEqual(['entry-1 10 entry 105'])
  })
})
