import { type Bars, createBars } from '@shagun/core'
import {
  atr,
  bbands,
  cdlDarkCloudCover,
  cdlHammer,
  cdlHarami,
  cdlPiercing,
  cdlShootingStar,
  ema,
  ichimoku,
  macd,
  obv,
  rsi,
  stoch,
  superTrend,
} from '@shagun/indicators'
import { type ChartMark, renderPriceChart } from '@shagun/report'

const shown = 120

/** The drawings of the page by their names: bars that were drawn by a seed, and what indicators say to them. */
export function drawGallery(): Readonly<Record<string, string>> {
  const bars = walk(shown + 200)
  const last = bars.slice(bars.length - shown)
  const end = (values: Float64Array): Float64Array => values.slice(values.length - shown)
  const { close } = bars

  const bands = bbands(close, 20, 2)
  const convergence = macd(close, 12, 26, 9)
  const lane = stoch(bars, 14, 3, 3)
  const cloud = ichimoku(bars)
  const trend = superTrend(bars, 10, 3)
  const side = (direction: number) => end(trend.superTrend.map((x, i) => (trend.direction[i] === direction ? x : NaN)))

  return {
    'indicators-bands': renderPriceChart(last, {
      title: 'Bollinger bands, and the relative strength index',
      overlays: [
        { name: 'upper', values: end(bands.upper) },
        { name: 'middle', values: end(bands.middle) },
        { name: 'lower', values: end(bands.lower) },
      ],
      panels: [{ lines: [{ name: 'RSI 14', values: end(rsi(close, 14)) }], levels: [30, 70] }],
    }),
    'indicators-trend': renderPriceChart(last, {
      title: 'The super trend, its average true range, and the convergence of two averages',
      overlays: [
        { name: 'super trend, rising', values: side(1) },
        { name: 'falling', values: side(-1) },
        { name: 'EMA 50', values: end(ema(close, 50)) },
      ],
      panels: [
        {
          lines: [
            { name: 'MACD 12, 26', values: end(convergence.macd) },
            { name: 'signal 9', values: end(convergence.signal) },
          ],
          columns: { name: 'histogram', values: end(convergence.histogram) },
        },
        { lines: [{ name: 'ATR 10', values: end(atr(bars, 10)) }] },
      ],
    }),
    'indicators-cloud': renderPriceChart(last, {
      title: 'Ichimoku, the stochastic, and on-balance volume',
      overlays: [
        { name: 'tenkan', values: end(cloud.tenkan) },
        { name: 'kijun', values: end(cloud.kijun) },
        { name: 'senkou A', values: end(cloud.senkouA) },
        { name: 'senkou B', values: end(cloud.senkouB) },
      ],
      panels: [
        {
          lines: [
            { name: 'slow K', values: end(lane.slowK) },
            { name: 'slow D', values: end(lane.slowD) },
          ],
          levels: [20, 80],
        },
        { lines: [{ name: 'OBV', values: end(obv(bars)) }] },
      ],
    }),
    'indicators-candles': renderPriceChart(last.slice(0, 70), {
      title: 'Candle patterns, each known at its last bar',
      marks: marksOf(bars).flatMap((mark) => {
        const index = mark.index - (bars.length - shown)
        return index >= 0 && index < 70 ? [{ ...mark, index }] : []
      }),
    }),
  }
}

function marksOf(bars: Bars): readonly ChartMark[] {
  const patterns = {
    'dark cloud': cdlDarkCloudCover(bars),
    hammer: cdlHammer(bars),
    harami: cdlHarami(bars),
    piercing: cdlPiercing(bars),
    'shooting star': cdlShootingStar(bars),
  }
  return Object.entries(patterns).flatMap(([text, values]) =>
    Array.from(values, (value, index): ChartMark => ({ index, text, side: value > 0 ? 'below' : 'above' })).filter(
      ({ index }) => values[index] !== 0,
    ),
  )
}

/** Daily bars of a price that drifts up and down: the same ones every time. */
function walk(length: number): Bars {
  let state = 11
  // Lehmer's generator.
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
  const cents = (price: number): number => Math.round(price * 20) / 20
  let price = 1500
  let time = Date.UTC(2025, 0, 6)
  const rows = Array.from({ length }, (_, i) => {
    const open = cents(price + 4 * (random() - 0.5))
    price = open * (1 + 0.0035 * Math.sin(i / 13) + 0.026 * (random() + random() - 1))
    const close = cents(price)
    const reach = (): number => 0.011 * open * random() ** 2
    const row = {
      time,
      open,
      high: cents(Math.max(open, close) + reach()),
      low: cents(Math.min(open, close) - reach()),
      close,
      volume: Math.round(40_000 + 60_000 * random() + 8_000_000 * Math.abs(close / open - 1)),
    }
    // On to the next weekday.
    time += (new Date(time).getUTCDay() === 5 ? 3 : 1) * 86_400_000
    return row
  })
  return createBars('NSE:EXAMPLE', '1d', rows)
}
