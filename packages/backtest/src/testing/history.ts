import {
  type Bar,
  type Bars,
  barClose,
  createBars,
  type InstrumentId,
  type Log,
  type OrderEvent,
  type Strategy,
  seededRandom,
  type Timeframe,
  type Timestamp,
  type Trader,
  type Watch,
} from '@shagun/core'

/** A Monday, 00:00 UTC. */
export const monday: Timestamp = Date.UTC(2024, 0, 1)
export const minute = 60_000
export const hour = 3_600_000
export const day = 86_400_000

export const silent: Log = { debug() {}, warn() {}, error() {} }

/** Open, high, low, close. */
export type Ohlc = readonly [number, number, number, number]
interface Which {
  readonly instrument?: InstrumentId
  readonly timeframe?: Timeframe
  readonly from?: Timestamp
}

/** Bars one after the other, daily ones of X:A from Monday unless told otherwise. */
export function barsOf(
  rows: readonly Ohlc[],
  { instrument = 'X:A', timeframe = '1d', from = monday }: Which = {},
): Bars {
  let time = from
  const dated = rows.map(([open, high, low, close]) => {
    const row = { time, open, high, low, close }
    time = barClose(time, timeframe)
    return row
  })
  return createBars(instrument, timeframe, dated)
}

/** Bars that never move. */
export function flat(count: number, price: number, which: Which = {}): Bars {
  return barsOf(
    Array.from({ length: count }, () => [price, price, price, price] as const),
    which,
  )
}

/** A random walk in hundredths, with gaps between close and open. */
export function randomBars(seed: number, count: number, which: Which = {}): Bars {
  const random = seededRandom(seed)
  const step = (): number => Math.round((random() - 0.5) * 200)
  let last = 10_000
  return barsOf(
    Array.from({ length: count }, () => {
      const open = Math.max(1_000, last + Math.round(step() / 4))
      const close = Math.max(1_000, open + step())
      const high = Math.max(open, close) + Math.floor(random() * 80)
      const low = Math.min(open, close) - Math.floor(random() * 80)
      last = close
      return [open / 100, high / 100, low / 100, close / 100] as const
    }),
    which,
  )
}

/** A strategy from its handlers, watching daily bars of X:A unless told otherwise. */
export function strategyOf(
  handlers: {
    readonly watch?: readonly Watch[]
    readonly onStart?: (trader: Trader) => void | Promise<void>
    readonly onBar?: (bar: Bar, trader: Trader) => void | Promise<void>
    readonly onOrder?: (event: OrderEvent, trader: Trader) => void | Promise<void>
    readonly onQuote?: Strategy['onQuote'] & {}
  } = {},
): Strategy {
  return { name: 'test', watch: [{ instrument: 'X:A', timeframe: '1d' }], ...handlers }
}
