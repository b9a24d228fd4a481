import { alwaysOpen, nse } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRig, everything, type Rig, type RigOptions } from '../testing/rig.ts'
import { type TwapParams, twap } from '../twap/twap.ts'

const minute = 60_000

describe('a slice', () => {
  it('waits at the near touch, follows it, and crosses the spread in the last fifth of its bin', () => {
    const rig = begun()
    expect(rig.working('slice-1.1')).toMatchObject({ lots: 10, price: 99.95 })
    rig.at(20_000).quote({ bid: 99.8, ask: 99.9 })
    expect(rig.working('slice-1.1').price).toBe(99.8)
    rig.at(48_000)
    expect(rig.working('slice-1.1').price).toBe(99.95) // ten basis points past the ask of 99.90, down to the tick
    expect(rig.children).toHaveLength(1)
  })

  it('follows the touch at most sixteen times a bin, and to where it went at last', () => {
    const rig = begun()
    rig.at(10_000).quote({ bid: 99.8 })
    rig.at(10_100).quote({ bid: 99.85 })
    rig.at(10_200).quote({ bid: 99.9 })
    expect(rig.working('slice-1.1').price).toBe(99.8)
    rig.at(13_750)
    expect(rig.working('slice-1.1').price).toBe(99.9)
    for (let at = 14_000; at < 60_000; at += 100) rig.at(at).quote({ bid: 99 + (at % 900) / 1_000 })
    expect(rig.asked.filter(({ command }) => command.type === 'modify').length).toBeLessThanOrEqual(16)
  })

  it('is canceled and sent anew where the broker cannot change a price', () => {
    const rig = begun({}, { supports: { ...everything, modify: ['quantity'] } })
    rig.at(20_000).quote({ bid: 99.8 })
    rig.at(22_000)
    expect(rig.children.map(({ lots, price, working }) => [lots, price, working])).toEqual([
      [10, 99.95, false],
      [10, 99.8, true],
    ])
  })

  it('never goes past the limit, and rests at it', () => {
    const rig = begun({ limitPrice: '99.9' })
    expect(rig.working('slice-1.1').price).toBe(99.9)
    rig.at(50_000)
    expect(rig.working('slice-1.1').price).toBe(99.9)
    const sell = begun({ side: 'sell', limitPrice: 100.07 })
    expect(sell.working('slice-1.1').price).toBe(100.1)
  })

  it('is a market order where it crosses at once without a limit, if the broker takes those', () => {
    expect(begun({ placement: 'aggressive' }).working('slice-1.1').price).toBeUndefined()
    expect(begun({ placement: 'aggressive', limitPrice: 101 }).working('slice-1.1').price).toBe(100.15)
    const supports = { ...everything, orderTypes: ['limit'] as const }
    expect(begun({ placement: 'aggressive' }, { supports }).working('slice-1.1').price).toBe(100.15)
  })

  it('waits for a quote, and goes out without one only at the limit or at the market', () => {
    const quote = { last: Number.NaN, bid: undefined as never, ask: undefined as never }
    const rig = begun({}, { quote })
    expect(rig.children).toHaveLength(0)
    rig.at(48_000)
    expect(rig.working('slice-1.1').price).toBeUndefined()
    const limited = begun({ limitPrice: 101 }, { quote }).at(48_000)
    expect(limited.working('slice-1.1').price).toBe(101)
    const blind = begun({}, { quote, supports: { ...everything, orderTypes: ['limit'] } }).at(48_000)
    expect(blind.children).toHaveLength(0)
    blind.quote({ last: 100, bid: 99.95, ask: 100.05 })
    expect(blind.working('slice-1.1').price).toBe(100.15)
  })

  it('of placement passive never crosses', () => {
    const rig = begun({ placement: 'passive' }).at(59_000)
    expect(rig.working('slice-1.1').price).toBe(99.95)
  })

  it('goes out in several children, one after another, where it is larger than one may be', () => {
    const rig = begun({ maxChildQuantity: 20, minChildQuantity: 15 })
    for (const child of rig.children) rig.fill(child.key)
    // Not 4, 4 and 2, of which the last would be too small.
    expect(rig.children.map(({ lots }) => lots)).toEqual([4, 3, 3])
    expect(rig.parent().filledLots).toBe(10)
  })

  it('waits for the next where it is too small, and never takes everything with it', () => {
    const rig = begun({ quantity: 120, minChildQuantity: 25 }) // 24 lots: 2.4 a bin, 5 at least
    runFilled(rig, 10 * minute)
    // By 2.4, 4.8, 7.2, 9.6, 12, 14.4, 16.8, 19.2 and 21.6; the 2 that would be left then go along.
    expect(rig.children.map(({ placedAt, lots }) => [placedAt / minute, lots])).toEqual([
      [1, 5],
      [3, 5],
      [6, 7],
      [8, 7],
    ])
  })
})

