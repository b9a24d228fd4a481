import { createCalendar } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createRig, everything } from '../testing/rig.ts'
import { fillAll, filledAndOpen, parent, sent, start, trades } from './pov.fixture.ts'
import { pov } from './pov.ts'
import type { PovParams } from './pov-params.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

describe('pov', () => {
  it('keeps its share of all volume filled, its own in it', () => {
    const rig = start({})
    trades(rig, 5 * second, 10_000)
    // 10 % of 10,000 units are 1,000: 200 lots.
    expect(sent(rig)).toEqual([200])
    rig.fill('pov-1')
    trades(rig, 10 * second, 10_000 + 1_000)
    expect(sent(rig)).toEqual([200, 20])
  })

  it('keeps the same share of the sum where the volume told is that of the others', () => {
    const rig = start({ ownVolume: 'exclusive' })
    trades(rig, 5 * second, 9_000)
    // 0.1 / 0.9 of 9,000 units are 1,000, and 1,000 of 10,000 are 10 %.
    expect(sent(rig)).toEqual([200])
  })

  it('does not answer its own fills twice: what prints and quotes both tell, and what it is told again', () => {
    const rig = start({})
    trades(rig, 5 * second, 10_000)
    rig.fill('pov-1')
    rig.trade(100, 1_000)
    trades(rig, 10 * second, 11_000)
    trades(rig, 15 * second, 11_000)
    rig.tell({ type: 'woke' }).tell({ type: 'woke' }).tell({ type: 'recovered' })
    // Its own 1,000 units are volume, too, once: 10 % of them, and 10 % of those, as in 1,000 / 0.9.
    expect(sent(rig)).toEqual([200, 20])
    expect(filledAndOpen(rig)).toBe(220)
  })

  it('follows prints where quotes tell no volume', () => {
    const rig = start({}, { quote: {} })
    rig.at(second).trade(100, 700)
    rig.at(2 * second).trade(100, 300)
    rig.at(5 * second)
    expect(sent(rig)).toEqual([20])
  })

  it('leaves out what traded before it began, and before its start', () => {
    const rig = start({ startAt: minute }, { quote: { volume: 500_000 } })
    rig.at(30 * second).quote({ volume: 600_000 })
    const printed = start({ startAt: minute }, { quote: {} })
    printed.at(30 * second).trade(100, 50_000)
    printed.at(2 * minute)
    expect(sent(printed)).toEqual([])
    rig.at(minute)
    trades(rig, minute + 5 * second, 601_000)
    expect(sent(rig)).toEqual([20])
  })

  it('crosses the spread within the limit, a little past the far side', () => {
    const rig = start({ limitPrice: '100.10' })
    trades(rig, 5 * second, 10_000)
    expect(rig.working('pov-1').price).toBe(100.1)
    const free = start({})
    trades(free, 5 * second, 10_000)
    expect(free.working('pov-1').price).toBe(100.15)
    const sells = start({ side: 'sell' })
    trades(sells, 5 * second, 10_000)
    // 99.85005 is rounded away from aggression, as every price is.
    expect(sells.working('pov-1').price).toBe(99.9)
  })

  it('leaves a child that crosses as it is while it still does', () => {
    const rig = start({})
    trades(rig, 5 * second, 10_000)
    rig.quote({ bid: 99.9, ask: 100 })
    rig.at(10 * second)
    expect(rig.working('pov-1').price).toBe(100.15)
    rig.quote({ bid: 100.2, ask: 100.25 })
    rig.at(15 * second)
    expect(rig.working('pov-1').price).toBe(100.35)
  })

  it('waits inside the band and crosses below it', () => {
    const rig = start({ minRate: 0.08 })
    trades(rig, 5 * second, 10_000)
    expect(rig.working('pov-1').price).toBe(100.15)
    rig.fill('pov-1')
    // 200 lots filled of 2,200: 9.1 %.
    trades(rig, 10 * second, 11_000)
    expect(rig.working('pov-2').price).toBe(99.95)
    // It follows the market.
    rig.quote({ bid: 100, ask: 100.1 })
    trades(rig, 15 * second, 11_100)
    expect(rig.working('pov-2').price).toBe(100)
    // 200 of 2,600: 7.7 %.
    trades(rig, 20 * second, 13_000)
    expect(rig.working('pov-2').price).toBe(100.2)
    expect(rig.working('pov-3')).toMatchObject({ lots: 40, price: 100.2 })
  })

  it('never crosses with a least rate of 0', () => {
    const rig = start({ minRate: 0 })
    for (let i = 1; i < 50; i++) trades(rig, i * 5 * second, 10_000 * i)
    expect(rig.children.length).toBeGreaterThan(1)
    expect(rig.children.every(({ price }) => price === 99.95)).toBe(true)
    // What waits is joined by as much again, so that few orders wait.
    expect(rig.children.length).toBeLessThan(10)
  })

  it('cancels what it cannot reprice where the broker does not modify', () => {
    const rig = start({}, { supports: { ...everything, modify: [] } })
    rig.cancelsAtOnce = false
    trades(rig, 5 * second, 10_000)
    rig.quote({ bid: 101, ask: 101.1 })
    rig.at(10 * second)
    expect(rig.working('pov-1').pending).toBe('cancel')
    expect(rig.children).toHaveLength(1)
    rig.canceled('pov-1').at(11 * second)
    expect(rig.working('pov-2')).toMatchObject({ lots: 200, price: 101.2 })
  })

  it('answers no block above the cap', () => {
    const rig = start({ maxIntervalVolume: 2_000 })
    trades(rig, 5 * second, 100_000)
    trades(rig, 10 * second, 101_000)
    expect(filledAndOpen(rig)).toBe(40 + 20)
  })

  it('answers a burst over its smoothing time', () => {
    const rig = start({ smoothingMs: 10 * second })
    trades(rig, 5 * second, 10_000)
    // 1 - exp(-5/10) of 200 lots
    expect(filledAndOpen(rig)).toBe(78)
    trades(rig, 10 * second, 10_000)
    expect(filledAndOpen(rig)).toBe(126)
    rig.at(2 * minute)
    expect(filledAndOpen(rig)).toBe(199)
  })

  it('sends whole children between the smallest and the largest, and the last as it is', () => {
    const rig = start({ quantity: 1_060, minChildQuantity: 100, maxChildQuantity: 250 })
    trades(rig, 5 * second, 950)
    expect(sent(rig)).toEqual([])
    trades(rig, 10 * second, 1_050)
    expect(sent(rig)).toEqual([21])
    rig.fill('pov-1')
    trades(rig, 15 * second, 10_000)
    rig.fill('pov-2').fill('pov-3').fill('pov-4')
    // 10 % of 10,000 units are 1,000, in children of 250 one after another; what is less waits.
    expect(sent(rig)).toEqual([21, 50, 50, 50, 29])
    rig.fill('pov-5')
    trades(rig, 20 * second, 100_000)
    // 60 units are less than a child, and all that is left.
    expect(sent(rig).at(-1)).toBe(12)
  })

  it('draws its sizes and intervals from the seed', () => {
    const run = (seed: number) => {
      const rig = start({ seed, sizeJitter: 0.4, timeJitter: 0.5 })
      for (let i = 1; i < 60; i++) {
        trades(rig, i * second, 1_000 * i)
        for (const { key, working } of [...rig.children]) if (working) rig.fill(key)
      }
      return rig.children.map(({ placedAt, lots }) => [placedAt, lots])
    }
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
  })

  it('makes up for nothing that trades in a pause', () => {
    const rig = start({})
    trades(rig, 5 * second, 10_000)
    rig.tell({ type: 'paused' })
    expect(rig.children.some(({ working }) => working)).toBe(false)
    rig.quote({ volume: 900_000 }).trade(100, 50_000)
    rig.now = hour
    rig.tell({ type: 'resumed' })
    expect(filledAndOpen(rig)).toBe(200)
    trades(rig, hour + 5 * second, 901_000)
    expect(filledAndOpen(rig)).toBe(220)
  })

  it('makes up for no prints of a pause either, and sends nothing in it', () => {
    const rig = start({ maxChildQuantity: 500 }, { quote: {} })
    rig.cancelsAtOnce = false
    rig.at(second).trade(100, 10_000)
    rig.at(5 * second).tell({ type: 'paused' })
    rig.trade(100, 10_000).fill('pov-1')
    rig.amend({ maxRate: 0.5 })
    expect(sent(rig)).toEqual([100])
    rig.tell({ type: 'resumed' })
    rig.fill('pov-2').at(hour)
    expect(sent(rig)).toEqual([100, 100])
  })

  it('cancels what is too much after a fill that came later than its cancel', () => {
    const rig = start({}, { supports: { ...everything, modify: [] } })
    trades(rig, 5 * second, 10_000)
    rig.quote({ bid: 101, ask: 101.1 })
    rig.at(15 * second)
    const [first, again] = rig.children
    expect([first!.working, again!.working, again!.lots]).toEqual([false, true, 200])
    first!.filledLots = 150
    rig.tell({ type: 'child', key: first!.key, change: 'filled' })
    expect(again!.working).toBe(false)
    rig.at(20 * second)
    expect(filledAndOpen(rig)).toBe(200)
    expect(sent(rig)).toEqual([200, 200, 50])
  })

  it('tries what was rejected again at its next look, and loses nothing of it', () => {
    const rig = start({})
    trades(rig, 5 * second, 10_000)
    rig.reject('pov-1')
    expect(sent(rig)).toEqual([200])
    trades(rig, 10 * second, 11_000)
    expect(sent(rig)).toEqual([200, 220])
  })

  it('leaves alone what the broker has not answered for', () => {
    const rig = start({})
    trades(rig, 5 * second, 10_000)
    rig.working('pov-1').certain = false
    rig.quote({ bid: 101, ask: 101.1 })
    trades(rig, 10 * second, 20_000)
    expect(rig.working('pov-1').price).toBe(100.15)
    expect(sent(rig)).toEqual([200, 200])
    expect(rig.asked.some(({ command }) => command.type === 'modify' || command.type === 'cancel')).toBe(false)
  })

  it('cancels a child that went out in parts, which have one name, in order to reprice it', () => {
    const { algo, params } = pov(parent)
    const inParts: typeof algo = {
      ...algo,
      step: (state, input) =>
        algo.step(state, {
          ...input,
          children: input.children.flatMap((child) => [
            { ...child, lots: child.lots / 2 },
            { ...child, lots: child.lots / 2 },
          ]),
        }),
    }
    const rig = createRig({ algo: inParts, params }, { quote: { volume: 0 } }).start()
    trades(rig, 5 * second, 10_000)
    rig.quote({ bid: 101, ask: 101.1 })
    trades(rig, 10 * second, 10_000)
    const changes = rig.asked.map(({ command }) => command).filter(({ type }) => type === 'cancel' || type === 'modify')
    expect(changes).toEqual([{ type: 'cancel', key: 'pov-1' }])
  })

  it('draws no size for its last child', () => {
    const rig = start({ quantity: 500, sizeJitter: 1 })
    trades(rig, 5 * second, 10_000)
    expect(sent(rig)).toEqual([100])
  })

  it('covers a restart by what the quotes tell, at no more than its largest rate', () => {
    const rig = start({ quantity: 1_000_000, maxRate: 0.15 })
    trades(rig, 5 * second, 10_000)
    rig.fill('pov-1')
    // An hour at 10,000 units in each interval of 5 s: 7,200,000.
    rig.now = hour + 5 * second
    rig.quote({ volume: 7_210_000 })
    rig.tell({ type: 'recovered' })
    // 10 % of what one interval would have brought.
    expect(filledAndOpen(rig)).toBe(200 + 200)
    for (const { key } of rig.children.filter(({ working }) => working)) rig.fill(key)
    trades(rig, hour + 10 * second, 7_220_000)
    // And from then on half as much again, out of what was missed.
    expect(filledAndOpen(rig)).toBe(400 + 300)
  })

  it('makes up for nothing where its largest rate is its rate', () => {
    const rig = start({ quantity: 1_000_000, maxRate: 0.1 })
    rig.now = hour
    rig.quote({ volume: 7_200_000 }).tell({ type: 'recovered' })
    trades(rig, hour + 5 * second, 7_210_000)
    expect(filledAndOpen(rig)).toBe(200 + 200)
  })

  it('makes up at its largest rate for what traded past the limit', () => {
    const rig = start({ limitPrice: 100, maxRate: 0.2 })
    rig.quote({ last: 101, bid: 100.95, ask: 101.05 })
    for (let i = 1; i <= 10; i++) trades(rig, i * 5 * second, i * 10_000)
    expect(filledAndOpen(rig)).toBe(0)
    rig.quote({ last: 99.9, bid: 99.9, ask: 99.95 })
    trades(rig, 55 * second, 110_000)
    expect(filledAndOpen(rig)).toBe(400)
  })

  it('takes a new rate from now on', () => {
    const rig = start({})
    trades(rig, 5 * second, 10_000)
    rig.amend({ participationRate: 0.2 })
    expect(filledAndOpen(rig)).toBe(200)
    trades(rig, 10 * second, 20_000)
    expect(filledAndOpen(rig)).toBe(200 + 400)
    expect(() => rig.amend({ participationRate: 1.5 })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(() => rig.amend({ endAt: second })).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })

  it('cancels what is too much once it is amended to less', () => {
    const rig = start({})
    trades(rig, 5 * second, 10_000)
    rig.quote({ bid: 101, ask: 101.1 })
    rig.amend({ quantity: 500 })
    expect(rig.children[0]!.working).toBe(false)
    expect(rig.asked.some(({ command }) => command.type === 'modify')).toBe(false)
    rig.at(10 * second)
    expect(rig.working('pov-2').lots).toBe(100)
  })

  it('ends at its end, and leaves what is not filled', () => {
    const rig = start({ durationMs: minute + 1 })
    trades(rig, 5 * second, 10_000)
    rig.at(2 * minute)
    expect(rig.finished).toMatchObject({ status: 'expired' })
    expect(rig.asked.at(-1)!.at).toBe(minute + 1)
    expect(rig.parent()).toMatchObject({ filledLots: 0, openLots: 200 })
    const silent = createRig(pov({ ...parent, durationMs: minute }))
      .start()
      .at(minute)
    expect(silent.finished!.reason).toContain('neither quotes nor prints')
  })

  it('sends all that is left an interval before its end where it is to complete', () => {
    const rig = start({ durationMs: minute, completeAtEnd: true, maxChildQuantity: 500 })
    trades(rig, 5 * second, 10_000)
    rig.at(54 * second)
    expect(sent(rig)).toEqual([100, 100])
    rig.at(55 * second)
    expect(filledAndOpen(rig)).toBe(2_200)
    expect(Math.max(...sent(rig))).toBe(100)
    rig.at(56 * second)
    expect(filledAndOpen(rig)).toBe(4_000)
    fillAll(rig)
    expect(rig.parent().filledLots).toBe(4_000)
    const waits = start({ durationMs: minute, completeAtEnd: true, minRate: 0 })
    waits.at(55 * second)
    expect(waits.working('pov-1')).toMatchObject({ lots: 4_000, price: 100.15 })
  })

  it('neither counts nor sends in auctions, and goes on the next day', () => {
    const calendar = createCalendar({
      id: 'TEST',
      timeZone: 'UTC',
      hours: { 'pre-open': '09:00-09:15', continuous: '09:15-15:30', 'closing-auction': '15:30-15:40' },
    })
    const at = (hours: number, minutes: number, days = 0): number =>
      Date.UTC(2026, 0, 5 + days) + hours * hour + minutes * minute
    const rig = start({ minRate: 0 }, { now: at(9, 5), calendar })
    rig.now = at(9, 10)
    rig.quote({ volume: 50_000 })
    rig.at(at(9, 15))
    trades(rig, at(9, 15) + 5 * second, 51_000)
    expect(filledAndOpen(rig)).toBe(20)
    rig.at(at(15, 29))
    expect(rig.children.filter(({ working }) => working)).toHaveLength(1)
    rig.at(at(15, 31))
    expect(rig.children.filter(({ working }) => working)).toHaveLength(0)
    rig.quote({ volume: 500_000 })
    expect(rig.wakeAt).toBe(at(9, 15, 1))
    rig.now = at(9, 10, 1)
    rig.quote({ volume: 30_000 })
    rig.at(at(9, 15, 1))
    trades(rig, at(9, 15, 1) + 5 * second, 31_000)
    expect(filledAndOpen(rig)).toBe(40)
  })

  it('sends nothing after a fill in an auction', () => {
    const calendar = createCalendar({
      id: 'TEST',
      timeZone: 'UTC',
      hours: { continuous: '09:15-15:30', 'closing-auction': '15:30-15:40' },
    })
    const now = Date.UTC(2026, 0, 5, 15, 29, 50)
    const rig = start({ maxChildQuantity: 250, intervalMs: 30 * second }, { now: now - 30 * second, calendar })
    trades(rig, now, 10_000)
    rig.now += 15 * second
    rig.fill('pov-1')
    expect(sent(rig)).toEqual([50])
  })

  it('sends a market order where the broker takes no limits', () => {
    const rig = start({}, { supports: { ...everything, orderTypes: ['market'] } })
    trades(rig, 5 * second, 10_000)
    expect(rig.working('pov-1').price).toBeUndefined()
    const limited = { ...everything, orderTypes: ['market' as const] }
    for (const needs of [{ minRate: 0.05 }, { limitPrice: 100 }])
      expect(() => start(needs, { supports: limited })).toThrow(expect.objectContaining({ code: 'unsupported' }))
  })

  it.each<Partial<PovParams>>([
    { participationRate: 0 },
    { participationRate: 1.01 },
    { participationRate: Number.NaN },
    { participationRate: 1, ownVolume: 'exclusive' },
    { ownVolume: 'in' as never },
    { minRate: 0.11 },
    { minRate: -0.1 },
    { maxRate: 0.09 },
    { maxRate: 1.1 },
    { intervalMs: 0 },
    { intervalMs: Number.NaN },
    { smoothingMs: -1 },
    { maxIntervalVolume: 0 },
    { minChildQuantity: 7 },
    { maxChildQuantity: 0 },
    { minChildQuantity: 100, maxChildQuantity: 50 },
    { sizeJitter: 1.5 },
    { timeJitter: -0.1 },
    { endAt: -1 },
    { startAt: 10, endAt: 5 },
    { endAt: 10, durationMs: 10 },
    { durationMs: 0 },
    { startAt: Number.NaN },
    { completeAtEnd: true },
  ])('refuses %j', (wrong) => {
    expect(() => start(wrong)).toThrow(expect.objectContaining({ code: 'invalid-options' }))
  })
})
