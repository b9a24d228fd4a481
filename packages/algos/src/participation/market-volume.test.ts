import { createCalendar, type Quote, type Trade } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beginVolume,
  countVolume,
  type MarketVolume,
  skipVolume,
  type VolumeInput,
  type VolumeRules,
} from './market-volume.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const infy = 'NSE:INFY'
// 2026-01-05 was a Monday; times of day below are UTC.
const monday = Date.UTC(2026, 0, 5)
const calendar = createCalendar({
  id: 'TEST',
  timeZone: 'UTC',
  hours: { 'pre-open': '09:00-09:15', continuous: '09:15-15:30', 'closing-auction': '15:30-15:40' },
})
const clock = (hours: number, minutes = 0, days = 0): number => monday + days * day + hours * hour + minutes * minute

describe('countVolume', () => {
  it('counts by how much the volume of the session has grown since the beginning', () => {
    const volume = follow([woke(0, 5000), woke(1, 5300), woke(2, 5300), woke(3, 6000)])
    expect(volume.counted).toBe(1000)
  })

  it('counts print by print where no quote tells a volume', () => {
    expect(follow([woke(0), print(1, 300), print(2, 40), woke(3)]).counted).toBe(340)
  })

  it('leaves prints to the quotes where these tell a volume, and quotes to the next decision', () => {
    const before = follow([woke(0, 100)])
    expect(countVolume(before, print(1, 50, 100))).toBe(before)
    expect(countVolume(before, { ...woke(1, 150), type: 'quote' })).toBe(before)
    expect(countVolume(before, woke(2, 150)).counted).toBe(50)
  })

  it('counts no print again that a later quote contains', () => {
    const silent = follow([woke(0, 100), print(1, 30), print(2, 20)])
    expect(silent.counted).toBe(50)
    expect(countVolume(silent, woke(3, 150)).counted).toBe(50)
    expect(countVolume(silent, woke(3, 190)).counted).toBe(90)
    const lagging = countVolume(silent, woke(3, 120))
    expect(lagging.counted).toBe(50)
    expect(countVolume(lagging, woke(4, 160)).counted).toBe(60)
  })

  it('covers a gap by what the next quote tells', () => {
    const kept = JSON.parse(JSON.stringify(follow([woke(0, 100), woke(1, 200)]))) as MarketVolume
    expect(countVolume(kept, woke(40, 9000)).counted).toBe(8900)
  })

  it('counts a new session from 0', () => {
    const first = follow([woke(0, 100), woke(1, 5000)])
    expect(countVolume(first, woke(18 * 60, 700)).counted).toBe(5600)
  })

  it('counts nothing while the volume of a session is below its height', () => {
    const volume = follow([woke(0, 1000), woke(1, 1500), woke(2, 0), woke(3, 1500), woke(4, 0), woke(5, 1600)])
    expect(volume.counted).toBe(600)
  })

  it.each([Number.NaN, -5, Number.POSITIVE_INFINITY, 1e300])('takes a volume of %s for none', (lie) => {
    const volume = follow([woke(0, 1000), woke(1, lie), woke(2, 1200)])
    expect(volume.counted).toBe(200)
    expect(follow([woke(0), print(1, lie), print(2, 10)]).counted).toBe(10)
  })

  it('counts no auction, whether prints tell of it or quotes', () => {
    const by = (inputs: readonly VolumeInput[]): number => follow(inputs.map((each) => ({ ...each, calendar }))).counted
    expect(by([quoted(clock(9, 5), 0), quoted(clock(9, 10), 4000), quoted(clock(9, 20), 4500)])).toBe(500)
    expect(by([quoted(clock(15, 20), 9000), quoted(clock(15, 30) - 1, 9500), quoted(clock(15, 35), 20_000)])).toBe(500)
    expect(
      by([at(clock(9, 5)), printed(clock(9, 10), 4000), printed(clock(9, 20), 500), printed(clock(15, 31), 9)]),
    ).toBe(500)
  })

  it('sees the opening auction in a quote that is only listened to', () => {
    const start = beginVolume({ ...quoted(clock(15, 0), 8000), calendar })
    const auction = countVolume(start, { ...quoted(clock(9, 10, 1), 3000), type: 'quote', calendar })
    expect(auction.counted).toBe(0)
    expect(countVolume(auction, { ...quoted(clock(9, 30, 1), 3400), calendar }).counted).toBe(400)
  })

  it('knows a new session by the calendar, where the volume falls to less', () => {
    const start = beginVolume({ ...quoted(clock(15, 29), 8000), calendar })
    expect(countVolume(start, { ...quoted(clock(15, 29) + 1, 10), calendar })).toBe(start)
    expect(countVolume(start, { ...quoted(clock(9, 20, 1), 600), calendar }).counted).toBe(600)
  })

  it('knows a second session of a day as a new one', () => {
    const twice = createCalendar({
      id: 'TWICE',
      timeZone: 'UTC',
      hours: { continuous: ['09:00-11:00', '11:30-15:00'] },
    })
    const start = beginVolume({ ...quoted(clock(10, 59), 8000), calendar: twice })
    expect(countVolume(start, { ...quoted(clock(11, 31), 600), calendar: twice }).counted).toBe(600)
  })

  it('lets no more count in an interval than its cap, and never what is above', () => {
    const rules = { maxIntervalVolume: 1000, intervalMs: minute }
    const volume = follow([woke(0, 0), woke(0.5, 400), woke(0.9, 9000), woke(1, 9100), woke(2, 9200)], rules)
    expect(volume.counted).toBe(400 + 600 + 100 + 100)
    const prints = follow([woke(0), print(0.5, 400), print(0.6, 9000), print(0.7, 5), print(1.2, 80)], rules)
    expect(prints.counted).toBe(1080)
  })

  it('gives a gap the room of the intervals that it spans', () => {
    const rules = { maxIntervalVolume: 1000, intervalMs: minute }
    const since = { ...rules, countedAt: 0 }
    expect(follow([woke(0, 0), woke(5, 50_000)], since).counted).toBe(5000)
    expect(follow([woke(0, 0), woke(5, 3000)], since).counted).toBe(3000)
    expect(follow([woke(0, 0), woke(5, 50_000)], rules).counted).toBe(1000)
    expect(follow([woke(0), print(5, 50_000)], since).counted).toBe(1000)
  })

  it('skips what is traded in a pause', () => {
    const paused = follow([woke(0, 100), woke(1, 200)])
    const resumed = skipVolume(paused, woke(10, 5000))
    expect(countVolume(resumed, woke(11, 5100)).counted).toBe(200)
    const silent = skipVolume(paused, woke(10))
    expect(countVolume(countVolume(silent, woke(11, 5100)), woke(12, 5150)).counted).toBe(150)
  })

  it('skips nothing back where the volume of a session falls', () => {
    const volume = follow([woke(0, 1000), woke(1, 1500)])
    const skipped = skipVolume(volume, woke(2, 0))
    expect(skipped).toBe(volume)
    expect(countVolume(skipped, woke(3, 1600)).counted).toBe(600)
  })

  it('keeps a time that survives JSON, whatever time a quote tells', () => {
    const { quote } = woke(1, 500)
    const input = { ...woke(1, 500), quote: { ...quote!, time: Number.NaN } }
    for (const volume of [beginVolume(input), countVolume(beginVolume(woke(0, 100)), input)])
      expect(JSON.parse(JSON.stringify(volume))).toEqual({ ...volume, toldAt: minute })
  })

  it('comes to the true volume at every decision, however it is told, and never to more in between', () => {
    const step = fc.record({
      traded: fc.nat(1000),
      tells: fc.constantFrom('woke', 'quote', 'trade', 'silent-trade', 'nothing'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.nat(100_000), (steps, before) => {
        let truth = before
        let told = before
        let unprinted = 0
        let volume = beginVolume(woke(0, before))
        steps.forEach(({ traded, tells }, i) => {
          truth += traded
          unprinted += traded
          const news = { woke: 'woke', quote: 'quote', trade: 'trade', 'silent-trade': 'trade', nothing: '' }[tells]
          if (tells === 'woke' || tells === 'quote') told = truth
          // A feed without gaps prints what was traded; then prints and quotes may tell the same.
          if (news === 'trade') {
            const seen = tells === 'trade' ? told : undefined
            if (unprinted > 0) volume = countVolume(volume, print(i + 1, unprinted, seen))
          } else if (news !== '') volume = countVolume(volume, { ...woke(i + 1, told), type: news })
          if (news === 'trade' || news === 'woke') unprinted = 0
          expect(volume.counted).toBeLessThanOrEqual(truth - before)
          if (tells === 'woke') expect(volume.counted).toBe(truth - before)
          expect(JSON.parse(JSON.stringify(volume))).toEqual(volume)
        })
      }),
    )
  })

  it('only ever grows, and by no more than the cap an interval, whatever is told and whenever', () => {
    const any = fc.oneof(fc.nat(2000), fc.constantFrom(Number.NaN, -1, 1e300, Number.POSITIVE_INFINITY))
    const news = fc.record({
      minutes: fc.integer({ min: -3, max: 200 }),
      told: fc.option(any),
      print: fc.option(any),
      hours: fc.boolean(),
      skips: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(news, { maxLength: 40 }), (all) => {
        const rules = { maxIntervalVolume: 500, intervalMs: minute }
        let now = clock(8)
        let volume = beginVolume(at(now))
        for (const { minutes, told, print: quantity, hours, skips } of all) {
          now += minutes * minute
          const base = { ...(told === null ? at(now) : quoted(now, told)), ...(hours && { calendar }) }
          const input = quantity === null ? base : { ...base, ...printed(now, quantity) }
          const next = skips ? skipVolume(volume, input) : countVolume(volume, input, rules)
          expect(next.counted).toBeGreaterThanOrEqual(volume.counted)
          expect(next.counted - volume.counted).toBeLessThanOrEqual(
            500 * Math.max(1, (now - volume.intervalAt) / minute),
          )
          volume = next
        }
      }),
    )
  })
})

function follow([first, ...rest]: readonly VolumeInput[], rules?: VolumeRules): MarketVolume {
  return rest.reduce((volume, input) => countVolume(volume, input, rules), beginVolume(first!))
}

function at(now: number): VolumeInput {
  return { type: 'woke', now }
}

function quoted(now: number, volume: number): VolumeInput {
  const quote: Quote = { instrument: infy, time: now, last: 100, volume }
  return { type: 'woke', now, quote }
}

function printed(now: number, quantity: number): VolumeInput {
  const trade: Trade = { instrument: infy, time: now, price: 100, quantity }
  return { type: 'trade', now, trade }
}

/** A decision, and what the quotes tell by then. */
function woke(minutes: number, volume?: number): VolumeInput {
  return volume === undefined ? at(minutes * minute) : quoted(minutes * minute, volume)
}

function print(minutes: number, quantity: number, volume?: number): VolumeInput {
  return { ...woke(minutes, volume), ...printed(minutes * minute, quantity) }
}
