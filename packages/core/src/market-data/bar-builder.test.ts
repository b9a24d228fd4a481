import { describe, expect, it } from 'vitest'
import { ist, ny } from '../calendars/moments.fixture.ts'
import { nse } from '../calendars/nse.ts'
import { nyse } from '../calendars/nyse.ts'
import type { Calendar } from '../model/calendar.ts'
import type { Timeframe } from '../model/time.ts'
import { type BarBuilderOptions, createBarBuilder } from './bar-builder.ts'

const instrument = 'NSE:INFY'
const calendar = nse()
const at = (text: string): number => ist(`2026-01-05 ${text}`)

/** A builder, what it tells as text, and trades as text: `09:15:01 100 x5`. */
function build(
  timeframes: readonly Timeframe[],
  options: Partial<BarBuilderOptions> & { readonly along?: Calendar } = {},
) {
  const told: string[] = []
  const { along = calendar, ...others } = options
  const builder = createBarBuilder({
    instrument,
    timeframes,
    calendar: along,
    onBar({ timeframe, time, open, high, low, close, volume }) {
      told.push(`${timeframe} ${clock(time)} ${open} ${high} ${low} ${close} x${volume}`)
    },
    ...others,
  })
  return {
    builder,
    told,
    trade(time: string, price: number, quantity = 1) {
      builder.addTrade({ instrument, time: at(time), price, quantity })
    },
    quote(time: string, last: number, volume?: number) {
      builder.addQuote({ instrument, time: at(time), last, ...(volume !== undefined && { volume }) })
    },
  }
}

function clock(time: number): string {
  return new Date(time + 19_800_000).toISOString().slice(11, 16)
}

