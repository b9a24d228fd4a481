import {
  type Bar,
  type Bars,
  type Calendar,
  createBars,
  createInstrument,
  type Depth,
  type DepthLevel,
  type Instrument,
  type InstrumentId,
  nse,
  type Quote,
  type Side,
  seededRandom,
  type Timestamp,
  type Trade,
} from '@shagun/core'

/** What happens at one moment: somebody trades, the book becomes another one, and that is told to those who listen. */
export type Tick =
  | { readonly type: 'trade'; readonly time: Timestamp; readonly trade: Trade }
  | { readonly type: 'book'; readonly time: Timestamp; readonly depth: Depth }
  | { readonly type: 'quote'; readonly time: Timestamp; readonly depth: Depth; readonly quote: Quote }

/** All that happens in a trading day, in the order of time. It knows nothing of those who will trade in it. */
export interface MarketDay {
  readonly instrument: Instrument
  readonly ticks: readonly Tick[]
}

/** How a listing trades. */
export interface Listing {
  readonly id: InstrumentId
  /** Units on a usual day. */
  readonly dailyVolume: number
  /** Units that wait at the best price; further away there are more. */
  readonly touchSize: number
  /** Between bid and ask mostly, in price steps. */
  readonly spreadTicks: number
}

const tickSize = 0.05
const dailyVolatility = 0.012
export const firstPrice = 400

/** One share at two exchanges: most of it trades at the first. */
export const listings: readonly [Listing, Listing] = [
  { id: 'NSE:EXAMPLE', dailyVolume: 2_000_000, touchSize: 400, spreadTicks: 2 },
  { id: 'BSE:EXAMPLE', dailyVolume: 250_000, touchSize: 250, spreadTicks: 3 },
]

export const calendar: Calendar = nse()
const [session] = calendar.day(Date.UTC(2026, 1, 10, 6)).sessions
export const opensAt: Timestamp = session!.open
export const closesAt: Timestamp = session!.close

/** How often the book is shown, nearly: as by a feed of snapshots. */
const stepMs = 5_000
/** How long after it has changed the book is told of. */
const feedLagMs = 1
/** How far each level is from the best one, in price steps, and how much more waits there. */
const levels = [
  { away: 0, size: 1 },
  { away: 1, size: 1.5 },
  { away: 2, size: 2 },
  { away: 4, size: 3 },
  { away: 6, size: 4 },
]

/** How lively trading is at a part of the day, 1 on average: six times as much at either end as at noon. */
export function liveliness(part: number): number {
  return 0.5 + 2.5 * (2 * part - 1) ** 4
}

/**
 * A day in which the price wanders and leads nowhere, on a seed: at each exchange five levels on both sides, prints that take
 * of them, and volume that is high at either end.
 */
export function createDays(seed: number): readonly MarketDay[] {
  const fair = walk(seed)
  return listings.map((listing, i) => ({
    instrument: createInstrument({ id: listing.id, currency: 'INR', tickSize: String(tickSize) }),
    ticks: trade(listing, fair, seededRandom(seed * 8 + i + 1)),
  }))
}

/** Volume of the twenty trading days before, in bars of five minutes: livelier and calmer days, of the same shape. */
export function createHistory(): Bars {
  const random = seededRandom(42)
  const rows: Bar[] = []
  for (let day = 1; rows.length < 20 * 75; day++) {
    const { sessions } = calendar.day(opensAt - day * 86_400_000)
    const open = sessions.at(-1)?.open
    if (open === undefined) continue
    const volume = (listings[0].dailyVolume / 75) * Math.exp(0.2 * normal(random))
    for (let i = 74; i >= 0; i--) {
      const units = Math.round(volume * liveliness((i + 0.5) / 75) * Math.exp(0.2 * normal(random)))
      const prices = { open: firstPrice, high: firstPrice, low: firstPrice, close: firstPrice }
      rows.push({ instrument: listings[0].id, timeframe: '5m', time: open + i * 300_000, ...prices, volume: units })
    }
  }
  return createBars(listings[0].id, '5m', rows.reverse())
}

/** What the share is worth at each step, in price steps. */
function walk(seed: number): Float64Array {
  const random = seededRandom(seed * 8)
  const steps = Math.floor((closesAt - opensAt) / stepMs)
  let price = firstPrice / tickSize
  return Float64Array.from({ length: steps }, () => {
    const before = price
    price *= Math.exp((dailyVolatility / Math.sqrt(steps)) * normal(random))
    return before
  })
}

function trade(listing: Listing, fair: Float64Array, random: () => number): Tick[] {
  const { id, dailyVolume, touchSize } = listing
  const ticks: Tick[] = []
  const waiting: Record<Side, Map<number, number>> = { buy: new Map(), sell: new Map() }
  const printSize = dailyVolume / (2 * fair.length)
  const price = (step: number): number => Math.round(step * tickSize * 100) / 100
  let spread = listing.spreadTicks
  let volume = 0
  let last = fair[0]!

  for (const [i, worth] of fair.entries()) {
    const time = opensAt + i * stepMs + (i === 0 ? 0 : Math.floor((stepMs / 2) * random()))
    if (random() < 0.2) spread = Math.max(1, listing.spreadTicks + Math.floor(3 * random()) - 1)
    const bid = Math.floor(worth - spread / 2 + 0.5)
    const sides = [
      { side: 'buy', away: -1, touch: bid },
      { side: 'sell', away: 1, touch: bid + spread },
    ] as const
    const book = sides.map(({ side, away, touch }) => {
      const before = waiting[side]
      const now = new Map<number, number>()
      for (const level of levels) {
        const step = touch + away * level.away
        const fresh = touchSize * level.size * Math.exp(0.5 * normal(random))
        // Who waits mostly goes on waiting.
        now.set(step, Math.max(1, Math.round(before.has(step) ? 0.8 * before.get(step)! + 0.2 * fresh : fresh)))
      }
      waiting[side] = now
      return Array.from(now, ([step, quantity]): DepthLevel => ({ price: price(step), quantity }))
    })
    const [bids, asks] = book as [DepthLevel[], DepthLevel[]]
    const quote = { last: price(last), bid: bids[0]!.price, ask: asks[0]!.price, volume }
    const told = { instrument: id, time: time + feedLagMs }
    const depth = { ...told, bids, asks }
    ticks.push({ type: 'book', time, depth })
    ticks.push({ type: 'quote', time: told.time, depth, quote: { ...told, ...quote } })

    const moments = Array.from({ length: poisson(2 * liveliness(i / fair.length), random) }, () =>
      Math.ceil(feedLagMs + (opensAt + (i + 1) * stepMs - time - feedLagMs - 1) * random()),
    )
    for (const moment of moments.sort((a, b) => a - b)) {
      const side = random() < 0.5 ? 'buy' : 'sell'
      let left = Math.max(1, Math.round(printSize * Math.exp(0.8 * normal(random) - 0.32)))
      for (const [step, there] of waiting[side]) {
        const quantity = Math.min(left, there)
        if (quantity === 0) continue
        waiting[side].set(step, there - quantity)
        left -= quantity
        volume += quantity
        last = step
        const trade = { instrument: id, time: time + moment, price: price(step), quantity }
        ticks.push({ type: 'trade', time: time + moment, trade })
      }
    }
  }
  return ticks
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

function poisson(mean: number, random: () => number): number {
  const end = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > end; product *= random()) count++
  return count
}
