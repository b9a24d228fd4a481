import { createBars, isShagunError, type RunResult } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { renderReport } from './render-report.ts'
import { faultsOf, rowOf, styleHashOf, textOfPage } from './testing/page.ts'
import { dailyBars, day, type RunSketch, runOf } from './testing/run.ts'

const start = Date.UTC(2024, 0, 30)

/**
 * Four days. Ten bought at 100 on the second morning and sold at 99 on the fourth, for a fee of 1 each time, so that of
 * 1000 there are 1000, 1099, 989 and 988 at the four closes.
 */
const tiny: RunSketch = {
  strategy: 'tiny',
  time: [1, 2, 3, 4].map((n) => start + n * day),
  equity: [1000, 1099, 989, 988],
  orders: ['filled', 'filled', 'denied', 'rejected'],
  fills: [
    { side: 'buy', quantity: 10, price: 100, fees: 1, time: start + day },
    { side: 'sell', quantity: 10, price: 99, fees: 1, time: start + 3 * day },
  ],
  bars: [dailyBars(start, [100, 100], [100, 110], [110, 99], [99, 120])],
}

const page = renderReport(runOf(tiny), { currency: 'USD' })

describe('the report of a run', () => {
  it('says what became of the money, when and on what', () => {
    const text = textOfPage(page)
    expect(text).toContain('$1,000.00 became $988.00 between Jan 30, 2024 and Feb 2, 2024')
    expect(text).toContain('NSE:INFY, 1d, 4 bars')
  })

  it('measures the run beside buying and holding', () => {
    expect(rowOf(page, 'Total return')).toEqual(['−1.20%', '+20.00%'])
    // From 1099 to 988, and from 1100 to 990.
    expect(rowOf(page, 'Maximum drawdown')).toEqual(['10.10%', '10.00%'])
    // 0.988 and 1.2 to the power of 252 / 4.
    expect(rowOf(page, 'Annualised return')).toEqual(['−53.26%', '+9,736,750.48%'])
    expect(rowOf(page, 'Value at risk, 95%, one period')[0]).toBe('8.52%')
    expect(rowOf(page, 'Expected shortfall, 95%, one period')).toEqual(['n/a', 'n/a'])
    expect(page).toContain('<abbr title="It needs 20 returns or more, so that one lies in the tail.">n/a</abbr>')
  })

  it('counts what was traded', () => {
    const rows = {
      Orders: '4',
      'Orders denied, never sent': '1',
      'Orders rejected by the broker': '1',
      Fills: '2',
      Fees: '$2.00',
      'Round trips': '1',
      'Win rate, after fees': '0.00%',
      'Profit factor': '0.00',
      'Average win': 'n/a',
      'Average loss': '−$12.00',
      'Exposure, share of time': '66.67%',
    }
    for (const [name, value] of Object.entries(rows)) expect([name, ...rowOf(page, name)]).toEqual([name, value])
  })

  it('tells when the deepest drawdown was', () => {
    expect(textOfPage(page)).toContain('Deepest: 10.10%, from Jan 31, 2024 to Feb 2, 2024, not made good by the end.')
  })

  it('gives each month its return, and the year the whole', () => {
    const [january, february, ...others] = rowOf(page, '2024')
    expect([january, february]).toEqual(['+9.9', '−10.1'])
    expect(others.at(-1)).toBe('−1.2')
    expect(others.slice(0, -1).join('')).toBe('')
  })

  it('lists round trips', () => {
    expect(rowOf(page, 'Jan 31, 2024')).toEqual([
      'Feb 2, 2024',
      'long',
      '10',
      '100.00',
      '99.00',
      '$2.00',
      '−$12.00',
      '−1.20%',
      '2 d',
    ])
  })

  it('counts whole days, also over a change of clocks', () => {
    const midnight = (month: number, dayOfMonth: number, hour: number): number =>
      Date.UTC(2024, month, dayOfMonth, hour)
    const fills = [
      { side: 'buy', quantity: 1, price: 100, time: midnight(2, 8, 5) },
      { side: 'sell', quantity: 1, price: 100, time: midnight(2, 12, 4) },
    ] as const
    const inNewYork = renderReport(runOf({ ...tiny, fills }), { timeZone: 'America/New_York' })
    expect(rowOf(inNewYork, 'Mar 8, 2024').at(-1)).toBe('4 d')
  })

  it('marks fills where they happened, in words too', () => {
    expect(page).toContain('<title>Jan 31, 2024: buy 10 at 100.00</title>')
    expect(page).toContain('<title>Feb 2, 2024: sell 10 at 99.00</title>')
  })

  it('tells what is still open', () => {
    const held = runOf({ ...tiny, fills: tiny.fills!.slice(0, 1) })
    expect(textOfPage(renderReport(held))).toContain('Still open at the end: 10 NSE:INFY long.')
  })

  it('compares with a benchmark that is given, and says where it took the first of several instruments', () => {
    const [bars] = tiny.bars!
    const index = { ...bars!, instrument: 'NSE:NIFTY' as const, close: Float64Array.of(100, 100, 100, 150) }
    const compared = renderReport(runOf(tiny), { benchmark: index })
    expect(rowOf(compared, 'Total return')).toEqual(['−1.20%', '+50.00%'])
    expect(textOfPage(compared)).toContain('NIFTY held')
    expect(textOfPage(renderReport(runOf({ ...tiny, bars: [bars!, index] })))).toContain(
      'The run traded on 2 instruments; the comparison is with the first of them, INFY, alone.',
    )
  })
})

