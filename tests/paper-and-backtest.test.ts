import { backtest } from '@shagun/backtest'
import { paper, percentFees } from '@shagun/broker-mock'
import {
  createBars,
  createInstrument,
  createTrader,
  type Order,
  roundToTick,
  type Strategy,
  seededRandom,
  type Trade,
} from '@shagun/core'
import { createFakeProvider } from '@shagun/core/testing'
import { describe, expect, it } from 'vitest'
import { createStage, settled } from './stage.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const minute = 60_000
const seconds = [5, 20, 35, 50]

/** Trades that pass by no price: each is a tick from the one before. So a limit fills at its price in a bar, too. */
function walk(seed: number, from: number, minutes: number): Trade[] {
  const random = seededRandom(seed)
  let ticks = 2_000
  return Array.from({ length: minutes * seconds.length }, (_, i) => ({
    instrument: infy.id,
    time: from + Math.floor(i / seconds.length) * minute + seconds[i % seconds.length]! * 1000,
    price: (ticks += random() < 0.5 ? -1 : 1) / 20,
    quantity: 1_000,
  }))
}

/** In at the market or below it, out a little above or, after a while, at the market. */
function scalper(): Strategy {
  let bars = 0
  let since = 0
  return {
    name: 'scalper',
    watch: [{ instrument: infy.id, timeframe: '1m' }],
    async onBar({ close }, trader) {
      bars++
      const held = trader.view.getQuantity(infy.id)
      const open = [...trader.view.orders.values()].filter(({ lifecycle }) => lifecycle === 'working')
      const order = { instrument: infy.id, quantity: 10, timeInForce: 'gtc' } as const
      const at = (away: number) => roundToTick(infy, close + away)
      if (held.isZero() && open.length === 0) {
        since = bars
        if (bars % 3 === 0) await trader.place({ ...order, side: 'buy', type: 'market' })
        else await trader.place({ ...order, side: 'buy', type: 'limit', limitPrice: at(-0.1) })
      } else if (!held.isZero() && open.length === 0)
        await trader.place({ ...order, side: 'sell', type: 'limit', limitPrice: at(0.15) })
      else if (bars - since > 20) {
        for (const { terms } of open) await trader.cancel(terms.clientOrderId)
        if (!held.isZero()) await trader.place({ ...order, side: 'sell', type: 'market' })
        since = bars
      }
    },
  }
}

const terms = { cash: '100000', currency: 'INR', instruments: [infy], fees: percentFees('0.03') } as const

const said = ({ terms: { side, type, quantity }, lifecycle, filledQuantity, averagePrice }: Order): string =>
  `${side} ${type} ${quantity} ${lifecycle} ${filledQuantity} at ${averagePrice?.toFixed() ?? '-'}`

async function onPaper(trades: readonly Trade[]) {
  const { clock, environment, pass } = createStage()
  const provider = createFakeProvider({ instruments: [infy] }, environment)
  const broker = paper({ ...terms, data: [provider] }, environment)
  const trader = createTrader({ broker, data: [provider], strategies: [scalper()] })
  await trader.start()
  for (const trade of trades) {
    while (clock.now() < trade.time) await pass(Math.min(1_000, trade.time - clock.now()))
    provider.push({ type: 'trade', trade })
    await settled()
  }
  await pass(15_000)
  const orders = [...trader.view.orders.values()].map(said)
  await trader.stop()
  return orders
}

async function inBacktest(trades: readonly Trade[]) {
  const bars = [...Map.groupBy(trades, ({ time }) => Math.floor(time / minute) * minute)].map(([time, within]) => {
    const prices = within.map(({ price }) => price)
    const [open, close] = [prices[0]!, prices.at(-1)!]
    return { time, open, high: Math.max(...prices), low: Math.min(...prices), close, volume: within.length * 1_000 }
  })
  const { orders } = await backtest({ ...terms, bars: createBars(infy.id, '1m', bars), strategy: scalper() })
  return orders.map(said)
}

describe('the same strategy', () => {
  it.each([1, 2, 3])(
    'places the same orders on paper as in a backtest, and gets the same for them (walk %i)',
    async (seed) => {
      const trades = walk(seed, createStage().clock.now(), 90)
      const [live, tested] = [await onPaper(trades), await inBacktest(trades)]
      expect(live).toEqual(tested)
      expect(live.filter((order) => order.includes('filled 10')).length).toBeGreaterThan(8)
    },
  )
})
