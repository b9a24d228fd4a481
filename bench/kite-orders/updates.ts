import { createHistogram } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { memory, type Strategy } from '@shagun/core'
import type { Sample } from '../entry.ts'
import { openTrader } from './clients.ts'
import { openKite } from './kite-process.ts'
import { manyInFlight, restingOrder, updateCount } from './load.ts'

/** From the moment at which Kite tells of an order, over its socket, to the strategy whose order it is. */
export async function measureUpdates(how: 'cancel' | 'fill'): Promise<Sample> {
  const kite = await openKite(false)
  const heard = new Map<string, number>()
  const corrected = new Map<string, number>()
  const strategy: Strategy = {
    name: 'patient',
    watch: [],
    async onStart(trader) {
      let next = 0
      const lane = async (): Promise<void> => {
        for (let i = next++; i < updateCount; i = next++) await trader.place(restingOrder(i))
      }
      await Promise.all(Array.from({ length: manyInFlight }, lane))
    },
    onOrder(event, { view }) {
      if (event.type !== 'order.canceled' && event.type !== 'order.filled') return
      heard.set(view.orders.get(event.clientOrderId)!.brokerOrderIds[0]!, kite.clock.now())
    },
  }
  const { trader, close } = openTrader(kite.address, memory(), [strategy])
  trader.on('fill.corrected', ({ fill }) => void corrected.set(fill.brokerOrderId, kite.clock.now()))
  await trader.start()
  globalThis.gc?.()
  const cpu = process.cpuUsage()
  const told = await kite.change(how)
  // The trade book is read a little after the last fill.
  for (let i = 0; i < 300 && how === 'fill' && corrected.size < updateCount; i++) await wait(100)
  const { user, system } = process.cpuUsage(cpu)
  await wait(200)
  await close()
  kite.end()
  return {
    figures: {
      cpuUs: (user + system) / updateCount,
      ...quantiles('', told, heard),
      ...(how === 'fill' && quantiles('corrected', told, corrected)),
    },
    outcome: Float64Array.of(told.size, heard.size, how === 'fill' ? corrected.size : told.size),
  }
}

/** In milliseconds, of all that were heard. */
function quantiles(
  what: string,
  told: ReadonlyMap<string, number>,
  heard: ReadonlyMap<string, number>,
): Record<string, number> {
  const waits = createHistogram()
  for (const [id, time] of heard) waits.record(Math.max(1, Math.round((time - told.get(id)!) * 1_000)))
  return { [`${what}p50Ms`]: waits.percentile(50) / 1_000, [`${what}p99Ms`]: waits.percentile(99) / 1_000 }
}