describe('a builder of bars', () => {
  it('tells of a bar once a trade of the next one comes', () => {
    const { told, trade } = build(['1m'])
    trade('09:15:01', 100, 5)
    trade('09:15:20', 103, 2)
    trade('09:15:40', 99, 1)
    trade('09:15:59.999', 101, 2)
    expect(told).toEqual([])
    trade('09:16:00', 102)
    expect(told).toEqual(['1m 09:15 100 103 99 101 x10'])
  })

  it('tells of a bar once time says so, without another trade', () => {
    const { builder, told, trade } = build(['1m', '1h', '1d'])
    trade('15:29:30', 100)
    builder.advance(at('15:29:59.999'))
    expect(told).toEqual([])
    builder.advance(at('15:30'))
    expect(told).toEqual(['1m 15:29 100 100 100 100 x1', '1h 15:15 100 100 100 100 x1', '1d 09:15 100 100 100 100 x1'])
    builder.advance(at('23:00'))
    expect(told).toHaveLength(3)
  })

  it('tells of the finest first where bars close together, and of what closed sooner before', () => {
    const { builder, told, trade } = build(['1h', '15m', '1m'])
    trade('10:14:30', 100)
    trade('10:15:30', 101)
    expect(told.map((line) => line.slice(0, 9))).toEqual(['1m 10:14 ', '15m 10:00', '1h 09:15 '])
    builder.advance(at('11:15'))
    expect(told.slice(3).map((line) => line.slice(0, 9))).toEqual(['1m 10:15 ', '15m 10:15', '1h 10:15 '])
  })

  it('shows a longer bar to nobody before it has closed, but to who asks for what is open', () => {
    const { builder, told, trade } = build(['1m', '1h'])
    trade('09:15:01', 100)
    trade('10:14:01', 101)
    expect(told.filter((line) => line.startsWith('1h'))).toEqual([])
    expect(builder.current('1h')).toMatchObject({ time: at('09:15'), open: 100, close: 101, volume: 2 })
    expect(builder.current('1d')).toBeUndefined()
    builder.advance(at('10:15'))
    expect(told.filter((line) => line.startsWith('1h'))).toHaveLength(1)
    expect(builder.current('1h')).toBeUndefined()
  })

  it('makes no bar where nothing traded', () => {
    const { builder, told, trade } = build(['1m'])
    trade('09:15:01', 100)
    trade('09:19:00', 101)
    builder.advance(at('12:00'))
    expect(told).toEqual(['1m 09:15 100 100 100 100 x1', '1m 09:19 101 101 101 101 x1'])
  })

  it('makes one from the previous close where it is asked to, within sessions only', () => {
    const { builder, told, trade } = build(['1h'], { fill: 'previous-close' })
    builder.advance(at('09:00'))
    trade('13:20', 100)
    builder.advance(ist('2026-01-06 09:00'))
    builder.advance(ist('2026-01-06 10:15'))
    expect(told).toEqual([
      '1h 13:15 100 100 100 100 x1',
      '1h 14:15 100 100 100 100 x0',
      '1h 15:15 100 100 100 100 x0',
      '1h 09:15 100 100 100 100 x0',
    ])
  })

  it('refuses ticks that are older than the bar that is open, and counts them', () => {
    const { builder, told, trade } = build(['1m', '1h'])
    trade('09:15:01', 100)
    trade('09:16:01', 101)
    trade('09:15:59', 999)
    expect(builder.refused).toEqual({ late: 1, outside: 0, invalid: 0 })
    builder.advance(at('10:15'))
    trade('10:14:59', 999)
    expect(builder.refused.late).toBe(2)
    expect(told.at(-1)).toBe('1h 09:15 100 101 100 101 x2')
  })

  it('refuses the last ticks of a session that come after it was closed by time', () => {
    const { builder, told, trade } = build(['1m', '1d'])
    trade('15:29:01', 100)
    builder.advance(at('15:30'))
    trade('15:29:59', 999)
    expect(builder.refused.late).toBe(1)
    expect(told).toHaveLength(2)
  })

  it('takes ticks of the open bar in any order', () => {
    const { told, trade } = build(['1m'])
    trade('09:15:30', 102)
    trade('09:15:10', 100)
    trade('09:15:50', 103)
    trade('09:15:40', 101)
    trade('09:16:00', 1)
    expect(told).toEqual(['1m 09:15 100 103 100 103 x4'])
  })

  it('counts what comes while no session is on', () => {
    const { builder, trade, quote, told } = build(['1d'])
    trade('08:59:59', 100)
    quote('09:10', 100)
    trade('15:30', 100)
    builder.advance(ist('2026-01-07 00:00'))
    expect(builder.refused).toEqual({ late: 0, outside: 2, invalid: 0 })
    expect(told).toEqual([])
  })

  it('begins the first bar with what the opening auction made', () => {
    const { told, trade } = build(['1m'])
    trade('09:08:30', 98, 1000)
    trade('09:15:02', 100, 5)
    trade('09:16', 100)
    expect(told).toEqual(['1m 09:15 98 100 98 100 x1005'])
  })

  it('ends the day of a closing auction with its price', () => {
    const { builder, told } = build(['1h', '1d'])
    const trade = (time: string, price: number): void =>
      builder.addTrade({ instrument, time: ist(`2026-08-03 ${time}`), price, quantity: 1 })
    trade('15:14', 100)
    trade('15:31', 103)
    builder.advance(ist('2026-08-03 15:35'))
    expect(told).toEqual(['1h 14:15 100 100 100 100 x1', '1h 15:15 103 103 103 103 x1', '1d 09:15 100 103 100 103 x2'])
  })

  it('ends a half day when it ends', () => {
    const closes: number[] = []
    const builder = createBarBuilder({
      instrument: 'NYSE:IBM',
      timeframes: ['1h', '1d'],
      calendar: nyse(),
      onBar: (_, close) => void closes.push(close),
    })
    builder.addTrade({ instrument: 'NYSE:IBM', time: ny('2026-11-27 12:59'), price: 1, quantity: 1 })
    builder.advance(ny('2026-11-27 13:00'))
    expect(closes).toEqual([ny('2026-11-27 13:00'), ny('2026-11-27 13:00')])
  })

  it.each([
    [Number.NaN, 1, at('10:00')],
    [0, 1, at('10:00')],
    [-1, 1, at('10:00')],
    [Number.POSITIVE_INFINITY, 1, at('10:00')],
    [100, Number.NaN, at('10:00')],
    [100, -1, at('10:00')],
    [100, 1, Number.NaN],
  ])('counts a trade that cannot be: %d x%d at %d', (price, quantity, time) => {
    const { builder } = build(['1m'])
    builder.addTrade({ instrument, time, price, quantity })
    expect(builder.refused).toEqual({ late: 0, outside: 0, invalid: 1 })
    expect(builder.current('1m')).toBeUndefined()
  })

  it('refuses to be without a timeframe, and timeframes that are none', () => {
    const wrong = { instrument, onBar() {} } as const
    for (const timeframes of [[], ['1y' as '1m']])
      expect(() => createBarBuilder({ ...wrong, timeframes })).toThrow(
        expect.objectContaining({ code: 'invalid-options' }),
      )
  })
})

