import type { Clock } from '@shagun/core'
import { istDate } from '../wire/ist.ts'

/** How much Kite takes, counted on the seconds, minutes and days of its own clock. */
export interface FakeKiteLimits {
  /** Quotes of an api key. Default: 1. */
  readonly quotesPerSecond: number
  /** Candles of an api key. Default: 3. */
  readonly candlesPerSecond: number
  /** Orders, modifications and cancels of an account. Default: 10. */
  readonly ordersPerSecond: number
  /** Everything else of an api key. Default: 10. */
  readonly othersPerSecond: number
  /** Orders of an account. Default: 400. */
  readonly ordersPerMinute: number
  /** Orders of an account, refused ones and the legs of icebergs included. Default: 5000. */
  readonly ordersPerDay: number
  /** Default: 25. */
  readonly modificationsPerOrder: number
}

export const kiteLimits: FakeKiteLimits = {
  quotesPerSecond: 1,
  candlesPerSecond: 3,
  ordersPerSecond: 10,
  othersPerSecond: 10,
  ordersPerMinute: 400,
  ordersPerDay: 5000,
  modificationsPerOrder: 25,
}

/** No limit at all. */
export const noLimits: FakeKiteLimits = Object.fromEntries(
  Object.keys(kiteLimits).map((name) => [name, Number.POSITIVE_INFINITY]),
) as unknown as FakeKiteLimits

export type Bucket = 'quotes' | 'candles' | 'orders' | 'others'

/** Who has used how much. */
export interface Limits {
  readonly limits: FakeKiteLimits
  /** Whether one more fits into this second; it is counted if so. */
  admit(bucket: Bucket, who: string): boolean
  /** Whether one more order fits into this minute; it is counted if so. */
  admitMinute(userId: string): boolean
  /** Whether so many more orders fit into this day. */
  hasDay(userId: string): boolean
  countDay(userId: string, orders?: number): void
  /** The trading day is over. */
  endDay(): void
}

export function createLimits(limits: FakeKiteLimits, clock: Clock): Limits {
  const counts = new Map<string, { window: string; count: number }>()

  function counterOf(name: string, window: string) {
    let counter = counts.get(name)
    if (counter === undefined) counts.set(name, (counter = { window, count: 0 }))
    if (counter.window !== window) Object.assign(counter, { window, count: 0 })
    return counter
  }

  function admit(name: string, window: string, limit: number): boolean {
    const counter = counterOf(name, window)
    if (counter.count >= limit) return false
    counter.count++
    return true
  }

  const dayOf = (userId: string) => counterOf(`day ${userId}`, istDate(clock.now()))

  return {
    limits,
    admit: (bucket, who) =>
      admit(`${bucket} ${who}`, String(Math.floor(clock.now() / 1_000)), limits[`${bucket}PerSecond`]),
    admitMinute: (userId) =>
      admit(`minute ${userId}`, String(Math.floor(clock.now() / 60_000)), limits.ordersPerMinute),
    hasDay: (userId) => dayOf(userId).count < limits.ordersPerDay,
    countDay(userId, orders = 1) {
      dayOf(userId).count += orders
    },
    endDay() {
      for (const name of counts.keys()) if (name.startsWith('day ')) counts.delete(name)
    },
  }
}
