import { backtest } from '@shagun/backtest'
import { percentFees } from '@shagun/broker-mock'
import { createBars, type Strategy } from '@shagun/core'
import type { Prepare } from './measure.ts'
import { cash, fast, feePercent, quantity, slow } from './rules.ts'

const instrument = 'X:WALK'

/** Every order goes through journal, venue and portfolio, as a live one would. */
export const trading: Prepare = prepare(true)
/** The same averages, and no order ever. */
export const watching: Prepare = prepare(false)

function prepare(trades: boolean): Prepare {
  return (columns) => {
    const bars = createBars(instrument, '1m', columns)
    return async () => {
      const result = await backtest({ bars, strategy: crossing(trades), cash, fees: percentFees(feePercent) })
      return { equity: result.finalEquity.toNumber(), fills: result.fills.length, held: { bars, result } }
    }
  }
}

function crossing(trades: boolean): Strategy {
  const [quick, lazy] = [createMean(fast), createMean(slow)]
  let isLong = false
  return {
    name: 'crossing',
    watch: [{ instrument, timeframe: '1m' }],
    onBar({ close }, trader) {
      const [high, low] = [quick(close), lazy(close)]
      const signal = isLong ? high < low : high > low
      if (!signal || !trades) return
      isLong = !isLong
      void trader.place({ instrument, side: isLong ? 'buy' : 'sell', quantity, type: 'market' })
    },
  }
}

/** The mean of the last so many numbers; NaN before there are as many. */
function createMean(count: number): (value: number) => number {
  const ring = new Float64Array(count)
  let seen = 0
  let sum = 0
  return (value) => {
    const at = seen % count
    sum += value - ring[at]!
    ring[at] = value
    seen++
    return seen < count ? Number.NaN : sum / count
  }
}
