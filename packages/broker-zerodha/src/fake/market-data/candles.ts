import type { Timestamp } from '@shagun/core'
import type { Exchange } from '../exchange/exchange.ts'
import type { Listed } from '../exchange/listing.ts'
import type { Minute, Walk } from './walk.ts'

/** How many minutes a candle holds, and how many days a request may ask for. */
export const intervals = {
  minute: { minutes: 1, mostDays: 60 },
  '3minute': { minutes: 3, mostDays: 100 },
  '5minute': { minutes: 5, mostDays: 100 },
  '10minute': { minutes: 10, mostDays: 100 },
  '15minute': { minutes: 15, mostDays: 200 },
  '30minute': { minutes: 30, mostDays: 200 },
  '60minute': { minutes: 60, mostDays: 400 },
  day: { minutes: 1_440, mostDays: 2_000 },
} as const

export type KiteInterval = keyof typeof intervals

export interface Candles {
  /** Of what has traded from `from` up to and including `to`; each stamped by its open. */
  between(listed: Listed, interval: KiteInterval, from: Timestamp, to: Timestamp): readonly Minute[]
}

const minuteMs = 60_000
const dayMs = 86_400_000
/** In India, a day begins half past six in the evening of UTC. */
const indianMidnightMs = 18.5 * 3_600_000

/** What the exchange itself has seen goes before what is drawn: from the minute of its first trade, nothing else is told. */
export function createCandles(exchange: Exchange, walk: Walk, now: () => Timestamp): Candles {
  const seen = new Map<number, Map<Timestamp, Minute>>()
  exchange.onTrade(({ listed }, price, quantity) => {
    const minutes = seen.get(listed.token) ?? new Map<Timestamp, Minute>()
    seen.set(listed.token, minutes)
    const time = Math.floor(now() / minuteMs) * minuteMs
    minutes.set(time, withTrade(minutes.get(time), time, price.toNumber(), quantity))
  })

  function* minutesOf(listed: Listed, from: Timestamp, to: Timestamp): Iterable<Minute> {
    const own = [...(seen.get(listed.token)?.values() ?? [])]
    const first = own[0]?.time ?? Number.POSITIVE_INFINITY
    yield* walk.minutes(listed, from, Math.min(to + 1, first, now()))
    for (const minute of own) if (minute.time >= from && minute.time <= to) yield minute
  }

  return {
    between(listed, interval, from, to) {
      const { minutes } = intervals[interval]
      const candles: Minute[] = []
      for (const minute of minutesOf(listed, from, to)) {
        const time = openOf(minute.time, minutes)
        const last = candles.at(-1)
        if (last?.time !== time) candles.push({ ...minute, time })
        else candles[candles.length - 1] = together(last, minute)
      }
      return candles
    },
  }
}

/** Candles are counted from a quarter past nine; those of a day are stamped at midnight. */
function openOf(time: Timestamp, minutes: number): Timestamp {
  const midnight = Math.floor((time - indianMidnightMs) / dayMs) * dayMs + indianMidnightMs
  if (minutes === 1_440) return midnight
  const open = midnight + 9.25 * 3_600_000
  const step = minutes * minuteMs
  return open + Math.floor((time - open) / step) * step
}

function withTrade(minute: Minute | undefined, time: Timestamp, price: number, quantity: number): Minute {
  const trade = { time, open: price, high: price, low: price, close: price, volume: quantity }
  return minute === undefined ? trade : together(minute, trade)
}

function together(first: Minute, second: Minute): Minute {
  return {
    time: first.time,
    open: first.open,
    high: Math.max(first.high, second.high),
    low: Math.min(first.low, second.low),
    close: second.close,
    volume: first.volume + second.volume,
  }
}
