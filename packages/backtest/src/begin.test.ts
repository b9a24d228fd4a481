import { createBars, type Watch } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { beginOf } from './begin.ts'
import { day, flat, hour, monday, strategyOf } from './testing/history.ts'

const daily = flat(10, 100)
const hourly = flat(48, 100, { timeframe: '1h', instrument: 'X:B', from: monday + 2 * day })

function begin(...watch: readonly Watch[]): number {
  return beginOf([daily, hourly], strategyOf({ watch }))
}

describe('the clock starts', () => {
  it('at the first bar of all', () => {
    expect(begin()).toBe(monday)
    expect(begin({ instrument: 'X:B', timeframe: '1h' })).toBe(monday)
  })

  it('at the bar after the longest warm-up', () => {
    expect(begin({ instrument: 'X:A', timeframe: '1d', warmUpBars: 3 })).toBe(monday + 3 * day)
    expect(
      begin(
        { instrument: 'X:A', timeframe: '1d', warmUpBars: 1 },
        { instrument: 'X:B', timeframe: '1h', warmUpBars: 5 },
      ),
    ).toBe(monday + 2 * day + 5 * hour)
  })
})

describe('it is refused', () => {
  it.each([10, 11, -1, 1.5, Number.NaN])('to warm up on %d bars of ten', (warmUpBars) => {
    expect(() => begin({ instrument: 'X:A', timeframe: '1d', warmUpBars })).toThrow(
      expect.objectContaining({
        code: 'invalid-options',
        message: `warmUpBars is ${warmUpBars}; expected a whole number below 10, the number of 1d bars of X:A.`,
      }),
    )
  })

  it('to watch bars or instruments that are not given', () => {
    for (const watch of [
      { instrument: 'X:A', timeframe: '1h' },
      { instrument: 'X:C', timeframe: '1d' },
      { instrument: 'X:C' },
    ] as const)
      expect(() => begin(watch)).toThrow(expect.objectContaining({ code: 'unsupported' }))
    expect(() => begin({ instrument: 'X:A', timeframe: '5m' })).toThrow(
      'The strategy test watches 5m bars of X:A; given are 1d bars of X:A, 1h bars of X:B. Add them to `bars`.',
    )
    expect(begin({ instrument: 'X:A' })).toBe(monday)
  })

  it('to run on nothing, or on a series without bars', () => {
    const empty = createBars('X:C', '1d', [])
    expect(() => beginOf([], strategyOf())).toThrow(expect.objectContaining({ code: 'invalid-options' }))
    expect(() => beginOf([daily, empty], strategyOf())).toThrow(
      'bars is without any 1d bars of X:C; expected at least one bar in each series.',
    )
  })

  it('to run on two series of the same bars', () => {
    const more = flat(10, 100, { from: monday + 10 * day })
    expect(() => beginOf([daily, more], strategyOf())).toThrow(
      'bars is two series of 1d bars of X:A; expected one; join them with createBars first.',
    )
  })
})

it('refuses bars that were put together by hand and cannot be', () => {
  const broken = { ...daily, close: Float64Array.from(daily.close, (value, i) => (i === 4 ? Number.NaN : value)) }
  expect(() => beginOf([broken], strategyOf({ watch: [] }))).toThrow(
    expect.objectContaining({ code: 'invalid-data', details: expect.objectContaining({ field: 'close', row: 4 }) }),
  )
})
