import { mock } from '@shagun/broker-mock'
import { createInstrument, createTrader, type InstrumentId, type Trader } from '@shagun/core'
import { createFakeProvider } from '@shagun/core/testing'
import { applyScenario, reverseStress } from '@shagun/risk'
import { describe, expect, it } from 'vitest'
import { createStage, settled } from './stage.ts'

const instruments = [
  createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' }),
  createInstrument({ id: 'NFO:NIFTY', kind: 'future', currency: 'INR', tickSize: '0.05', multiplier: 65 }),
]

/** A trader that watches both; `show` is a quote, `trade` an order that is filled at a price and a quote of it. */
async function openAccount() {
  const { environment, clock } = createStage()
  const broker = mock({ cash: '10000000', currency: 'INR', shortSelling: true, instruments }, environment)
  const provider = createFakeProvider({ id: 'fake', supports: { timeframes: ['1m'] } }, environment)
  const watcher = {
    name: 'watcher',
    watch: instruments.map(({ id }) => ({ instrument: id, timeframe: '1m' as const })),
  }
  const trader: Trader = createTrader({ broker, data: [provider], strategies: [watcher], instruments })
  await trader.start()
  await settled()
  function show(instrument: InstrumentId, last: number): void {
    provider.push({ type: 'quote', quote: { instrument, time: clock.now(), last } })
  }
  return {
    trader,
    show,
    async trade(instrument: InstrumentId, side: 'buy' | 'sell', quantity: number, price: number) {
      await trader.place({ instrument, side, quantity, type: 'market' })
      const prices = { open: price, high: price, low: price, close: price, volume: 1e6 }
      const bar = { instrument, timeframe: '1m', time: clock.now(), ...prices } as const
      broker.openBar(bar)
      clock.advanceTo(bar.time + 1_000)
      broker.closeBar(bar)
      show(instrument, price)
    },
  }
}

describe('a scenario', () => {
  it('is applied to what a trader holds, and what it foretells is what happens', async () => {
    const { trader, trade, show } = await openAccount()
    await trade('NSE:INFY', 'buy', 100, 1500)
    await trade('NFO:NIFTY', 'sell', 2, 25_000)
    const betas = { 'NSE:INFY': { market: 0.8 }, 'NFO:NIFTY': { market: 1 } }
    const fall = { name: 'fall', factors: { market: -0.1 } }
    // INFY to 1,380 loses 12,000; two contracts of 65 sold at 25,000 gain 2,500 points each.
    const { instruments: effects, profit } = applyScenario(trader.view, fall, { betas })
    expect(effects.map((effect) => effect.profit)).toEqual([-12_000, 325_000])
    const before = trader.view.getEquity()
    show('NSE:INFY', 1380)
    show('NFO:NIFTY', 22_500)
    expect(trader.view.getEquity() - before).toBeCloseTo(profit!, 6)
    await trader.stop()
  })

  it('tells how far the market may rise', async () => {
    const { trader, trade } = await openAccount()
    await trade('NFO:NIFTY', 'sell', 2, 25_000)
    const { shock } = reverseStress(trader.view, {
      factor: 'market',
      loss: 65_000,
      betas: { 'NFO:NIFTY': { market: 1 } },
    })
    expect(shock).toBeCloseTo(0.02, 12)
    await trader.stop()
  })
})
