import { ShagunError } from '../errors.ts'
import { type Bars, createBars } from '../model/bars.ts'
import { exchangeOf, type InstrumentId } from '../model/ids.ts'
import type { Quote } from '../model/quote.ts'

/** What cannot be, and comes all the same. */
export type Garbage =
  /** A price that is no number. */
  | 'nan'
  /** A price below 0. */
  | 'negative'
  /** What nobody asked for. */
  | 'wrong-instrument'
  /** Bars that come in another order than they opened. */
  | 'unsorted'
  /** A high below the low, a bid above the ask. */
  | 'impossible'

/** What goes wrong with the requests of a fake provider. */
export type ProviderFault =
  /** It is dead: nothing can be reached. */
  | { readonly kind: 'unreachable' }
  /** It never answers. An abort of the signal ends the wait, unless it ignores that, too. */
  | { readonly kind: 'stalled'; readonly ignoresAbort?: boolean }
  /** It answers right, but only so many milliseconds later, by the clock of its environment. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** It answers with what cannot be; `unsorted` spoils bars alone. */
  | { readonly kind: 'garbage'; readonly as: Garbage }
  /** Its quotes are stamped a day earlier. */
  | { readonly kind: 'yesterday' }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs?: number }
  | { readonly kind: 'unauthenticated' }
  /** It knows no instrument any more. */
  | { readonly kind: 'not-found' }

/** What it throws in place of an answer; nothing where it answers, however badly. */
export function errorOf(fault: ProviderFault | undefined, source: string, asked: string): ShagunError | undefined {
  switch (fault?.kind) {
    case 'unreachable':
      return new ShagunError('unreachable', `${source} cannot be reached: nothing listens there. Try again later.`, {
        details: { source, why: 'network', sent: 'no', attempts: 1 },
        retryable: true,
      })
    case 'rate-limited': {
      const { retryAfterMs } = fault
      const wait = retryAfterMs === undefined ? 'Wait' : `Wait ${retryAfterMs} ms`
      return new ShagunError('rate-limited', `${source} was asked too often. ${wait} before asking again.`, {
        details: { source, sent: 'yes', ...(retryAfterMs !== undefined && { retryAfterMs }) },
        retryable: true,
      })
    }
    case 'unauthenticated':
      return new ShagunError('unauthenticated', `${source} does not take the credentials. Renew them.`, {
        details: { source, sent: 'yes' },
      })
    case 'not-found':
      return notFound(source, asked)
    default:
      return undefined
  }
}

export function notFound(source: string, name: string): ShagunError {
  return new ShagunError(
    'not-found',
    `${source} does not know ${name}; expected what it was given. Check the symbol.`,
    {
      details: { source, name },
    },
  )
}

/** Bars that nobody should believe. They are made behind the back of `createBars`, which would refuse them. */
export function spoiledBars(bars: Bars, as: Garbage): Bars {
  if (as === 'wrong-instrument') return createBars(wrongFor(bars.instrument), bars.timeframe, bars)
  const columns = {
    time: bars.time.slice(),
    open: bars.open.slice(),
    high: bars.high.slice(),
    low: bars.low.slice(),
    close: bars.close.slice(),
    volume: bars.volume.slice(),
  }
  const spoiled = createBars(bars.instrument, bars.timeframe, columns)
  const last = bars.length - 1
  if (last < 0) return spoiled
  if (as === 'nan') columns.close[last] = Number.NaN
  if (as === 'negative') columns.low[last] = -columns.low[last]!
  if (as === 'impossible') columns.high[last] = columns.low[last]! / 2
  if (as === 'unsorted') columns.time.reverse()
  return spoiled
}

export function spoiledQuote(quote: Quote, as: Garbage): Quote {
  switch (as) {
    case 'nan':
      return { ...quote, last: Number.NaN }
    case 'negative':
      return { ...quote, last: -quote.last }
    case 'wrong-instrument':
      return { ...quote, instrument: wrongFor(quote.instrument) }
    case 'impossible':
      return { ...quote, bid: quote.last * 1.01, ask: quote.last * 0.99 }
    case 'unsorted':
      return quote
  }
}

function wrongFor(instrument: InstrumentId): InstrumentId {
  return `${exchangeOf(instrument)}:NOBODYASKED`
}