describe('the charts', () => {
  it('say where nights are drawn closed up', () => {
    const minute = 60_000
    const time = [0, 1, 2, 3, 4, 1000, 1001, 1002].map((n) => start + n * minute)
    const equity = time.map((_, i) => 1000 + i)
    expect(textOfPage(renderReport(runOf({ time, equity })))).toContain('Hours and days without trading')
    expect(textOfPage(page)).not.toContain('Hours and days without trading')
  })

  it('are drawn once an instrument, for the dozen with the most fills', () => {
    const one = dailyBars(start, [1, 2], [2, 1])
    const bars = Array.from({ length: 14 }, (_, i) => ({ ...one, instrument: `NSE:S${i}` as const }))
    const again = { ...bars[13]!, timeframe: '1w' as const }
    const fills = [{ side: 'buy', quantity: 1, price: 1, instrument: 'NSE:S13', time: start } as const]
    const text = renderReport(runOf({ ...tiny, bars: [...bars, again], fills }))
    const drawn = [...text.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, name]) => name)
    expect(drawn).toEqual([...Array.from({ length: 11 }, (_, i) => `NSE:S${i}, 1d`), 'NSE:S13, 1d'])
    expect(textOfPage(text)).toContain('2 more, with fewer fills, are not drawn.')
  })

  it('tell that equity never fell', () => {
    expect(textOfPage(renderReport(runOf({ ...tiny, equity: [1000, 1001, 1002, 1003] })))).toContain(
      'Equity never fell below its highest.',
    )
  })
})

