import { ShagunError } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRacingVenue } from '../exits/racing-venue.fixture.ts'
import { createRig, everything, type RigOptions } from '../testing/rig.ts'
import { oco } from './oco.ts'
import type { OcoParams } from './params.ts'

const terms: OcoParams = { instrument: 'NSE:INFY', side: 'sell', quantity: 50, stopPrice: 95, takeProfitPrice: 110 }

function begin(change: Partial<OcoParams> = {}, options: RigOptions = {}) {
  return createRig(oco({ ...terms, ...change }), options).start()
}

const open = (rig: ReturnType<typeof begin>) =>
  rig.children
    .filter(({ working }) => working)
    .map(({ key, lots, filledLots, price, stopPrice }) =>
      [key, lots - filledLots, stopPrice, price].filter((each) => each !== undefined).join(' '),
    )

describe('a stop and a target', () => {
  it('rest for the same lots, and a part filled of one makes the other smaller', () => {
    const rig = begin()
    expect(open(rig)).toEqual(['stop-1 10 95', 'target-1 10 110'])
    rig.fill('target-1', 4)
    expect(open(rig)).toEqual(['stop-1 6 95', 'target-1 6 110'])
    rig.fill('stop-1')
    rig.tell({ type: 'child', key: 'target-1', change: 'canceled' })
    expect(rig.finished).toMatchObject({ status: 'done', reason: 'the stop filled 6 lots; the target filled 4 lots' })
  })

  it('never trade past the limit of the parent', () => {
    expect(open(begin({ limitPrice: 94 }))).toEqual(['stop-1 10 95 94', 'target-1 10 110'])
  })

  it('go to the broker as one group where it keeps pairs', () => {
    const rig = begin(
      { stopLimitPrice: 94 },
      { supports: { ...everything, groups: ['oco'], timeInForce: ['day', 'gtc'] } },
    )
    expect(rig.asked[0]?.command).toEqual({
      type: 'place-group',
      kind: 'oco',
      legs: [
        { key: 'stop-1.oco', lots: 10, siblings: 'exits', stopPrice: 95, limitPrice: 94, timeInForce: 'gtc' },
        { key: 'target-1.oco', lots: 10, siblings: 'exits', limitPrice: 110, timeInForce: 'gtc' },
      ],
    })
  })

  it('are two orders where the group is refused', () => {
    const rig = begin({}, { supports: { ...everything, groups: ['oco'] } })
    rig.working('target-1.oco').working = false
    rig.reject('stop-1.oco')
    expect(open(rig)).toEqual(['stop-2 10 95', 'target-2 10 110'])
  })

  it('that both fill are undone at the market, and the end says so', () => {
    const venue = createRacingVenue(oco(terms))
    venue.tell({ type: 'started' })
    venue.settle()
    const [stop, target] = venue.orders
    venue.fill(stop!, 10)
    venue.fill(target!, 7)
    venue.settle()
    expect(venue.orders[2]).toMatchObject({ key: 'flat-1', exit: true, sign: -1, lots: 7 })
    venue.fill(venue.orders[2]!, 7)
    venue.settle()
    expect(venue.finished).toEqual({
      type: 'finish',
      status: 'done',
      reason:
        'the stop filled 10 lots; the target filled 7 lots; 7 of these were too many and were undone at the market',
    })
  })

  it('end together with the day', () => {
    const rig = begin()
    rig.canceled('stop-1')
    rig.canceled('target-1')
    expect(rig.finished).toMatchObject({ status: 'expired', reason: 'stop and target were ended' })
  })

  it('of which one is ended by somebody else get that one back', () => {
    const rig = begin()
    rig.canceled('target-1')
    rig.at(1000)
    expect(open(rig)).toEqual(['stop-1 10 95', 'target-2 10 110'])
  })

  it('are canceled by whoever asked for them', () => {
    const rig = begin()
    rig.cancelsAtOnce = false
    rig.tell({ type: 'canceled' })
    expect(rig.finished).toBeUndefined()
    rig.canceled('stop-1')
    rig.fill('target-1', 3)
    rig.canceled('target-1')
    expect(rig.finished).toEqual({ type: 'finish', status: 'canceled', reason: 'the target filled 3 lots' })
  })

  it('take new prices and quantities while they rest', () => {
    const rig = begin()
    rig.amend({ stopPrice: 97, takeProfitPrice: 105, quantity: 30 })
    rig.tell({ type: 'woke' })
    expect(open(rig)).toEqual(['stop-1 6 97', 'target-1 6 105'])
    expect(() => rig.amend({ stopPrice: 101 })).toThrow(
      /stopPrice is 101; expected a price below the last price at 100/,
    )
    rig.fill('target-1', 4)
    rig.amend({ quantity: 15 })
    rig.tell({ type: 'child', key: 'stop-1', change: 'canceled' })
    expect(rig.finished).toMatchObject({ status: 'done' })
  })
})

