import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backtest } from '@shagun/backtest'
import { paper, percentFees } from '@shagun/broker-mock'
import { zerodhaSupports } from '@shagun/broker-zerodha'
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
import { sqlite } from '@shagun/storage-sqlite'
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

describe('an account like that at Zerodha, in SQLite', () => {
  it('is refused on paper what Zerodha has not, and goes on from its file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paper-'))
    const { clock, environment, pass } = createStage()
    const begin = async () => {
      const storage = sqlite(join(folder, 'paper.db'))
      const provider = createFakeProvider({ instruments: [infy] }, environment)
      const broker = paper({ ...terms, data: [provider], storage, supports: zerodhaSupports }, environment)
      const trader = createTrader({ broker, data: [provider], storage })
      await trader.start()
      return { trader, broker, provider, storage }
    }
    try {
      const first = await begin()
      const order = { instrument: infy.id, side: 'buy', quantity: 10, type: 'limit', limitPrice: '100.00' } as const
      // @ts-expect-error Zerodha has no such orders
      expect(await first.trader.place({ ...order, timeInForce: 'fok' })).toMatchObject({ outcome: 'denied' })
      expect(await first.trader.place(order)).toMatchObject({ outcome: 'accepted' })
      await first.trader.stop()
      await first.storage.close()

      const second = await begin()
      await pass(1_000)
      second.provider.push({
        type: 'trade',
        trade: { instrument: infy.id, time: clock.now(), price: 99.5, quantity: 50 },
      })
      while (second.broker.venue.listFills().length === 0 || second.trader.idle() !== undefined) await settled()
      while (second.trader.view.getQuantity(infy.id).isZero()) await settled()
      expect(second.trader.view.cash.get('INR')?.toFixed()).toBe('99004.7015')
      expect(second.broker.cash.toFixed()).toBe('99004.7015')
      await second.trader.stop()
      await second.storage.close()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
