import { type ClientOrderId, type InstrumentId, roundToTick, type Strategy, type Timeframe } from '@shagun/core'
import { createAtr, createSma } from '@shagun/indicators'
import { atrSize } from '@shagun/risk'

export interface TrendOptions {
  readonly instrument: InstrumentId
  readonly timeframe: Timeframe
  /** Bars of the short and of the long moving average. */
  readonly fast: number
  readonly slow: number
  /** The part of equity that a trade may lose. Default: 0.02. */
  readonly riskFraction?: number
  /** How many average true ranges below the entry the stop lies. Default: 3. */
  readonly stopRanges?: number
}

/**
 * Long while the short average is above the long one. Sized so that the stop loses a fixed part of equity; the stop is
 * an order of its own at the broker from the moment the entry is filled.
 */
export function trend(options: TrendOptions): Strategy {
  const { instrument, timeframe, fast, slow, riskFraction = 0.02, stopRanges = 3 } = options
  const short = createSma(fast)
  const long = createSma(slow)
  const range = createAtr(14)
  let stop: ClientOrderId | undefined

  return {
    name: `trend-${fast}-${slow}`,
    watch: [{ instrument, timeframe }],

    async onBar(bar, trader) {
      const rising = short.update(bar.close) > long.update(bar.close)
      range.update(bar)
      const { view } = trader
      const held = view.getQuantity(instrument)

      if (rising && held.isZero()) {
        const { lotSize, currency } = view.getInstrument(instrument)
        // A little is left for the next open, which may be higher, and for fees.
        const maxValue = (view.cash.get(currency)?.toNumber() ?? 0) * 0.95
        const budget = { equity: view.getEquity(), riskFraction, lotSize, price: bar.close, maxValue }
        const { quantity } = atrSize({ ...budget, atr: range.value, multiple: stopRanges })
        if (quantity.gt(0)) await trader.place({ instrument, side: 'buy', quantity, type: 'market' })
      }
      if (!rising && held.gt(0)) {
        if (stop !== undefined) await trader.cancel(stop)
        await trader.place({ instrument, side: 'sell', quantity: held, type: 'market' })
      }
    },

    async onOrder(event, trader) {
      if (event.type !== 'order.filled' || event.fill.side !== 'buy') return
      const { quantity, price } = event.fill
      const below = price.minus(stopRanges * range.value)
      if (!below.gt(0)) return
      const stopPrice = roundToTick(trader.view.getInstrument(instrument), below, 'down')
      const order = { instrument, side: 'sell', quantity, type: 'stop', stopPrice, timeInForce: 'gtc' } as const
      stop = (await trader.place(order)).order.terms.clientOrderId
    },
  }
}
