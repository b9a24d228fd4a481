import { type Bars, createBars, type InstrumentId, type Session, seededRandom } from '@shagun/core'

/** A walk of prices along a calendar, the same for the same seed, a minute a step. */
export interface Walk {
  /** Every day of it, also those that are still to come. */
  readonly days: Bars
  /** The minutes of the sessions from a moment to before another. */
  minutes(from: number, to: number): Bars
}

/** What jumps at the open of a day: a split of so many into one more. */
interface Jump {
  readonly at: number
  readonly ratio: number
}

interface WalkOptions {
  readonly instrument: InstrumentId
  readonly seed: number
  readonly sessions: readonly Session[]
  readonly firstPrice: number
  /** Of prices, as many as the venue has. */
  readonly decimals: number
  /** How far a price goes within a minute, as a fraction of it. */
  readonly restlessness: number
  readonly jumps: readonly Jump[]
}

const minuteMs = 60_000

export function createWalk({
  instrument,
  seed,
  sessions,
  firstPrice,
  decimals,
  restlessness,
  jumps,
}: WalkOptions): Walk {
  const unit = 10 ** decimals
  const starts: number[] = []
  let price = firstPrice
  let shares = 1
  const rows = sessions.map((session, i) => {
    const ratio = ratioBetween(sessions[i - 1]?.open ?? session.open, session.open)
    price /= ratio
    shares *= ratio
    starts.push(price)
    const day = fold(pathOf(session, i, price, shares))
    price = day.close
    return { ...day, time: session.open }
  })
  /** How many of what was one at a moment are there at a later one. */
  function ratioBetween(after: number, until: number): number {
    return jumps.reduce((all, { at, ratio }) => (at > after && at <= until ? all * ratio : all), 1)
  }

  function pathOf(session: Session, i: number, start: number, count: number): Minute[] {
    const random = seededRandom(seed + i * 7919)
    const step = (open: number): number => round(open * (1 + (random() - 0.5) * restlessness))
    const minutes: Minute[] = []
    let last = start
    for (let time = session.open; time < session.close; time += minuteMs) {
      const open = round(last)
      const [one, two, close] = [step(open), step(open), step(open)]
      minutes.push({
        time,
        open,
        high: Math.max(open, one, two, close),
        low: Math.min(open, one, two, close),
        close,
        volume: Math.floor((100 + random() * 900) * count),
      })
      last = close
    }
    return minutes
  }

  /** To the venue's step, and never to nothing. */
  function round(value: number): number {
    return Math.max(1, Math.round(value * unit)) / unit
  }

  return {
    days: createBars(instrument, '1d', rows),
    minutes(from, to) {
      const found = sessions.flatMap((session, i) =>
        session.close <= from || session.open >= to
          ? []
          : pathOf(session, i, starts[i]!, ratioBetween(sessions[0]!.open, session.open)),
      )
      return createBars(
        instrument,
        '1m',
        found.filter(({ time }) => time >= from && time < to),
      )
    },
  }
}

interface Minute {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Several bars as one. */
export function fold(bars: Iterable<Minute>): Minute {
  let [first, last]: [Minute?, Minute?] = []
  let [high, low, volume] = [0, Number.POSITIVE_INFINITY, 0]
  for (const bar of bars) {
    first ??= bar
    last = bar
    if (bar.high > high) high = bar.high
    if (bar.low < low) low = bar.low
    volume += bar.volume
  }
  if (first === undefined || last === undefined) throw new Error('There are no bars to make one of.')
  return { time: first.time, open: first.open, high, low, close: last.close, volume }
}