describe('the page', () => {
  const many = manyTrades(3000)
  const pages: readonly (readonly [string, string])[] = [
    ['a run', page],
    ['a run without anything', renderReport(runOf({ time: [], equity: [] }))],
    [
      'a run of one bar',
      renderReport(runOf({ ...tiny, time: [start + day], equity: [1000], bars: [dailyBars(start, [1, 1])] })),
    ],
    ['a run into ruin', renderReport(runOf({ ...tiny, equity: [1000, 0, -50, -60] }))],
    ['a run of thousands of trades', renderReport(many)],
    ['a run with a name that is markup', renderReport(runOf({ ...tiny, strategy: `</title><script src="//x.y">'` }))],
  ]

  it.each(pages)('of %s is well formed', (_, text) => {
    expect(faultsOf(text)).toEqual([])
  })

  it.each(pages)('of %s shows no number that is none', (_, text) => {
    expect(text).not.toMatch(/NaN|Infinity|undefined|null|Invalid/)
  })

  it.each(pages)('of %s loads nothing, runs nothing and lets nothing in but its own style', (_, text) => {
    const tags = text.match(/<[a-z][^>]*>/gi)!.join('\n')
    expect(tags).not.toMatch(/<script|<link|<img|<iframe|<object|\ssrc=|\sstyle=|\son\w+=|href="[^#]/i)
    expect(text).not.toMatch(/@import|url\(/)
    expect(tags).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${styleHashOf(text)}&#39;; `)
  })

  it.each(pages)('of %s has one heading above sections, none of them skipping a level', (_, text) => {
    const levels = [...text.matchAll(/<h([1-6])>/g)].map(([, level]) => Number(level))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    levels.forEach((level, i) => {
      expect(level).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1)
    })
  })

  it.each(pages)('of %s names every drawing, by names of its own', (_, text) => {
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, names] of text.matchAll(/role="img" aria-labelledby="([^"]*)"/g))
      for (const name of names!.split(' ')) expect(ids).toContain(name)
  })

  it('is the same for the same run', () => {
    expect(renderReport(runOf(tiny), { currency: 'USD' })).toBe(page)
  })

  it('thins marks and round trips, and says so', () => {
    const text = textOfPage(renderReport(many))
    expect(text).toContain('Marked are 60 of 1,500 buys and 60 of 1,500 sells, evenly spread.')
    expect(text).toContain('1,500 from flat to flat; the first 50 and the last 50 are listed.')
    expect(text).toContain('1,400 in between are left out')
  })

  it('stays below 200 kB for hundreds of moments and below 1 MB for a great many', () => {
    expect(renderReport(manyTrades(750)).length).toBeLessThan(200_000)
    expect(renderReport(manyTrades(200_000)).length).toBeLessThan(1_000_000)
  })
})

describe('bad input', () => {
  it.each([
    ['periodsPerYear', { periodsPerYear: 0 }],
    ['periodsPerYear', { periodsPerYear: Number.NaN }],
    ['riskFree', { riskFree: -1 }],
    ['currency', { currency: '$' }],
    ['timeZone', { timeZone: 'Bombay' }],
  ])('is refused where %s has no meaning', (option, options) => {
    const refused = thrownBy(() => renderReport(runOf(tiny), options))
    expect(isShagunError(refused, 'invalid-options') && refused.details.option).toBe(option)
  })

  it('is refused where columns differ in length', () => {
    const torn: RunResult = { ...runOf(tiny), equity: Float64Array.of(1, 2) }
    const refused = thrownBy(() => renderReport(torn))
    expect(isShagunError(refused, 'invalid-data') && refused.details.field).toBe('equity')
  })
})

/** Minute after minute, bought and sold in turn at each of the first 3000, at prices that go up and down. */
function manyTrades(count: number): RunResult {
  const minute = 60_000
  const price = Float64Array.from({ length: count }, (_, i) => 100 + (i % 17))
  const time = Float64Array.from({ length: count }, (_, i) => start + i * minute)
  const bars = createBars('NSE:INFY', '1m', { time, open: price, high: price, low: price, close: price })
  return runOf({
    bars: [bars],
    time: Array.from(time, (open) => open + minute),
    equity: Array.from(price, (close) => 1000 + close),
    fills: Array.from({ length: Math.min(count, 3000) }, (_, i) => ({
      side: i % 2 === 0 ? 'buy' : 'sell',
      quantity: 1,
      price: price[i]!,
      time: time[i]!,
    })),
  })
}

function thrownBy(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  throw new Error('Nothing was thrown.')
}
