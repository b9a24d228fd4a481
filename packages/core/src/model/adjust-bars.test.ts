import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustBars, type DatedCorporateAction } from './adjust-bars.ts'
import { type Bars, createBars } from './bars.ts'

const day = 86_400_000
const instrument = 'NSE:INFY'

/** One bar a day from day 0, closing at those prices, with a volume of 100. */
function closing(...closes: readonly number[]): Bars {
  return createBars(
    instrument,
    '1d',
    closes.map((close, i) => ({ time: i * day, open: close, high: close + 1, low: close - 1, close, volume: 100 })),
  )
}

describe('adjusted bars', () => {
  it('divide prices before a split, and multiply volumes', () => {
    const { open, high, low, close, volume } = adjustBars(
      closing(1000, 1010, 204, 205),
      [{ instrument, action: 'split', ratio: 5, exDate: 2 * day }],
      'splits',
    )
    expect([...close]).toEqual([200, 202, 204, 205])
    expect([open[1], high[1], low[1]]).toEqual([202, 1011 * (1 / 5), 1009 * (1 / 5)])
    expect([...volume]).toEqual([500, 500, 100, 100])
  })

  it('fall by the part of the last close that a dividend was', () => {
    const dividend = { instrument, action: 'dividend', amount: '20', exDate: 2 * day } as const
    const bars = closing(500, 1000, 980)
    expect([...adjustBars(bars, [dividend], 'splits-and-dividends').close]).toEqual([490, 980, 980])
    expect([...adjustBars(bars, [dividend], 'splits-and-dividends').volume]).toEqual([100, 100, 100])
    expect([...adjustBars(bars, [dividend], 'splits').close]).toEqual([500, 1000, 980])
  })

  it('follow several actions, in whatever order they are given', () => {
    const actions: readonly DatedCorporateAction[] = [
      { instrument, action: 'bonus', ratio: 2, exDate: 3 * day },
      { instrument, action: 'dividend', amount: 100, exDate: day },
    ]
    const bars = closing(1000, 900, 900, 450)
    for (const order of [actions, actions.toReversed()])
      expect([...adjustBars(bars, order, 'splits-and-dividends').close]).toEqual([450, 450, 450, 450])
  })

  it('take rights at their theoretical price: 1 for 4 at 500, when the close was 1000', () => {
    // A holder of one share pays 125 for a quarter of another: 1.25 shares for 1125, 900 each.
    const rights = { instrument, action: 'rights', ratio: '1.25', amount: -125, exDate: day } as const
    expect(adjustBars(closing(1000, 900), [rights], 'splits').close[0]).toBeCloseTo(900, 10)
  })

  it('work on what another action of the same morning left', () => {
    const actions: readonly DatedCorporateAction[] = [
      { instrument, action: 'split', ratio: 10, exDate: day },
      { instrument, action: 'dividend', amount: 10, exDate: day },
    ]
    expect(adjustBars(closing(1000, 90), actions, 'splits-and-dividends').close[0]).toBeCloseTo(90, 10)
  })

  it('leave out other instruments, and what had not happened when history ended', () => {
    const bars = closing(1000, 1010)
    const others: readonly DatedCorporateAction[] = [
      { instrument: 'NSE:TCS', action: 'split', ratio: 5, exDate: day },
      { instrument, action: 'split', ratio: 5, exDate: 2 * day },
      { instrument, action: 'split', ratio: 5, exDate: 0 },
    ]
    expect([...adjustBars(bars, others, 'splits')]).toEqual([...bars])
    expect(adjustBars(closing(), others, 'splits')).toHaveLength(0)
  })

  it('do not touch the bars that were given', () => {
    const bars = closing(1000, 200)
    adjustBars(bars, [{ instrument, action: 'split', ratio: 5, exDate: day }], 'splits')
    expect([...bars.close]).toEqual([1000, 200])
  })

  it.each([
    ['ratio', { action: 'split', ratio: 0 }],
    ['ratio', { action: 'bonus', ratio: 'two' }],
    ['amount', { action: 'dividend', amount: 1000 }],
    ['amount', { action: 'dividend', amount: Number.NaN }],
  ] as const)('are not made with a %s that cannot be: %j', (field, wrong) => {
    expect(() =>
      adjustBars(closing(1000, 900), [{ instrument, exDate: day, ...wrong }], 'splits-and-dividends'),
    ).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        details: expect.objectContaining({ source: instrument, field }),
      }),
    )
  })

  it('give a holder the returns that a holder had, dividends reinvested', () => {
    const step = fc.record({
      move: fc.double({ min: 0.9, max: 1.1, noNaN: true }),
      ratio: fc.constantFrom(1, 1, 1, 2, 5, 0.1),
      yield: fc.constantFrom(0, 0, 0, 0.01, 0.03),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        let price = 1000
        let worth = 1
        const closes = [price]
        const actions: DatedCorporateAction[] = []
        steps.forEach(({ move, ratio, yield: part }, i) => {
          const exDate = (i + 1) * day
          const amount = part * price
          if (amount > 0) actions.push({ instrument, action: 'dividend', amount, exDate })
          if (ratio !== 1) actions.push({ instrument, action: 'split', ratio, exDate })
          price = ((price - amount) / ratio) * move
          worth *= move
          closes.push(price)
        })
        const rows = closes.map((close, i) => ({
          time: i * day,
          open: close,
          high: close,
          low: close,
          close,
          volume: 1,
        }))
        const { close } = adjustBars(createBars(instrument, '1d', rows), actions, 'splits-and-dividends')
        expect(close.at(-1)).toBe(closes.at(-1))
        expect(close.at(-1)! / close[0]!).toBeCloseTo(worth, 10)
      }),
    )
  })
})
