import { performance } from 'node:perf_hooks'
import type { Sample } from '../entry.ts'
import type { OpenClient } from './clients.ts'
import { openKite } from './kite-process.ts'
import { orderCount, warmUp } from './load.ts'

/** How orders are sent, and what answers them. */
export interface Situation {
  readonly inFlight: number
  /** Whether answers come packed to who takes that. */
  readonly packs: boolean
}

/** Orders over HTTP, so many at a time, from the call to what Kite answered. */
export async function measureOrders(open: OpenClient, { inFlight, packs }: Situation): Promise<Sample> {
  const kite = await openKite(packs)
  const client = await open(kite.address, warmUp + orderCount)
  let taken = 0
  await placeAll(0, warmUp)

  globalThis.gc?.()
  const before = await kite.use()
  const cpu = process.cpuUsage()
  const begin = performance.now()
  const waits = await placeAll(warmUp, orderCount)
  const seconds = (performance.now() - begin) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const after = await kite.use()
  await client.close()
  kite.end()

  waits.sort()
  const at = (part: number): number => waits[Math.floor(part * (waits.length - 1))]!
  return {
    figures: {
      perSecond: orderCount / seconds,
      cpuUs: (user + system) / orderCount,
      kiteCpuUs: (after.cpuUs - before.cpuUs) / orderCount,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    },
    outcome: Float64Array.of(taken, after.orders),
  }

  /** How long each waited for its answer, in milliseconds. */
  async function placeAll(first: number, count: number): Promise<Float64Array> {
    const times = new Float64Array(count)
    let next = 0
    async function lane(): Promise<void> {
      for (let i = next++; i < count; i = next++) {
        const sent = performance.now()
        if (await client.place(first + i)) taken++
        times[i] = performance.now() - sent
      }
    }
    await Promise.all(Array.from({ length: inFlight }, lane))
    return times
  }
}
