import { createInstrument, nse } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRig, everything, type Rig, type RigOptions } from '../testing/rig.ts'
import { iceberg } from './iceberg.ts'
import type { IcebergParams } from './params.ts'

// Lots of 5: 200 are 40 lots, of which 50, ten lots, are shown.
const params: IcebergParams = {
  instrument: 'NSE:INFY',
  side: 'buy',
  quantity: 200,
  limitPrice: 100,
  displayQuantity: 50,
}
const begin = (more: Partial<IcebergParams> = {}, options: RigOptions = {}) =>
  createRig(iceberg({ ...params, ...more }), options).start()

/** What works, as lots and price. */
function shown<P extends IcebergParams>(rig: Rig<P>): string[] {
  return rig.children
    .filter(({ working }) => working)
    .map(({ lots, filledLots, price }) => `${lots - filledLots} at ${price}`)
}
/** The lots of all children, in order. */
const sizes = (rig: Rig<IcebergParams>) => rig.children.map(({ lots }) => lots)
const live = (rig: Rig<IcebergParams>) => rig.children.findLast(({ working }) => working)!.key

/** Fills clip after clip until nothing is left. */
function run(rig: Rig<IcebergParams>): Rig<IcebergParams> {
  while (rig.parent().filledLots < rig.lots) rig.fill(live(rig))
  return rig
}