describe('what was missed', () => {
  it('is spread over the slices that are left', () => {
    const rig = begun({ placement: 'passive' }).at(minute + 1_000)
    expect(rig.children.map(({ lots, working }) => [lots, working])).toEqual([
      [10, false],
      [11, true], // 100 lots over 9 bins
    ])
  })

  it('goes out at once with `immediate`', () => {
    const rig = begun({ placement: 'passive', catchUp: 'immediate' }).at(minute + 1_000)
    expect(rig.children.at(-1)!.lots).toBe(20)
  })

  it('is left with `skip`, and told at the end', () => {
    const rig = begun({ placement: 'passive', catchUp: 'skip' }).at(minute + 1_000)
    expect(rig.children.at(-1)!.lots).toBe(10)
    rig.fill(rig.children.at(-1)!.key)
    runFilled(rig, 11 * minute)
    expect(rig.finished).toEqual({
      type: 'finish',
      status: 'expired',
      reason: 'The window ended with a residual of 50 out of 500.',
    })
  })

  it('is everything that bins were due for which nobody woke it', () => {
    for (const [catchUp, lots] of [
      ['spread', 20], // 100 lots over 5 bins
      ['immediate', 60],
      ['skip', 10],
    ] as const) {
      const rig = begun({ placement: 'aggressive', catchUp, startAt: minute })
      rig.at(minute).reject('slice-1.1')
      rig.now = 6 * minute
      rig.tell({ type: 'woke' })
      expect(rig.children.at(-1)).toMatchObject({ lots, placedAt: 6 * minute })
    }
  })

  it('goes out once its child is refused, after a moment', () => {
    const rig = begun().reject('slice-1.1')
    expect(rig.children).toHaveLength(1)
    rig.at(1_000)
    expect(rig.working('slice-1.2')).toMatchObject({ lots: 10, placedAt: 1_000 })
  })
})

describe('an order of which nobody knows', () => {
  it('counts as open, holds nobody up, and goes out again once it is known to be lost', () => {
    const rig = begun({ placement: 'aggressive' })
    rig.working('slice-1.1').certain = false
    rig.at(minute)
    expect(rig.working('slice-2.2').lots).toBe(10)
    rig.fill('slice-2.2')
    rig.reject('slice-1.1')
    rig.at(minute + 1_000)
    expect(rig.working('slice-2.3').lots).toBe(10)
  })

  it('is not sent again in the last bin', () => {
    const rig = begun({ placement: 'aggressive', slices: 1 })
    rig.working('slice-1.1').certain = false
    rig.amend({ quantity: 600 })
    rig.at(minute)
    expect(rig.children.map(({ lots }) => lots)).toEqual([100, 20])
  })

  it('whose cancel is not answered holds up the next slice until that is due to cross, and is not sent again', () => {
    const rig = begun()
    rig.cancelsAtOnce = false
    rig.at(minute + 40_000)
    expect(rig.children).toHaveLength(1)
    rig.at(minute + 48_000)
    expect(rig.children.map(({ lots }) => lots)).toEqual([10, 1]) // 11 are due by then, of which 10 may still fill
  })
})

