import { createFakeKite } from '@shagun/broker-zerodha/testing'
import { createSharedClock } from '../stream/shared-clock.ts'
import type { Ask } from './kite-process.ts'
import { idOf, instruments, last, updatesPerSecond } from './load.ts'

// Started by kite-process.ts: a fake Kite on a port, with a market where nothing happens by itself.
const [epoch, packs] = process.argv.slice(2).map(Number) as [number, number]
const clock = createSharedClock(epoch)
const fake = createFakeKite({
  instruments,
  limits: 'none',
  behavior: { checksFunds: false, gzip: packs === 1 },
  ticker: { orderDelayMs: 0 },
})
for (const { id } of instruments) fake.print(id, last, 100)

/** When the world was told of each order that was canceled or filled. */
const told: [orderId: string, time: number][] = []
fake.feed.onOrder((_, { order_id: id }) => void told.push([String(id), clock.now()]))

/** Somebody cancels one after the other on Kite's own screen, or sells what they want to buy, at the pace. */
function change(how: 'cancel' | 'fill'): Promise<void> {
  const { apiKey, accessToken } = fake.session()
  const headers = { 'X-Kite-Version': '3', authorization: `token ${apiKey}:${accessToken}` }
  const orders = fake.venue.listOrders()
  const begin = clock.now()
  let next = 0
  return new Promise((resolve) => {
    const pace = setInterval(() => {
      const due = Math.min(orders.length, Math.floor(((clock.now() - begin) * updatesPerSecond) / 1_000))
      for (; next < due; next++) {
        const { brokerOrderId, limitPrice } = orders[next]!
        if (how === 'fill') fake.print(idOf(next), limitPrice!, 10)
        else void fake.network.fetch(`http://kite/orders/regular/${brokerOrderId}`, { method: 'DELETE', headers })
      }
      if (next < orders.length) return
      clearInterval(pace)
      resolve()
    }, 1)
  })
}

const server = await fake.listen()
process.on('message', async (ask: Ask) => {
  if (ask === 'cancel' || ask === 'fill') await change(ask)
  process.send?.(ask === 'use' ? { cpu: process.cpuUsage(), orders: fake.venue.listOrders().length } : told)
})
process.on('disconnect', () => process.exit())
process.send?.({ apiUrl: server.url, tickerUrl: server.socketUrl, ...fake.session() })
