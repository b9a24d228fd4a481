import { createCalendar, nse } from '@shagun/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elapsedAt, momentAt, tradingSpans } from './trading-time.ts'

const minute = 60_000
const noon = createCalendar({
  id: 'TSE',
  timeZone: 'Asia/Tokyo',
  hours: { continuous: ['09:00-11:30', '12:30-15:00'] },
})
const tokyo = (hours: number, minutes = 0): number => Date.UTC(2026, 10, 27, hours - 9, minutes)

describe('trading time', () => {
  it('is all of the window without a calendar, else its sessions', () => {
    const window = { from: tokyo(11), to: tokyo(13) }
    expect(tradingSpans(window, undefined)).toEqual([window])
    expect(tradingSpans(window, noon)).toEqual([
      { from: tokyo(11), to: tokyo(11, 30) },
      { from: tokyo(12, 30), to: tokyo(13) },
    ])
    expect(tradingSpans({ from: tokyo(11, 30), to: tokyo(12, 30) }, noon)).toEqual([])
  })

  it('leaves out the closing auction, unless asked for it', () => {
    const day = { from: Date.UTC(2026, 10, 27), to: Date.UTC(2026, 10, 28) }
    const open = Date.UTC(2026, 10, 27, 3, 45)
    expect(tradingSpans(day, nse())).toEqual([{ from: open, to: open + 360 * minute }])
    expect(tradingSpans(day, nse(), true)).toEqual([{ from: open, to: open + 380 * minute }])
  })

  it('is counted forth and back', () => {
    const spans = tradingSpans({ from: tokyo(9), to: tokyo(9) + 4 * 86_400_000 }, noon)
    const all = elapsedAt(spans, Number.MAX_SAFE_INTEGER)
    expect(all).toBe(600 * minute) // Friday and Monday
    fc.assert(
      fc.property(fc.nat(all), (elapsed) => {
        const at = momentAt(spans, elapsed)
        expect(elapsedAt(spans, at)).toBe(elapsed)
        expect(elapsed === 0 || noon.isOpen(at - 1)).toBe(true)
      }),
    )
    expect(momentAt(spans, all + 1)).toBe(spans.at(-1)!.to)
  })
})
