import { readFileSync } from 'node:fs'
import { backtest } from '@shagun/backtest'
import { percentFees } from '@shagun/broker-mock'
import { type Bars, createBars, type RunResult, type Strategy } from '@shagun/core'
import { renderReport, renderTransactionCost } from '@shagun/report'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from './chromium.ts'
import { costOfAnHour } from './traded-hour.ts'

if (chromiumPath === undefined)
  console.warn('The report is not looked at in a browser: no Chromium is installed (or named by CHROMIUM).')

describe.skipIf(chromiumPath === undefined)('the report in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath!, args: ['--no-sandbox', '--disable-gpu'] })
  }, 60_000)
  afterAll(() => browser?.close())

  const title = 'A title long enough to need a second line on a telephone'
  const pages = {
    'a run': { render: async () => renderReport(await run(), { title, currency: 'INR' }), charts: 3 },
    'an order': { render: async () => renderTransactionCost(costOfAnHour(), { title }), charts: 2 },
  }
  const widths = [1440, 768, 390]
  for (const [of, { render, charts }] of Object.entries(pages))
    for (const width of widths)
      for (const colorScheme of ['light', 'dark'] as const)
        it(`of ${of} fits ${width} pixels in ${colorScheme}, with text that can be read and nothing to complain of`, async () => {
          const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
          const complaints: string[] = []
          tab.on('console', (message) => complaints.push(message.text()))
          tab.on('pageerror', (error) => complaints.push(error.message))
          tab.on('request', ({ url }) => {
            if (!url().startsWith('data:') && !url().startsWith('about:')) complaints.push(`asked for ${url()}`)
          })
          await tab.setContent(await render())
          const seen = await tab.evaluate<Seen>(look)
          expect(seen.pageWidth).toBeLessThanOrEqual(width)
          expect(seen.smallestText).toBeGreaterThanOrEqual(10)
          expect(seen.outside).toEqual([])
          expect(seen.charts).toBeGreaterThanOrEqual(charts)
          expect(seen.weakest).toBeGreaterThanOrEqual(4.5)
          expect(complaints).toEqual([])
          await tab.close()
        })
})

/** What the script beside this file sees of the page it runs in. */
interface Seen {
  readonly pageWidth: number
  readonly smallestText: number
  readonly weakest: number
  readonly charts: number
  readonly outside: readonly string[]
}
const look = readFileSync(new URL('report-page.look.js', import.meta.url), 'utf8')

function run(): Promise<RunResult> {
  const instrument = 'NSE:INFY'
  const strategy: Strategy = {
    name: 'every-tenth-day',
    watch: [{ instrument, timeframe: '1d' }],
    async onBar(bar, trader) {
      const held = trader.view.getQuantity(instrument)
      if ((bar.time / 86_400_000) % 10 !== 0) return
      await trader.place({ instrument, side: held.isZero() ? 'buy' : 'sell', quantity: 100, type: 'market' })
    },
  }
  return backtest({ bars: waves(), strategy, cash: '1000000', currency: 'INR', fees: percentFees('0.1') })
}

function waves(): Bars {
  const rows = Array.from({ length: 700 }, (_, i) => {
    const price = 1500 + 120 * Math.sin(i / 25) + i / 4
    return {
      time: Date.UTC(2023, 0, 2 + i),
      open: price,
      high: price + 9,
      low: price - 9,
      close: price + 3,
      volume: 1000 + i,
    }
  })
  return createBars('NSE:INFY', '1d', rows)
}