describe('the end', () => {
  it('cancels what is open, waits for the answer, and tells the residual', () => {
    const rig = begun({ quantity: 100, slices: 1 })
    rig.cancelsAtOnce = false
    rig.fill('slice-1.1', 7)
    rig.at(10 * minute)
    expect(rig.finished).toBeUndefined()
    rig.fill('slice-1.1', 1)
    rig.canceled('slice-1.1')
    expect(rig.finished).toMatchObject({
      status: 'expired',
      reason: 'The window ended with a residual of 60 out of 100.',
    })
  })

  it('comes, too, where it is resumed after it', () => {
    const rig = begun()
    rig.cancelsAtOnce = false
    rig.tell({ type: 'paused' })
    rig.now = 20 * minute
    rig.tell({ type: 'resumed' })
    expect(rig.finished).toBeUndefined()
    rig.canceled('slice-1.1')
    expect(rig.finished?.status).toBe('expired')
  })

  it('does not wait for ever', () => {
    const rig = begun()
    rig.cancelsAtOnce = false
    rig.at(11 * minute)
    expect(rig.finished?.status).toBe('expired')
  })

  it('takes everything that is left with `completeAtEnd`, past the participation but not the limit', () => {
    const rig = begun({ placement: 'passive', completeAtEnd: true, limitPrice: 101, maxParticipation: 0.1 })
    rig.at(9.5 * minute)
    expect(rig.children).toEqual([])
    rig.at(9.9 * minute)
    expect(rig.children).toMatchObject([{ lots: 100, price: 100.15 }])
  })

  it('takes nothing in an auction, unless told to', () => {
    // On 2026-11-27 NSE trades until 15:15 in Mumbai, and closes with an auction until 15:35.
    const now = Date.UTC(2026, 10, 27, 9, 35)
    const window = { durationMs: undefined as never, endAt: Date.UTC(2026, 10, 27, 10, 5) }
    const rig = begun({ ...window, slices: 1 }, { now, calendar: nse() })
    rig.at(Date.UTC(2026, 10, 27, 9, 45))
    expect(rig.children.every(({ working }) => !working)).toBe(true)
    expect(rig.finished?.status).toBe('expired')
    const inside = begun({ ...window, slices: 1, closingAuction: true }, { now, calendar: nse() })
    inside.at(Date.UTC(2026, 10, 27, 9, 46))
    expect(inside.finished).toBeUndefined()
  })

  it('cancels at the end of a session what would stay over night, and goes on in the morning', () => {
    const now = Date.UTC(2026, 10, 27, 9, 40)
    const window = { durationMs: undefined as never, endAt: Date.UTC(2026, 10, 30, 4) }
    const rig = begun({ ...window, slices: 1 }, { now, calendar: nse() })
    rig.at(Date.UTC(2026, 10, 27, 9, 45))
    expect(rig.children.map(({ working }) => working)).toEqual([false])
    rig.at(Date.UTC(2026, 10, 30, 3, 44))
    expect(rig.children).toHaveLength(1)
    rig.at(Date.UTC(2026, 10, 30, 3, 46))
    expect(rig.children.map(({ working }) => working)).toEqual([false, true])
  })
})

describe('a participation', () => {
  it('is never passed, and what it held back is caught up', () => {
    const rig = begun({ maxParticipation: 0.1, placement: 'aggressive' }, { quote: { volume: 0 } })
    expect(rig.children).toEqual([])
    rig.at(10_000).quote({ volume: 200 }) // 4 lots are a tenth of it
    rig.at(12_000)
    expect(rig.children.map(({ lots }) => lots)).toEqual([4])
    rig.fill('slice-1.1')
    rig.at(20_000).quote({ volume: 100_000 })
    rig.at(22_000)
    expect(rig.children.map(({ lots }) => lots)).toEqual([4, 6])
  })

  it('takes no part in what trades before it begins, or while it is paused', () => {
    const params = { maxParticipation: 0.1, placement: 'aggressive', startAt: minute, slices: 1 } as const
    const rig = begun(params, { quote: { volume: 0 } })
    rig.at(30_000).quote({ volume: 50_000 })
    rig.at(minute + 5_000)
    expect(rig.children).toEqual([])
    rig.tell({ type: 'paused' }).quote({ volume: 90_000 })
    rig.tell({ type: 'resumed' }).at(minute + 10_000)
    expect(rig.children).toEqual([])
    rig.quote({ volume: 90_100 }).at(minute + 20_000)
    expect(rig.children.map(({ lots }) => lots)).toEqual([2])
  })

  it('of prints is the same where quotes tell no volume', () => {
    const rig = begun({ maxParticipation: 0.5, placement: 'aggressive' })
    rig.at(1_000).trade(100, 30)
    expect(rig.children.map(({ lots }) => lots)).toEqual([3])
  })
})