describe('a broker that takes one order for the same lots', () => {
  it('has the stop, and the target once the market has touched it and the stop is gone', () => {
    const rig = begin({ legs: 'one' })
    rig.cancelsAtOnce = false
    expect(open(rig)).toEqual(['stop-1 10 95'])
    rig.quote({ last: 110 })
    expect(open(rig)).toEqual(['stop-1 10 95'])
    rig.canceled('stop-1')
    expect(open(rig)).toEqual(['target-1 10 110'])
    rig.fill('target-1', 4)
    rig.quote({ last: 102 })
    rig.canceled('target-1')
    expect(open(rig)).toEqual(['stop-2 6 95'])
  })

  it('is known by its refusal of the target', () => {
    const rig = begin()
    rig.reject('target-1', 'blocked', 'no margin')
    rig.at(60_000)
    rig.quote({ last: 109 })
    expect(open(rig)).toEqual(['stop-1 10 95'])
    rig.quote({ last: 110 })
    rig.tell({ type: 'child', key: 'stop-1', change: 'canceled' })
    expect(open(rig)).toEqual(['target-2 10 110'])
  })
})

describe('a stop that is refused', () => {
  it('pauses with a reason, or trades what is left at the market', () => {
    expect(begin().reject('stop-1', 'blocked', 'no margin').paused).toBe(
      '50 of NSE:INFY are not protected: the stop was rejected: no margin',
    )
    const rig = begin({ onExitRejected: 'flatten' })
    rig.reject('stop-1', 'blocked', 'no margin')
    expect(open(rig)).toEqual(['market-1 10'])
    rig.fill('market-1')
    expect(rig.finished).toMatchObject({
      status: 'failed',
      reason: '10 lots were traded at the market because the stop was rejected: no margin',
    })
  })

  it('is tried again where that passes by itself', () => {
    const rig = begin().reject('stop-1', 'transient')
    rig.at(999)
    expect(open(rig)).toEqual(['target-1 10 110'])
    rig.at(1000)
    expect(open(rig)).toEqual(['target-1 10 110', 'stop-2 10 95'])
  })

  it('because the market has passed it trades at once', () => {
    const rig = begin()
    rig.quote({ last: 94.9 })
    rig.reject('stop-1', 'price', 'trigger')
    expect(open(rig)).toEqual(['target-1 10 110', 'stop-2 10'])
  })
})

describe('a stop with a limit', () => {
  it('that is reached and does not fill in time gives way to the market', () => {
    const rig = begin({ stopLimitPrice: 94.5, escalateAfterMs: 5000 })
    rig.quote({ last: 94 })
    rig.at(4999)
    expect(open(rig)).toEqual(['stop-1 10 95 94.5', 'target-1 10 110'])
    rig.at(5000)
    expect(open(rig)).toEqual(['market-1 10'])
  })

  it('is left alone when the market comes back', () => {
    const rig = begin({ stopLimitPrice: 94.5, escalateAfterMs: 5000 })
    rig.quote({ last: 94 })
    rig.at(3000)
    rig.quote({ last: 96 })
    rig.at(9000)
    expect(open(rig)).toEqual(['stop-1 10 95 94.5', 'target-1 10 110'])
  })
})

describe('parameters without a meaning', () => {
  it.each([
    [{ stopPrice: 100 }, 'stopPrice'],
    [{ takeProfitPrice: 100 }, 'takeProfitPrice'],
    [{ takeProfitPrice: undefined }, 'takeProfitPrice'],
    [{ stopPrice: 0 }, 'stopPrice'],
    [{ stopPrice: 'x' }, 'stopPrice'],
    [{ stopLimitPrice: 96 }, 'stopLimitPrice'],
    [{ side: 'buy' }, 'takeProfitPrice'],
    [{ legs: 'two' }, 'legs'],
    [{ onExitRejected: 'sell' }, 'onExitRejected'],
    [{ escalateAfterMs: -1 }, 'escalateAfterMs'],
  ])('are refused before anything is placed: %o', (change, option) => {
    expect(() => begin(change as never)).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it.each([
    [['market', 'limit'], {}, 'stop orders'],
    [['market', 'limit', 'stop'], { stopLimitPrice: 94 }, 'stop-limit orders'],
    [['market', 'stop'], {}, 'limit orders'],
  ] as const)('or that the broker cannot do: %o %o', (orderTypes, change, feature) => {
    const refused = () => begin(change, { supports: { ...everything, orderTypes } })
    expect(refused).toThrow(ShagunError)
    expect(refused).toThrow(expect.objectContaining({ code: 'unsupported', details: { feature, by: 'main' } }))
  })
})
