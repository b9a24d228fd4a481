import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import type { Storage } from '@shagun/core'
import type { Sample } from '../entry.ts'
import { inFolder } from '../journal/measure.ts'
import { inFlight, orderCount, warmUp } from './load.ts'
import { createMarket, marketOrder } from './trader.ts'

/** Whole lives of orders, from request to fill, so many at a time. */
export async function measureOrders(open: (folder: string) => Storage): Promise<Sample> {
  return inFolder(async (folder) => {
    const { openTrader, print } = createMarket()
    const trader = openTrader(open(folder))
    await trader.start()
    print()
    let filled = 0
    trader.on('order.filled', () => {
      filled++
    })
    await placeAll(warmUp)
    await trader.idle()
    filled = 0

    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const cpu = process.cpuUsage()
    const begin = performance.now()
    const waits = await placeAll(orderCount)
    await trader.idle()
    const seconds = (performance.now() - begin) / 1_000
    const { user, system } = process.cpuUsage(cpu)
    await setImmediate()
    delay.disable()
    waits.sort()
    const at = (part: number): number => waits[Math.floor(part * (waits.length - 1))]! * 1_000
    await trader.stop()
    return {
      figures: {
        perSecond: orderCount / seconds,
        cpuUs: (user + system) / orderCount,
        p50Us: at(0.5),
        p99Us: at(0.99),
        longestStallMs: Math.max(0, delay.max / 1e6 - 1),
      },
      outcome: Float64Array.of(filled),
    }

    /** How long each waited for the answer of the broker, in milliseconds. */
    async function placeAll(count: number): Promise<Float64Array> {
      const times = new Float64Array(count)
      let next = 0
      async function lane(): Promise<void> {
        for (let i = next++; i < count; i = next++) {
          const before = performance.now()
          await trader.place(marketOrder(i))
          times[i] = performance.now() - before
          print()
          // As from a socket: what comes next comes in a later turn of the loop.
          await setImmediate()
        }
      }
      await Promise.all(Array.from({ length: inFlight }, lane))
      return times
    }
  })
}
