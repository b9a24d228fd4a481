import { Decimal, isShagunError, type TcaResult } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { renderTransactionCost } from './render-transaction-cost.ts'
import { partlyBought, untouched } from './testing/cost.ts'
import { faultsOf, rowOf, styleHashOf, textOfPage } from './testing/page.ts'

const page = renderTransactionCost(partlyBought)

/** The cells of the shortfall's rows, whose names have their meaning below them. */
const shortfallOf = (text: string) =>
  Object.fromEntries(
    [
      ...text.matchAll(/<th scope="row">(\w+)(?: <small>[^<]*<\/small>)?<\/th><td>(.*?)<\/td><td>(.*?)<\/td><\/tr>/g),
    ].map(([, name, cost, bps]) => [name, [cost, bps]]),
  )
const pathOf = (text: string, className: string) =>
  new RegExp(`<path class="${className}" d="M([^"]*)"`).exec(text)?.[1]

describe('the page of what an order cost', () => {
  it('says what was wanted and what came of it', () => {
    const text = textOfPage(page)
    expect(text).toContain('Cost of buying 1,000 NSE:INFY')
    expect(text).toContain(
      'Bought 800 of 1,000 NSE:INFY at 101.25 on average, in 2 fills from 04:02:00 to 04:05:00, 3 min.',
    )
    expect(text).toContain('Implementation shortfall +161.98 bps +₹1,619.75 in money')
    expect(text).toContain('Filled 80.00% 20.00% of the market’s volume')
  })

  it('has the parts of the shortfall, and their sum', () => {
    expect(shortfallOf(page)).toMatchObject({
      Delay: ['+₹400.00', '+40.00'],
      Trading: ['+₹600.00', '+60.00'],
      Opportunity: ['+₹600.00', '+60.00'],
      Fees: ['+₹19.75', '+1.98'],
      Total: ['+₹1,619.75', '+161.98'],
    })
  })

  it('holds the average against each benchmark, with source and clock', () => {
    expect(rowOf(page, 'Arrival')).toEqual(['100.50', '+74.63', '+₹600.00', 'as told', '04:00:00'])
    expect(rowOf(page, 'Interval VWAP')).toEqual(['102.35', '−107.47', '−₹880.00', 'trades', '04:00:00 to 04:10:00'])
  })

  it('says why where something is not known', () => {
    expect(rowOf(page, 'VWAP of others')[0]).toBe('n/a')
    expect(page).toContain('<abbr title="Nobody else traded.">n/a</abbr>')
    expect(page).toContain('<li>No quote is known. <code>spread, spread.realized.60000</code></li>')
  })

  it('draws what was filled in steps beside what was planned', () => {
    // From 04:00 to 04:10: 600 of 1000 at a fifth of it, 800 at the half.
    expect(pathOf(page, 'strategy')).toBe('0 1000L200 1000L200 400L500 400L500 200L1000 200')
    expect(pathOf(page, 'held')).toBe('0 1000L1000 0')
    expect(page).toContain('800 of 1,000 filled in 2 fills, beside a schedule that was to reach 1,000.')
    expect(page).toContain('<title>04:08:30: filled 800, planned 850</title>')
  })

  it('draws the fills among the prices, with the benchmarks from edge to edge', () => {
    // The axis goes from 100.5 to 103 in halves.
    expect(pathOf(page, 'price')).toBe('0 1000L500 400L1000 0')
    expect(pathOf(page, 'arrival')).toBe('0 1000H1000')
    expect(pathOf(page, 'vwap')).toBe('0 260H1000')
    expect(pathOf(page, 'twap')).toBeUndefined()
    expect(page).toContain(
      '<use class="buy" href="#buy" x="20%" y="80%"><title>04:02:00: buy 600 at 101.00</title></use>',
    )
  })

  it('is a well-formed page that loads nothing', () => {
    for (const result of [partlyBought, untouched]) {
      const whole = renderTransactionCost(result)
      expect(faultsOf(whole)).toEqual([])
      expect(whole).toContain(`style-src &#39;sha256-${styleHashOf(whole)}&#39;`)
      expect(whole).not.toMatch(/NaN|Infinity|undefined|null|https?:/)
      for (const drawing of whole.split('<svg role="img"').slice(1)) {
        const [, ...ids] = / aria-labelledby="(\S+) (\S+)"/.exec(drawing)!
        for (const id of ids) expect(drawing).toContain(`id="${id}"`)
      }
    }
  })

  it('of an order that nothing came of has n/a for what is not known, and 0 for what is nothing', () => {
    const nothing = renderTransactionCost(untouched)
    expect(textOfPage(nothing)).toContain('Of 1,000 NSE:INFY to buy, nothing was filled.')
    expect(shortfallOf(nothing)['Total']).toEqual([
      '<abbr title="The end is not known.">n/a</abbr>',
      '<abbr title="The end is not known.">n/a</abbr>',
    ])
    expect(rowOf(nothing, 'Notional traded')).toEqual(['₹0.00'])
    expect(rowOf(nothing, 'Arrival to first fill')).toEqual(['n/a'])
  })

  it('has nothing to draw where all was over at once', () => {
    const [first] = partlyBought.fills
    const { arrival, end } = partlyBought
    const [begun, ended] = [arrival, end].map((benchmark) => ({ ...benchmark, time: first!.time }))
    const instant: TcaResult = {
      ...partlyBought,
      fills: [first!],
      arrival: begun!,
      end: ended!,
      schedule: null,
      prices: null,
    }
    expect(textOfPage(renderTransactionCost(instant))).toContain('Nothing took any time, so there is nothing to draw.')
  })

  it('draws closed up the night between two days', () => {
    const day = 86_400_000
    const [first, second] = partlyBought.fills
    const late = { ...partlyBought, schedule: null, fills: [first!, { ...second!, time: second!.time + day }] }
    const prices = {
      source: 'mid' as const,
      time: Float64Array.from({ length: 400 }, (_, i) => first!.time + (i % 200) * 60_000 + (i < 200 ? 0 : day)),
      price: Float64Array.from({ length: 400 }, (_, i) => 100 + (i % 7)),
    }
    const text = textOfPage(renderTransactionCost({ ...late, prices }))
    expect(text).toContain('Hours and days without trading are drawn closed up.')
    expect(text).toContain('from Jan 5, 2026, 04:02:00 to Jan 6, 2026, 04:05:00')
    expect(textOfPage(page)).not.toContain('closed up')
  })

  it('marks at most sixty fills, and says so', () => {
    const fills = Array.from({ length: 500 }, (_, i) => ({
      ...partlyBought.fills[0]!,
      time: partlyBought.fills[0]!.time + i,
      quantity: new Decimal(1),
    }))
    const many = renderTransactionCost({ ...partlyBought, fills })
    expect(many.split('<use class="buy" href="#buy" x=').length - 1).toBe(60)
    expect(textOfPage(many)).toContain('Marked are 60 of 500 buys, evenly spread.')
  })

  it('escapes every word from outside', () => {
    const evil = '<script>alert("1")</script>'
    const whole = renderTransactionCost(
      {
        ...partlyBought,
        instrument: `NSE:${evil}`,
        vwapOfOthers: { ...partlyBought.vwapOfOthers },
        notes: [
          { about: evil, text: evil },
          { about: 'vwapOfOthers', text: `"${evil}'` },
        ],
      },
      { title: evil },
    )
    expect(whole).not.toContain('<script')
    expect(whole).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
    expect(faultsOf(whole)).toEqual([])
  })

  it('is written in the locale, the zone and the currency that are asked for', () => {
    const local = renderTransactionCost(partlyBought, { locale: 'en-IN', timeZone: 'Asia/Kolkata', currency: 'USD' })
    expect(textOfPage(local)).toContain('from 09:32:00 to 09:35:00')
    expect(shortfallOf(local)['Total']?.[0]).toBe('+$1,619.75')
  })

  it('writes plain amounts where the currency is none of ISO 4217, such as that of a coin', () => {
    const coin = renderTransactionCost({ ...partlyBought, currency: 'USDT' })
    expect(shortfallOf(coin)['Total']?.[0]).toBe('+1,619.75')
  })

  it.each([
    ['locale', { locale: '!' }],
    ['timeZone', { timeZone: 'Mars/Base' }],
    ['currency', { currency: 'rupees' }],
  ])('refuses an unknown %s', (option, options) => {
    let caught: unknown
    try {
      renderTransactionCost(partlyBought, options)
    } catch (error) {
      caught = error
    }
    expect(isShagunError(caught, 'invalid-options') && caught.details.option).toBe(option)
  })
})
