import { createHistogram } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { createTicker } from '../../packages/broker-zerodha/src/ticker/ticker.ts'
import type { Sample } from '../entry.ts'
import { quiet } from '../stream/providers.ts'
import { createSharedClock } from '../stream/shared-clock.ts'
import { instrumentCount, pacedMs, pacePerSecond, tokenOf, warmUpMs } from './load.ts'
import { openVendor } from './vendor.ts'

/**
 * How a contestant connects, subscribes in full, and hears of each packet when it was made, in microseconds.
 *
 * @returns what ends it
 */
export type OpenFeed = (url: string, tokens: readonly number[], heard: (madeUs: number) => void) => () => void

export const ourFeed: OpenFeed = (url, tokens, heard) => {
  const ticker = createTicker({ apiKey: 'key', accessToken: 'token', url }, quiet)
  ticker.listen({
    ticks({ count, openInterest }) {
      for (let row = 0; row < count; row++) heard(openInterest[row]!)
    },
  })
  ticker.subscribe(tokens, 'full')
  return ticker.close
}

/** From the moment at which a packet was made, in another process, to the handler that is told of it. */
export async function measurePaced(open: OpenFeed): Promise<Sample> {
  const clock = createSharedClock()
  const vendor = await openVendor(clock, pacePerSecond)
  const waits = createHistogram()
  let heard = 0
  const tokens = Array.from({ length: instrumentCount }, (_, i) => tokenOf(i))
  const close = open(vendor.url, tokens, (madeUs) => {
    heard++
    waits.record(Math.max(1, Math.round((clock.now() - clock.epoch) * 1_000 - vendor.bootUs - madeUs)))
  })
  await vendor.subscribed()
  vendor.start()
  await wait(warmUpMs)
  waits.reset()
  const cpu = process.cpuUsage()
  const [begin, before] = [performance.now(), heard]
  await wait(pacedMs)
  const seconds = (performance.now() - begin) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const figures = {
    perSecond: (heard - before) / seconds,
    p50Us: waits.percentile(50),
    p99Us: waits.percentile(99),
    cpuPercent: (user + system) / seconds / 1e4,
  }
  const sent = await vendor.stop()
  await wait(200)
  close()
  vendor.end()
  return { figures, outcome: Float64Array.of(sent, heard) }
}
