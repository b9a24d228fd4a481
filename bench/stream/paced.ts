import { createHistogram } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { alwaysOpen, createMarketData, type DataProvider } from '@shagun/core'
import type { Sample } from '../entry.ts'
import { heapMb } from '../memory.ts'
import { instruments, pacedMs, pacedSubscribers, pacedWarmUpMs, pacePerSecond } from './load.ts'
import { createTap, packed, quiet } from './providers.ts'
import { quoteAt } from './quotes.ts'
import { createSharedClock, type SharedClock } from './shared-clock.ts'
import { openVendor } from './vendor.ts'

/** Where quotes come from, at a pace. */
interface Feed {
  readonly provider: DataProvider
  start(): void
  /** Resolves to how many there were in all. */
  stop(): Promise<number>
  end(): void
}

/** What is parsed already, reported by a timer of this process. */
export function measureReports(): Promise<Sample> {
  const clock = createSharedClock()
  return measureFeed(clock, feedReports(clock))
}

/** Messages of a vendor in another process, over a WebSocket. */
export async function measureSocket(): Promise<Sample> {
  const clock = createSharedClock()
  const vendor = await openVendor(clock, pacePerSecond)
  return measureFeed(clock, { ...vendor, provider: packed({ url: vendor.url }, quiet) })
}

/** From the moment at which a quote was sent or reported, which is its time, to the last of those who are told. */
async function measureFeed(clock: SharedClock, feed: Feed): Promise<Sample> {
  const waits = createHistogram()
  const heard = Array<number>(pacedSubscribers).fill(0)
  const data = createMarketData({ providers: [feed.provider], calendars: { NSE: alwaysOpen('Asia/Kolkata') } })
  const subscriptions = heard.map((_, ear) =>
    data.subscribe({ instruments, timeframes: ['1m', '5m'] }, (update) => {
      if (update.type !== 'quote') return
      heard[ear]!++
      if (ear === pacedSubscribers - 1) waits.record(Math.max(1, Math.round((clock.now() - update.quote.time) * 1_000)))
    }),
  )
  await Promise.all(subscriptions.map(({ ready }) => ready))
  feed.start()
  await wait(pacedWarmUpMs)

  const heapAtFirst = heapMb()
  await wait(100)
  waits.reset()
  const before = heard[0]!
  const cpu = process.cpuUsage()
  const begin = performance.now()
  await wait(pacedMs)
  const seconds = (performance.now() - begin) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const taken = heard[0]! - before
  const figures = {
    perSecond: taken / seconds,
    p50Us: waits.percentile(50),
    p99Us: waits.percentile(99),
    longestUs: waits.max,
    cpuPercent: (user + system) / seconds / 1e4,
    heapAtFirst,
    heapAtLast: heapMb(),
  }
  const sent = await feed.stop()
  await wait(100)
  const conflated = subscriptions.reduce((sum, subscription) => sum + subscription.conflated, 0)
  for (const subscription of subscriptions) subscription.end()
  feed.end()
  return { figures, outcome: Float64Array.of(sent, conflated, ...heard) }
}

function feedReports(clock: SharedClock): Feed {
  const { provider, tell } = createTap()
  let pace: NodeJS.Timeout | undefined
  let sent = 0
  return {
    provider,
    start() {
      const begin = clock.now()
      pace = setInterval(() => {
        const due = Math.floor(((clock.now() - begin) * pacePerSecond) / 1_000)
        while (sent < due) tell(quoteAt(sent++, clock.now()))
      }, 1)
    },
    async stop() {
      clearInterval(pace)
      return sent
    },
    end() {},
  }
}