describe('quotes', () => {
  it('give the volume by which that of the day has grown', () => {
    const { builder, told, quote } = build(['1m'])
    builder.advance(at('09:00'))
    quote('09:15:00', 100, 500)
    quote('09:15:30', 101, 700)
    quote('09:16:10', 102, 710)
    builder.advance(at('09:17'))
    expect(told).toEqual(['1m 09:15 100 101 100 101 x700', '1m 09:16 102 102 102 102 x10'])
  })

  it('do not give the volume of the morning to a builder that came at noon', () => {
    const { builder, told, quote } = build(['1m'])
    quote('12:00:01', 100, 5_000_000)
    quote('12:00:30', 101, 5_000_010)
    builder.advance(at('12:01'))
    expect(told).toEqual(['1m 12:00 101 101 101 101 x10'])
  })

  it('are about no trade where the volume has not grown', () => {
    const { builder, told, quote } = build(['1m'])
    quote('12:00:01', 100, 5_000)
    quote('12:00:30', 101, 5_010)
    quote('12:01:30', 101, 5_010)
    quote('12:02:30', 99, 5_009)
    builder.advance(at('12:05'))
    expect(told).toEqual(['1m 12:00 101 101 101 101 x10'])
  })

  it('begin to count anew with every day', () => {
    const { builder, told, quote } = build(['1d'])
    builder.advance(at('09:00'))
    quote('15:29', 100, 900)
    builder.addQuote({ instrument, time: ist('2026-01-06 09:20'), last: 101, volume: 40 })
    builder.advance(ist('2026-01-06 15:30'))
    expect(told).toEqual(['1d 09:15 100 100 100 100 x900', '1d 09:15 101 101 101 101 x40'])
  })

  it('make bars of an index, which has no volume', () => {
    const { builder, told, quote } = build(['1m'])
    quote('12:00:01', 25_000.5)
    quote('12:00:30', 25_001)
    builder.advance(at('12:01'))
    expect(told).toEqual(['1m 12:00 25000.5 25001 25000.5 25001 x0'])
  })

  it('tell nothing new once trades come', () => {
    const { builder, told, trade, quote } = build(['1m'])
    trade('12:00:01', 100, 5)
    quote('12:00:02', 777, 1)
    quote('12:00:03', 777, 2)
    builder.advance(at('12:01'))
    expect(told).toEqual(['1m 12:00 100 100 100 100 x5'])
  })

  it('that are late do not disturb the count', () => {
    const { builder, told, quote } = build(['1m'])
    builder.advance(at('09:00'))
    quote('09:15:30', 100, 10)
    quote('09:16:30', 101, 15)
    quote('09:15:40', 999, 12)
    quote('09:16:40', 102, 18)
    builder.advance(at('09:17'))
    expect(told).toEqual(['1m 09:15 100 100 100 100 x10', '1m 09:16 101 102 101 102 x8'])
    expect(builder.refused.late).toBe(1)
  })
})

describe('finer bars', () => {
  const bar = (time: string, price: number, timeframe: Timeframe = '1m') =>
    ({
      instrument,
      timeframe,
      time: at(time),
      open: price,
      high: price + 1,
      low: price - 1,
      close: price,
      volume: 10,
    }) as const

  it('close a longer bar with its last finer one', () => {
    const { builder, told } = build(['15m'])
    builder.addBar(bar('09:28', 100))
    expect(told).toEqual([])
    builder.addBar(bar('09:29', 105))
    expect(told).toEqual(['15m 09:15 100 106 99 105 x20'])
  })

  it('are taken where the session began within them', () => {
    const { builder, told } = build(['1d'])
    builder.addBar(bar('09:00', 100, '1h'))
    builder.addBar(bar('15:00', 101, '1h'))
    expect(told).toEqual(['1d 09:15 100 102 99 101 x20'])
    builder.addBar({ ...bar('08:00', 100, '1h'), time: ist('2026-01-06 08:00') })
    expect(builder.refused.outside).toBe(1)
  })

  it('are refused where they do not make up the longer ones', () => {
    for (const [fine, coarse] of [
      ['7m', '15m'],
      ['1h', '1m'],
      ['1w', '1mo'],
      ['1d', '1h'],
      ['2d', '1w'],
    ] as const) {
      const { builder } = build([coarse])
      expect(() => builder.addBar(bar('09:15', 100, fine))).toThrow(
        expect.objectContaining({
          code: 'invalid-options',
          details: { option: 'timeframe', value: coarse, expected: `a multiple of ${fine}, of which it is made` },
        }),
      )
    }
  })

  it('that cannot be are counted', () => {
    const { builder } = build(['15m'])
    builder.addBar({ ...bar('09:15', 100), high: Number.NaN })
    builder.addBar({ ...bar('09:15', 100), low: 0 })
    expect(builder.refused.invalid).toBe(2)
  })
})
