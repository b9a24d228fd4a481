import { invalidOption } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import { type Awaitable, isPromise } from '../ports/awaitable.ts'
import type { DepthUpdate, MarketUpdate, QuoteUpdate } from './updates.ts'

/** What waits for somebody who is slow: the newest quote and depth of each instrument, and so many of all else. */
export interface Backlog {
  /** Quotes and depths that were replaced by newer ones. */
  readonly conflated: number
  /** Trades, bars and news of the line that did not fit, the oldest first. */
  readonly dropped: number
  add(update: MarketUpdate): void
  take(): MarketUpdate | undefined
  clear(): void
}

/** @throws ShagunError `invalid-options` for what is no number of updates: what waits must have an end */
export function createBacklog(capacity: number): Backlog {
  if (!(Number.isSafeInteger(capacity) && capacity > 0))
    throw invalidOption('The backlog is', 'backlog', capacity, 'a whole number above 0')
  const quotes = new Map<InstrumentId, QuoteUpdate>()
  const depths = new Map<InstrumentId, DepthUpdate>()
  let others: MarketUpdate[] = []
  let next = 0
  let conflated = 0
  let dropped = 0

  function takeFirst<T>(latest: Map<InstrumentId, T>): T | undefined {
    for (const [instrument, update] of latest) {
      latest.delete(instrument)
      return update
    }
    return undefined
  }

  /** Prices wait behind the news of their line, and are no longer of now when they come. */
  function outdate(instruments: readonly InstrumentId[]): void {
    for (const instrument of instruments) {
      const [quote, depth] = [quotes.get(instrument), depths.get(instrument)]
      if (quote !== undefined) quotes.set(instrument, { ...quote, stale: true })
      if (depth !== undefined) depths.set(instrument, { ...depth, stale: true })
    }
  }

  return {
    get conflated() {
      return conflated
    },
    get dropped() {
      return dropped
    },
    add(update) {
      if (update.type === 'quote') {
        if (quotes.has(update.quote.instrument)) conflated++
        quotes.set(update.quote.instrument, update)
      } else if (update.type === 'depth') {
        if (depths.has(update.depth.instrument)) conflated++
        depths.set(update.depth.instrument, update)
      } else if (update.type === 'confirmed' && quotes.has(update.quote.instrument))
        quotes.set(update.quote.instrument, { ...update, type: 'quote' })
      else {
        if (update.type === 'lost') outdate(update.instruments)
        others.push(update)
        if (others.length - next > capacity) {
          next++
          dropped++
        }
        if (next > capacity) {
          others = others.slice(next)
          next = 0
        }
      }
    },
    // What happened in order first, then what is newest.
    take() {
      if (next < others.length) return others[next++]
      others.length = next = 0
      return takeFirst(depths) ?? takeFirst(quotes)
    },
    clear() {
      others = []
      next = 0
      quotes.clear()
      depths.clear()
    },
  }
}

/** Somebody who is told, one update at a time. */
export interface Subscriber {
  readonly backlog: Backlog
  deliver(update: MarketUpdate): void
  end(): void
}

/** Told at once while it keeps up; while a promise of it is pending, what comes waits in the backlog. */
export function createSubscriber(
  listener: (update: MarketUpdate) => Awaitable<void>,
  backlog: Backlog,
  report: (cause: unknown) => void,
): Subscriber {
  /** A promise of it is pending, or it is told what has waited meanwhile. */
  let isBusy = false
  let isEnded = false

  /** `false` where it has to be waited for. */
  function tell(update: MarketUpdate): boolean {
    try {
      const told = listener(update)
      if (!isPromise(told)) return true
      isBusy = true
      void told.catch(report).then(drain)
      return false
    } catch (cause) {
      report(cause)
      return true
    }
  }

  function drain(): void {
    for (let update = backlog.take(); update !== undefined; update = backlog.take()) if (!tell(update)) return
    isBusy = false
  }

  return {
    backlog,
    deliver(update) {
      if (isEnded) return
      if (isBusy) backlog.add(update)
      else tell(update)
    },
    end() {
      isEnded = true
      backlog.clear()
    },
  }
}

/** The same for whoever asks for one update after the other: they wait in the backlog until they are asked for. */
export function createReader(backlog: Backlog, ended: () => void): Subscriber & AsyncIterableIterator<MarketUpdate> {
  let waiting: ((result: IteratorResult<MarketUpdate>) => void)[] = []
  let isEnded = false

  function end(): void {
    isEnded = true
    backlog.clear()
    for (const resolve of waiting) resolve({ done: true, value: undefined })
    waiting = []
    ended()
  }

  return {
    backlog,
    deliver(update) {
      if (isEnded) return
      const resolve = waiting.shift()
      if (resolve === undefined) backlog.add(update)
      else resolve({ done: false, value: update })
    },
    end,
    async next() {
      if (isEnded) return { done: true, value: undefined }
      const update = backlog.take()
      if (update !== undefined) return { done: false, value: update }
      return new Promise((resolve) => waiting.push(resolve))
    },
    async return() {
      if (!isEnded) end()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
