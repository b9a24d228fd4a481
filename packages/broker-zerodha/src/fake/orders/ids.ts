import type { Clock } from '@shagun/core'
import { istDate } from '../wire/ist.ts'

/** Names of orders and trades. */
export interface Ids {
  /** 19 digits, or the day and 9 more as it was until 2025. */
  order(): string
  exchangeOrder(): string
  /** Unique only with its exchange and day. */
  trade(exchange: string): string
  guid(): string
  gtt(): number
}

/** 2010, from where the time in a long id counts. */
const epoch = 1_288_834_974_657

export function createIds(clock: Clock, digits: 15 | 19): Ids {
  const trades = new Map<string, number>()
  let orders = 0
  let gtts = 100_000
  const short = (): string => `${istDate(clock.now()).slice(2).replaceAll('-', '')}${String(orders).padStart(9, '0')}`
  // Time first, then a count: two orders of one millisecond differ, and later ones are larger.
  const long = (): string =>
    String((BigInt(Math.max(0, Math.floor(clock.now() - epoch))) << 22n) | BigInt(orders & 0x3fffff)).padStart(19, '1')
  return {
    order() {
      orders++
      return digits === 15 ? short() : long()
    },
    exchangeOrder: () => String(1_200_000_000_000_000 + orders),
    trade(exchange) {
      const next = (trades.get(exchange) ?? 75_000_000) + 1
      trades.set(exchange, next)
      return String(next)
    },
    guid: () => `${orders}X${(orders * 2_654_435_761) % 4_294_967_296}`,
    gtt: () => ++gtts,
  }
}