describe('being paused', () => {
  it('cancels what is open, and plans the rest over what is left of the time', () => {
    const rig = begun({ placement: 'aggressive' })
    rig.fill('slice-1.1', 5)
    rig.tell({ type: 'paused' })
    expect(rig.children[0]!.working).toBe(false)
    rig.at(5 * minute)
    expect(rig.children).toHaveLength(1)
    rig.tell({ type: 'resumed' })
    expect(rig.working('slice-6.2').lots).toBe(19) // 95 lots over 5 bins
  })

  it('leaves what it has skipped', () => {
    const rig = begun({ placement: 'passive', catchUp: 'skip' }).at(minute + 1_000)
    rig.fill('slice-2.2')
    rig.tell({ type: 'paused' })
    rig.at(5 * minute).tell({ type: 'resumed' })
    expect(rig.working('slice-6.3').lots).toBe(16) // over 5 bins 100 less the 10 that are filled and the 10 that were missed
  })

  it('places nothing, whatever it hears', () => {
    const rig = begun().tell({ type: 'paused' })
    rig.at(30_000).quote({ bid: 99 })
    rig.amend({ quantity: 1000 })
    rig.tell({ type: 'child', key: 'slice-1.1', change: 'canceled' })
    expect(rig.children).toHaveLength(1)
  })
})

describe('being amended', () => {
  it('plans up and down from now', () => {
    const rig = begun({ placement: 'aggressive' })
    runFilled(rig, 4.5 * minute) // 50 lots, due by 5 minutes
    rig.at(5 * minute - 1).amend({ quantity: 1000 })
    runFilled(rig, 6 * minute)
    expect(rig.children.slice(5).map(({ lots }) => lots)).toEqual([30, 30])
    rig.amend({ quantity: 650 })
    runFilled(rig, 10 * minute)
    expect(rig.children.slice(7).map(({ lots }) => lots)).toEqual([5, 5, 5, 5])
    expect(rig.parent().filledLots).toBe(130)
  })

  it('cancels what is too much', () => {
    const rig = begun({ slices: 1 })
    rig.fill('slice-1.1', 30)
    rig.amend({ quantity: 200 })
    rig.at(2_000)
    expect(rig.children.map(({ lots, filledLots, working }) => [lots, filledLots, working])).toEqual([
      [100, 30, false],
      [10, 0, true],
    ])
  })

  it('takes an open child back to a limit that has come nearer', () => {
    const rig = begun().at(50_000)
    expect(rig.working('slice-1.1').price).toBe(100.15)
    rig.amend({ limitPrice: 100.1 })
    expect(rig.working('slice-1.1').price).toBe(100.1)
    rig.amend({ limitPrice: 99.9 })
    expect(rig.working('slice-1.1').price).toBe(99.9)
  })

  it('refuses what makes no sense', () => {
    const rig = begun().at(5 * minute)
    expect(() => rig.amend({ durationMs: minute })).toThrow(/after now/)
    expect(() => rig.amend({ maxParticipation: 2 })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(rig.params.durationMs).toBe(10 * minute)
  })
})

describe('what a planner writes', () => {
  it('does not change with ticks that decide nothing', () => {
    const rig = begun({}, { calendar: alwaysOpen() })
    const before = JSON.stringify(rig.state)
    const commands = rig.asked.length
    for (let i = 1; i < 40; i++)
      rig
        .at(i * 1_000)
        .quote({ last: 100 + i / 100 })
        .trade(100, 500)
    expect(JSON.stringify(rig.state)).toBe(before)
    expect(rig.asked).toHaveLength(commands)
  })

  it('is the same for the same seed, and another for another', () => {
    const run = (seed: number): unknown => {
      const rig = begun({ sizeJitter: 0.3, timeJitter: 0.5, seed, placement: 'aggressive' })
      runFilled(rig, 10 * minute)
      return rig.children.map(({ lots, placedAt }) => [lots, placedAt])
    }
    expect(run(7)).toEqual(run(7))
    expect(run(7)).not.toEqual(run(8))
  })
})

function begun(params: Partial<TwapParams> = {}, options: RigOptions = {}): Rig<TwapParams> {
  const order: TwapParams = { instrument: 'NSE:INFY', side: 'buy', quantity: 500, durationMs: 10 * minute, slices: 10 }
  return createRig(twap({ ...order, ...params }), options).start()
}

/** Every child fills as soon as it is sent. */
function runFilled(rig: Rig<TwapParams>, until: number): void {
  const fillOpen = (): void => {
    for (const child of rig.children) if (child.working) rig.fill(child.key)
  }
  fillOpen()
  while (rig.wakeAt !== undefined && rig.wakeAt <= until && rig.finished === undefined) {
    rig.at(rig.wakeAt)
    fillOpen()
  }
}
