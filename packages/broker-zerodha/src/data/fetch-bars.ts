import {
  type BarRow,
  type Bars,
  createBars,
  exchangeOf,
  type InstrumentId,
  ShagunError,
  type Timestamp,
} from '@shagun/core'
import type { BarQuery } from '@shagun/core/adapter'
import { source } from '../source.ts'
import { timeText } from '../wire-time.ts'
import type { Context } from './context.ts'
import { midnightOf } from './india.ts'
import { type Interval, intervalOf, timeframes } from './intervals.ts'
import { readCandles } from './read-candles.ts'
import { refused, unbelievable } from './refused.ts'

const dayMs = 86_400_000
/** NSE began in 1994; nothing that Kite has is older. */
const oldest = Date.UTC(1994, 0, 1)

type Row = Required<BarRow>

/** The bars of a range, in as many requests as Kite wants for it. */
export async function fetchBars(context: Context, query: BarQuery, signal?: AbortSignal): Promise<Bars> {
  signal?.throwIfAborted()
  const { instrument, timeframe, adjustment = 'none', from, to } = query
  const interval = intervalOf(timeframe)
  if (interval === undefined) throw noTimeframe(timeframe)
  if (adjustment !== 'none') throw noAdjustment(adjustment)
  // NaN is never in order.
  if (!(from <= to)) throw reversed(from, to)
  context.checkExchange(instrument)
  const token = await context.instruments.tokenOf(instrument, signal)
  const candles = from === to ? [] : await fetchAll(context, { token, instrument, interval, from, to, signal })
  const rows = new Map<Timestamp, Row>()
  for (const row of candles) {
    const time = stampOf(context, instrument, interval, row.time)
    // Of two candles of one moment the later one is the fresher.
    if (time >= from && time < to) rows.set(time, { ...row, time })
  }
  return createBars(
    instrument,
    timeframe,
    [...rows.values()].sort((a, b) => a.time - b.time),
  )
}

interface Request {
  readonly token: number
  readonly instrument: InstrumentId
  readonly interval: Interval
  readonly from: Timestamp
  readonly to: Timestamp
  readonly signal: AbortSignal | undefined
}

/**
 * Asks for whole bars, as a bar must not depend on the range that it is asked in: from the day of `from` where bars are
 * days, and until the last one is over. A request ends with a day in India, in which no session of Kite's goes on.
 */
async function fetchAll(context: Context, request: Request): Promise<readonly Row[]> {
  const { interval, from, to } = request
  const now = context.environment.clock.now()
  const begin = Math.max(oldest, interval.barMs === dayMs ? midnightOf(from) : from)
  const end = Math.min(to, now + dayMs) + interval.barMs
  const rows: Row[] = []
  for (let start = begin; start < Math.min(end, now + dayMs); ) {
    const days = context.mostDays.get(interval.name) ?? interval.mostDays
    const stop = Math.min(end, midnightOf(start) + days * dayMs)
    const answer = await fetchWindow(context, request, start, stop)
    if (answer === 'too-long') continue
    rows.push(...answer)
    start = stop
  }
  return rows
}

/** @returns `too-long` where Kite takes fewer days by now; how many, it said, and is remembered */
async function fetchWindow(
  context: Context,
  { token, instrument, interval, signal }: Request,
  from: Timestamp,
  to: Timestamp,
): Promise<readonly Row[] | 'too-long'> {
  const what = `${interval.name} candles of ${instrument}`
  // The end belongs to the range at Kite, and candles open with whole seconds.
  const [first, last] = [timeText(from), timeText(to - 1)]
  const answer = await context.client.ask(
    (kite) => kite.getHistoricalData(token, interval.name as never, first, last, false, false),
    { signal },
  )
  if ('refused' in answer) {
    const { reason } = answer.refused
    const most = Number(/exceeds max limit: (\d+) days/i.exec(reason)?.[1])
    // Where it says the very number that was kept to, it counts days in another way.
    const fewer = Math.min(most, (context.mostDays.get(interval.name) ?? interval.mostDays) - 1)
    if (fewer >= 1) {
      context.mostDays.set(interval.name, fewer)
      return 'too-long'
    }
    if (/invalid (?:instrument.?)?token/i.test(reason)) throw notThere(instrument, reason)
    if (/invalid interval/i.test(reason)) throw noInterval(what, reason)
    throw refused(what, answer.refused)
  }
  const read = readCandles(answer.data)
  const expected = 'a list of candles with a time, prices above 0 and a volume'
  if (read === undefined || (read.rows.length === 0 && read.skipped > 0)) throw unbelievable(what, 'candles', expected)
  if (read.skipped > 0)
    context.tally('warn', 'candles could not be believed and were left out', { rows: read.skipped, instrument })
  return read.rows
}

function stampOf({ openOfDay }: Context, instrument: InstrumentId, { barMs }: Interval, time: Timestamp): Timestamp {
  return barMs === dayMs ? openOfDay(exchangeOf(instrument), midnightOf(time)) : time
}

function noTimeframe(timeframe: string): ShagunError {
  const message = `${source} has no bars of ${timeframe}; expected one of ${timeframes.join(', ')}. Resample others from these.`
  return new ShagunError('unsupported', message, { details: { feature: `${timeframe} bars`, by: source } })
}

function noAdjustment(adjustment: string): ShagunError {
  const message = `${source} does not say what its prices are adjusted for, so none of them count as adjusted for ${adjustment}. Ask for 'none', or another provider.`
  return new ShagunError('unsupported', message, {
    details: { feature: `bars adjusted for ${adjustment}`, by: source },
  })
}

function noInterval(what: string, reason: string): ShagunError {
  const message = `${source} does not serve ${what}: ${reason.slice(0, 200)}. Ask for another timeframe.`
  return new ShagunError('unsupported', message, { details: { feature: what, by: source } })
}

function notThere(instrument: InstrumentId, reason: string): ShagunError {
  const message = `${source} has no history of ${instrument}: ${reason.slice(0, 200)}. It may have expired; ask another provider.`
  return new ShagunError('not-found', message, { details: { source, name: instrument } })
}

/** Also of times that are none. */
function reversed(from: Timestamp, to: Timestamp): ShagunError {
  const expected = `epoch milliseconds up to those of \`to\`, which is ${to}`
  return new ShagunError('invalid-options', `The bars are asked from ${from}; expected ${expected}.`, {
    details: { option: 'from', value: String(from), expected },
  })
}