describe('iceberg', () => {
  it('shows one clip at its limit, and the next when that is filled', () => {
    const rig = begin()
    expect(shown(rig)).toEqual(['10 at 100'])
    rig.fill(live(rig), 9)
    expect(shown(rig)).toEqual(['1 at 100'])
    rig.fill(live(rig))
    expect(shown(rig)).toEqual(['10 at 100'])
    expect(rig.parent()).toMatchObject({ filledLots: 10, openLots: 10, remainingLots: 20 })
  })

  it('rests, whatever the broker lists first', () => {
    const rig = begin({}, { supports: { ...everything, timeInForce: ['ioc', 'gtc', 'day'] } })
    expect(rig.children[0]!.order.timeInForce).toBe('day')
  })

  it('ends with a clip of what is left', () => {
    expect(sizes(run(begin({ quantity: 215 })))).toEqual([10, 10, 10, 10, 3])
  })

  it('fills up again once no more than the low quantity is shown', () => {
    const rig = begin({ displayLowQuantity: 20 })
    rig.fill(live(rig), 5)
    expect(shown(rig)).toEqual(['5 at 100'])
    rig.fill(live(rig), 1)
    expect(shown(rig)).toEqual(['4 at 100', '6 at 100'])
  })

  it('sends no clip after clip where each is taken and canceled at once, whichever is told first', () => {
    const rig = begin()
    const clip = live(rig)
    rig.canceled(clip)
    rig.tell({ type: 'child', key: clip, change: 'accepted' })
    expect(sizes(rig)).toEqual([10])
    rig.at(1000)
    const [again] = [live(rig)]
    rig.tell({ type: 'child', key: again, change: 'accepted' })
    rig.canceled(again)
    rig.at(2999)
    expect(sizes(rig)).toEqual([10, 10])
    rig.at(3000)
    expect(sizes(rig)).toEqual([10, 10, 10])
  })

  it('varies its clips by whole lots within the variance, the same for the same seed', () => {
    const clips = (seed: number) => sizes(run(begin({ quantity: 5000, displayVariance: 0.3, seed })))
    const some = clips(7)
    expect(clips(7)).toEqual(some)
    expect(clips(8)).not.toEqual(some)
    expect(some.reduce((sum, lots) => sum + lots, 0)).toBe(1000)
    for (const lots of some.slice(0, -1)) expect(lots >= 7 && lots <= 13).toBe(true)
    expect(new Set(some.slice(0, -1)).size).toBe(7)
  })

  it('is never larger than the venue takes in one order', () => {
    const instrument = createInstrument({
      id: 'NSE:INFY',
      currency: 'INR',
      tickSize: '0.05',
      lotSize: 5,
      freezeQuantity: 33,
    })
    expect(sizes(run(begin({}, { instrument })))).toEqual([6, 6, 6, 6, 6, 6, 4])
  })

  it('lets time pass after a clip that was filled, differing by its jitter', () => {
    const fixed = begin({ refreshDelayMs: 2000 })
    fixed.fill(live(fixed))
    expect(fixed.at(1999).children).toHaveLength(1)
    expect(fixed.at(2000).children).toHaveLength(2)

    const waits = new Set<number>()
    const rig = begin({ quantity: 2000, refreshDelayMs: 1000, timeJitter: 0.5 })
    for (let i = 0; i < 30; i++) {
      rig.fill(live(rig))
      const wait = rig.wakeAt! - rig.now
      expect(wait >= 500 && wait <= 1500).toBe(true)
      waits.add(wait)
      rig.at(rig.wakeAt!)
    }
    expect(waits.size).toBe(30)
  })

  it('moves the clip in the market to a new limit', () => {
    const rig = begin()
    rig.fill(live(rig), 4)
    rig.amend({ limitPrice: '100.5' })
    expect(shown(rig)).toEqual(['6 at 100.5'])
    expect(rig.children).toHaveLength(1)
  })

  it('replaces the clip at once where the broker cannot modify, when the old one is known to be gone', () => {
    const rig = begin({ refreshDelayMs: 5000 }, { supports: { ...everything, modify: [] } })
    rig.cancelsAtOnce = false
    rig.fill(live(rig), 4)
    rig.amend({ limitPrice: 99 })
    expect(rig.children).toHaveLength(1)
    // It may be filled still.
    rig.fill('clip-0', 1)
    expect(rig.children).toHaveLength(1)
    rig.canceled('clip-0')
    expect(shown(rig)).toEqual(['10 at 99'])
    expect(rig.parent()).toMatchObject({ filledLots: 5, openLots: 10, remainingLots: 25 })
  })

  it('shows the next at once where the runner withdraws what an amended limit has left behind', () => {
    const rig = begin()
    rig.children[0]!.pending = 'cancel'
    rig.amend({ limitPrice: 99 })
    rig.canceled('clip-0')
    expect(shown(rig)).toEqual(['10 at 99'])
  })

  it('takes a change of quantity from what is hidden, and from the clip only what is too much', () => {
    const rig = begin()
    rig.fill(live(rig), 4)
    rig.amend({ quantity: 300 })
    expect(shown(rig)).toEqual(['6 at 100'])
    rig.amend({ quantity: 50 })
    expect(shown(rig)).toEqual(['6 at 100'])
    rig.amend({ quantity: 35 })
    expect(shown(rig)).toEqual(['3 at 100'])
    rig.amend({ quantity: 100 })
    rig.fill(live(rig))
    expect(shown(rig)).toEqual(['10 at 100'])
  })

  it('withdraws its clip in a pause, and shows what is left afterwards', () => {
    const rig = begin()
    rig.fill(live(rig), 4)
    rig.cancelsAtOnce = false
    rig.tell({ type: 'paused' })
    rig.canceled('clip-0')
    expect(shown(rig)).toEqual([])
    rig.tell({ type: 'resumed' })
    expect(shown(rig)).toEqual(['10 at 100'])
    expect(rig.parent().remainingLots).toBe(26)
  })

  it('loses nothing by a rejection, and waits for longer with each', () => {
    const rig = begin()
    const waits: number[] = []
    for (let i = 0; i < 8; i++) {
      rig.reject(live(rig), 'transient')
      expect(shown(rig)).toEqual([])
      expect(rig.parent().remainingLots).toBe(40)
      waits.push(rig.wakeAt! - rig.now)
      rig.at(rig.wakeAt!)
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    rig.fill(live(rig))
    expect(shown(rig)).toEqual(['10 at 100'])
  })

  it('waits as well after a venue that cancels by itself', () => {
    const rig = begin()
    rig.canceled(live(rig))
    expect(shown(rig)).toEqual([])
    expect(shown(rig.at(1000))).toEqual(['10 at 100'])
  })

  it('does not ask again at once for a change that the venue has refused', () => {
    const rig = begin()
    rig.amend({ limitPrice: 99 })
    const before = rig.asked.length
    rig.children[0]!.price = 100
    rig.tell({ type: 'child', key: 'clip-0', change: 'refused' })
    expect(rig.asked.slice(before).map(({ command }) => command.type)).toEqual(['wake'])
    expect(shown(rig.at(1000))).toEqual(['10 at 99'])
  })

  it('counts a clip that nobody has confirmed as shown', () => {
    const rig = begin()
    rig.children[0]!.certain = false
    rig.tell({ type: 'child', key: 'clip-0', change: 'unconfirmed' })
    rig.at(1e6).quote({ last: 90 })
    expect(rig.children).toHaveLength(1)
  })

  it('goes on after a restart from what the broker tells, whatever it remembers', () => {
    const rig = begin({ displayVariance: 0.3, quantity: 5000 })
    for (let i = 0; i < 5; i++) rig.fill(live(rig))
    const after = sizes(rig)
    const fresh = createRig(iceberg({ ...params, displayVariance: 0.3, quantity: 5000 }))
    // The state is the first one; the children are those of now.
    ;(fresh.children as unknown[]).push(...rig.children.map((child) => ({ ...child })))
    fresh.tell({ type: 'recovered' })
    expect(sizes(fresh)).toEqual(after)
    fresh.fill(live(fresh))
    rig.fill(live(rig))
    expect(sizes(fresh)).toEqual(sizes(rig))
  })
})

describe('a pegged iceberg', () => {
  const pegged = (more: Partial<IcebergParams> = {}) =>
    begin({ peg: 'primary', ...more }, { quote: { bid: 99.5, ask: 99.6 } })

  it('rests at its own side of the market, within its limit', () => {
    expect(shown(pegged())).toEqual(['10 at 99.5'])
    expect(shown(pegged({ limitPrice: 99 }))).toEqual(['10 at 99'])
    expect(shown(pegged({ side: 'sell', limitPrice: 99 }))).toEqual(['10 at 99.6'])
  })

  it('follows the market no more often than it may', () => {
    const rig = pegged()
    rig.at(1000).quote({ bid: 99.6 })
    expect(shown(rig)).toEqual(['10 at 99.6'])
    rig.at(1500).quote({ bid: 99.7 })
    expect(shown(rig)).toEqual(['10 at 99.6'])
    expect(shown(rig.at(2000))).toEqual(['10 at 99.7'])
    rig.at(2100).amend({ limitPrice: 99 })
    expect(shown(rig)).toEqual(['10 at 99'])
  })

  it('shows nothing while nobody knows the market', () => {
    const rig = begin({ peg: 'primary' }, { quote: { bid: undefined, last: Number.NaN } as never })
    expect(shown(rig)).toEqual([])
    rig.quote({ bid: 99 })
    expect(shown(rig)).toEqual(['10 at 99'])
  })

  it('rests at the last price where no bid is told, as with bars alone', () => {
    const rig = begin({ peg: 'primary' }, { quote: { bid: undefined, ask: undefined, last: 98 } as never })
    expect(shown(rig)).toEqual(['10 at 98'])
  })
})

describe('the window of an iceberg', () => {
  it('begins with its start, and ends with what is left', () => {
    const rig = begin({ startAt: 1000, durationMs: 5000 })
    expect(shown(rig.at(999))).toEqual([])
    expect(shown(rig.at(1000))).toEqual(['10 at 100'])
    rig.at(5999)
    expect(rig.finished).toBeUndefined()
    expect(rig.at(6000).finished).toMatchObject({ status: 'expired' })
  })

  it('sends what is left at its limit, where it is to complete, once the clip is known to be gone', () => {
    const rig = begin({ endAt: 1000, completeAtEnd: true })
    rig.fill(live(rig), 4)
    rig.cancelsAtOnce = false
    rig.at(900)
    expect(shown(rig)).toEqual(['6 at 100'])
    rig.canceled('clip-0')
    expect(rig.children.at(-1)!.order).toMatchObject({ lots: 36, limitPrice: 100, timeInForce: 'ioc' })
    rig.fill('last-1000', 30)
    expect(rig.finished).toBeUndefined()
    rig.canceled('last-1000')
    expect(rig.finished).toMatchObject({ status: 'expired' })
    expect(rig.parent().remainingLots).toBe(6)
  })

  it('sends what is left five seconds before the venue closes, not after', () => {
    // Thursday, an hour before the close of NSE.
    const now = Date.UTC(2026, 10, 26, 9)
    const rig = begin({ durationMs: 7_200_000, completeAtEnd: true }, { calendar: nse(), now })
    const closes = Date.UTC(2026, 10, 26, 9, 45)
    expect(nse().phase(closes - 1)).toBe('continuous')
    expect(nse().phase(closes)).not.toBe('continuous')
    rig.at(closes - 5_001)
    expect(shown(rig)).toEqual(['10 at 100'])
    rig.at(closes - 5_000)
    expect(shown(rig)).toEqual(['40 at 100'])
  })

  it('gives up in the end on a clip whose cancel nobody answers', () => {
    const rig = begin({ endAt: 1000, completeAtEnd: true })
    rig.cancelsAtOnce = false
    rig.at(5_999)
    expect(rig.finished).toBeUndefined()
    expect(rig.at(6_000).finished).toMatchObject({ status: 'expired' })
    expect(rig.children).toHaveLength(1)
  })

  it('shows nothing while the venue is closed', () => {
    // Wednesday, half past eight in the evening of India.
    const rig = begin({}, { calendar: nse(), now: Date.UTC(2026, 10, 25, 15) })
    expect(shown(rig)).toEqual([])
    expect(new Date(rig.wakeAt!).toISOString()).toBe('2026-11-26T03:45:00.000Z')
    expect(shown(rig.at(rig.wakeAt!))).toEqual(['10 at 100'])
  })
})

describe('a native iceberg', () => {
  const hiding = { ...everything, display: true }

  it('is left to a broker that hides the rest', () => {
    const rig = begin({}, { supports: hiding })
    expect(rig.children.map(({ order }) => order)).toMatchObject([{ lots: 40, displayLots: 10, limitPrice: 100 }])
    rig.fill(live(rig), 15)
    expect(rig.children).toHaveLength(1)
  })

  it('is worked in clips where that is asked for, or the broker shows all', () => {
    expect(begin({ native: false }, { supports: hiding }).children[0]!.order).not.toHaveProperty('displayLots')
    expect(sizes(begin({ native: false }, { supports: hiding }))).toEqual([10])
    expect(() => begin({ native: true })).toThrow(expect.objectContaining({ code: 'unsupported' }))
  })

  it('shows at least a tenth of each order, as venues ask for', () => {
    expect(sizes(run(begin({ displayQuantity: 10 }, { supports: hiding })))).toEqual([20, 20])
  })

  it('is worked in orders of the largest quantity the venue takes, one after the other', () => {
    const rig = begin({ maxChildQuantity: 75 }, { supports: hiding })
    expect(sizes(run(rig))).toEqual([15, 15, 10])
    expect(rig.children.map(({ order }) => order.displayLots)).toEqual([10, 10, 10])
  })
})

describe('an iceberg is refused', () => {
  it.each<[string, Partial<Record<keyof IcebergParams, unknown>>, string]>([
    ['without a limit', { limitPrice: undefined }, 'limitPrice'],
    ['without a display', { displayQuantity: undefined }, 'displayQuantity'],
    ['with a display of no lots', { displayQuantity: 52 }, 'displayQuantity'],
    ['with a display of nothing', { displayQuantity: 0 }, 'displayQuantity'],
    ['with a display that is no number', { displayQuantity: 'much' }, 'displayQuantity'],
    ['that fills up at its display', { displayLowQuantity: 50 }, 'displayLowQuantity'],
    ['with clips above its display at least', { minChildQuantity: 55 }, 'minChildQuantity'],
    ['with orders below its clips', { minChildQuantity: 50, maxChildQuantity: 45 }, 'maxChildQuantity'],
    ['with a variance of everything', { displayVariance: 1 }, 'displayVariance'],
    ['with a variance that is no number', { displayVariance: Number.NaN }, 'displayVariance'],
    ['with a jitter above 1', { timeJitter: 1.5 }, 'timeJitter'],
    ['with a delay below 0', { refreshDelayMs: -1 }, 'refreshDelayMs'],
    ['with an interval below 0', { pegIntervalMs: -1 }, 'pegIntervalMs'],
    ['with a peg that is none', { peg: 'mid' }, 'peg'],
    ['over before it begins', { endAt: 1000 }, 'endAt'],
    ['that ends before it starts', { startAt: 3000, endAt: 2000 }, 'endAt'],
    ['with two ends', { endAt: 3000, durationMs: 1000 }, 'durationMs'],
    ['without any duration', { durationMs: 0 }, 'durationMs'],
    ['to complete at an end it has not', { completeAtEnd: true }, 'completeAtEnd'],
  ])('%s', (_, change, option) => {
    expect(() => begin(change as Partial<IcebergParams>, { now: 1000 })).toThrow(
      expect.objectContaining({ code: 'invalid-options', details: expect.objectContaining({ option }) }),
    )
  })

  it.each([
    ['no limit orders', { orderTypes: ['market'] }],
    ['none that rest', { timeInForce: ['ioc'] }],
  ] as const)('where the broker takes %s', (_, less) => {
    expect(() => begin({}, { supports: { ...everything, ...less } })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    )
  })

  it('a change without a meaning, and goes on as before', () => {
    const rig = begin()
    expect(() => rig.amend({ displayQuantity: 3 })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(shown(rig)).toEqual(['10 at 100'])
    rig.amend({ displayQuantity: 25 })
    rig.fill(live(rig))
    expect(shown(rig)).toEqual(['5 at 100'])
  })
})
