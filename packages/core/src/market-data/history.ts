import { invalidOption } from '../errors.ts'
import { barClose, createPeriods } from '../model/bar-period.ts'
import { type Bars, barsBetween, createBars, joinBars, rowFrom } from '../model/bars.ts'
import type { Calendar } from '../model/calendar.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Label } from '../model/label.ts'
import { isTimeframe, noTimeframe, type Timeframe, type Timestamp } from '../model/time.ts'
import type { BarQuery, DataProvider } from '../ports/data-provider.ts'
import type { Environment } from '../ports/environment.ts'
import type { BarSeries, BarStore, StoredBars, TimeRange } from '../ports/storage.ts'
import { inTime } from '../resilience/in-time.ts'
import { createSingleFlight } from '../resilience/single-flight.ts'
import { longestPart, servedAs } from './capability.ts'
import { type Calendars, calendarOf } from './freshness.ts'
import type { Source } from './health.ts'
import { believeBars, hasSession, isDoubtful, settledUntil } from './judge-bars.ts'
import { missingFrom } from './ranges.ts'
import { resample } from './resample.ts'
import { type Judged, labelOf, type Question, type Route } from './route.ts'

/** How long history may take. */
export interface HistoryOptions {
  /** How long one provider may take, in milliseconds; 20 s by default. */
  readonly attemptTimeoutMs?: number
  /** How long all of them may take together; a minute by default. */
  readonly deadlineMs?: number
  /** For how long the same question has the same answer, in milliseconds; 1 s by default. */
  readonly freshMs?: number
}

/** History of one source, with where it comes from. */
export interface LabeledBars extends Label {
  readonly bars: Bars
  /** The shorter bars that these were made of, where their source has none as long. */
  readonly madeOf?: Timeframe
}

/** The last so many complete bars. */
export interface LatestBarsQuery extends Omit<BarQuery, 'from' | 'to'> {
  /** How many bars, at most. */
  readonly count: number
}

/** History on request: what the store holds of a source, and only what is missing from the source itself. */
export interface History {
  fetchBars(query: BarQuery, signal?: AbortSignal): Promise<LabeledBars>
  fetchLatestBars(query: LatestBarsQuery, signal?: AbortSignal): Promise<LabeledBars>
}

/** More gaps than that are fetched as one. */
const mostGaps = 4
const mostLatest = 1_000_000
const storeMs = 2_000
const dayMs = 86_400_000

export function createHistory(
  sources: readonly Source[],
  route: Route,
  store: BarStore | undefined,
  calendars: Calendars,
  { clock, timers, log }: Environment,
  options: HistoryOptions,
): History {
  const patience = { attemptTimeoutMs: options.attemptTimeoutMs ?? 20_000, deadlineMs: options.deadlineMs ?? 60_000 }
  const freshMs = options.freshMs ?? 1_000
  const share = createSingleFlight<LabeledBars>()
  const answered = new Map<string, { readonly at: Timestamp; readonly bars: LabeledBars }>()

  function questionOf(query: BarQuery, calendar: Calendar | undefined): Question<InstrumentId, Bars> {
    const { timeframe, adjustment } = query
    const loaded = new Map<Source, Promise<StoredBars>>()
    /** Read once a question; what is kept next to the range tells as well whether the series has been rewritten. */
    const heldOf = (source: Source, asked: BarQuery): Promise<StoredBars> => {
      const besideMs = 14 * dayMs + 3 * barClose(0, timeframe)
      const range = { from: asked.from - besideMs, to: asked.to + besideMs }
      const held = loaded.get(source) ?? load(seriesOf(source.provider, asked), range)
      loaded.set(source, held)
      return held
    }
    return {
      ask: 'bars',
      describe: ([instrument]) =>
        `${timeframe} bars of ${instrument}${adjustment === undefined ? '' : ` adjusted: ${adjustment}`}`,
      nameAt({ provider }, instrument) {
        const { timeframes, adjusted } = provider.supports
        const isCapable = timeframes.includes(timeframe) && (adjustment === undefined || adjusted.includes(adjustment))
        return isCapable ? servedAs(provider, instrument) : undefined
      },
      async recall(source, name) {
        if (store === undefined) return undefined
        const asked = { ...query, instrument: name }
        const range = rangeOf(asked, calendar)
        const { bars, known } = await heldOf(source, asked)
        const isWhole = gapsIn(range, known, calendar).length === 0 && known.length > 0
        return isWhole ? judged(barsBetween(bars, range.from, range.to), asked, source.provider, calendar) : undefined
      },
      async fetchFrom(source, [name], signal) {
        const asked = { ...query, instrument: name! }
        const bars = await fetchMissing(source, asked, () => heldOf(source, asked), calendar, signal)
        return new Map([[name!, judged(bars, asked, source.provider, calendar)]])
      },
    }
  }

  /** What has no session in it holds no bars, and need not be asked for. */
  function gapsIn(range: TimeRange, known: readonly TimeRange[], calendar: Calendar | undefined): readonly TimeRange[] {
    const gaps = missingFrom(range, known)
    return calendar === undefined ? gaps : gaps.filter((gap) => hasSession(gap, calendar))
  }

  /** A range as far as its bars can be complete by now. */
  function rangeOf({ from, to, timeframe }: BarQuery, calendar: Calendar | undefined): TimeRange {
    return { from, to: Math.min(to, settledUntil(clock.now(), timeframe, calendar)) }
  }

  async function load(series: BarSeries, range: TimeRange): Promise<StoredBars> {
    const nothing = { bars: createBars(series.instrument, series.timeframe, []), known: [] }
    if (store === undefined || range.from >= range.to) return nothing
    try {
      return await soonEnough(() => store.load(series, range))
    } catch (cause) {
      log.warn(`Stored history of ${series.instrument} could not be read; it is fetched anew.`, { cause })
      return nothing
    }
  }

  async function save(series: BarSeries, bars: Bars, known: TimeRange): Promise<void> {
    if (store === undefined || known.from >= known.to) return
    try {
      await soonEnough(() => store.save(series, barsBetween(bars, known.from, known.to), known))
    } catch (cause) {
      log.warn(`History of ${series.instrument} could not be stored; it will be fetched again.`, { cause })
    }
  }

  async function fetchMissing(
    { provider, id }: Source,
    query: BarQuery,
    load: () => Promise<StoredBars>,
    calendar: Calendar | undefined,
    signal: AbortSignal,
  ): Promise<Bars> {
    const series = seriesOf(provider, query)
    const ask = async (range: TimeRange): Promise<Bars> => {
      const asked = { ...query, ...range, adjustment: series.adjustment }
      return believeBars(await provider.fetchBars(asked, signal), asked, id, clock.now(), calendar)
    }
    if (store === undefined) return ask(query)
    const { from, to } = query
    const held = await load()
    const missing = gapsIn({ from, to }, held.known, calendar)
    const gaps = missing.length > mostGaps ? [{ from, to }] : missing
    const settledAt = clock.now() - provider.supports.delayedBySec * 1000 - 60_000
    const settled = settledUntil(settledAt, query.timeframe, calendar)
    const keep = (bars: Bars, range: TimeRange): Promise<void> =>
      save(series, bars, { from: range.from, to: Math.min(range.to, settled) })
    const parts = await fillGaps(held.bars, gaps, ask)
    if (parts !== undefined) {
      for (const { bars, range } of parts) await keep(bars, range)
      const known = missingFrom({ from, to }, gaps).map((range) => barsBetween(held.bars, range.from, range.to))
      return joinBars(query.instrument, query.timeframe, [
        ...known,
        ...parts.map(({ bars, gap }) => barsBetween(bars, gap.from, gap.to)),
      ])
    }
    log.warn(`${id} has rewritten its ${query.timeframe} bars of ${query.instrument}; they are fetched anew.`)
    await forget(series)
    const whole = await ask(query)
    await keep(whole, query)
    return whole
  }

  async function forget(series: BarSeries): Promise<void> {
    try {
      await soonEnough(() => store!.forget(series))
    } catch (cause) {
      log.warn(`History of ${series.instrument} that was rewritten could not be forgotten.`, { cause })
    }
  }

  /** A store that hangs is as good as none, and no fault of the provider. */
  function soonEnough<T>(work: () => Promise<T>): Promise<T> {
    return inTime(timers, storeMs, () => new Error(`It took longer than ${storeMs} ms.`), work)
  }

  function judged(bars: Bars, query: BarQuery, provider: DataProvider, calendar: Calendar | undefined): Judged<Bars> {
    const { delayedBySec } = provider.supports
    const now = clock.now()
    const last = bars.length === 0 ? undefined : bars.time[bars.length - 1]!
    return {
      value: bars,
      asOf: last === undefined ? query.from : barClose(last, query.timeframe, calendar),
      isDoubtful: isDoubtful(bars, query, now, delayedBySec * 1000, calendar),
      delayedBySec,
      adjustment: seriesOf(provider, query).adjustment,
    }
  }

  async function fetchRange(query: BarQuery, signal?: AbortSignal): Promise<LabeledBars> {
    checkQuery(query)
    const { instrument, timeframe, from, to, adjustment } = query
    const key = `${instrument} ${timeframe} ${from} ${to} ${adjustment}`
    const known = answered.get(key)
    if (known !== undefined && clock.now() - known.at < freshMs) return known.bars
    return share(key, async (shared) => keep(key, await answer(query, shared)), signal)
  }

  async function answer(query: BarQuery, signal: AbortSignal): Promise<LabeledBars> {
    const { instrument, timeframe } = query
    const calendar = calendarOf(calendars, instrument)
    const candidates = sources.filter(({ provider }) => servedAs(provider, instrument) !== undefined)
    const isServed = candidates.some(({ provider }) => provider.supports.timeframes.includes(timeframe))
    const partAt = ({ provider }: Source) => longestPart(provider.supports.timeframes, timeframe, calendar)
    // Of those whose bars these can be made of, the first decides how.
    const part = isServed ? undefined : candidates.map(partAt).find((each) => each !== undefined)
    if (part !== undefined) {
      const periodAt = createPeriods(timeframe, calendar)
      const from = periodAt(query.from)?.open ?? query.from
      const to = periodAt(query.to - 1)?.close ?? query.to
      const made = await answer({ ...query, timeframe: part, from, to }, signal)
      const until = clock.now()
      const bars = resample(made.bars, timeframe, calendar, { until })
      return { ...made, bars: barsBetween(bars, query.from, query.to), madeOf: part }
    }
    const found = await route(questionOf(query, calendar), [instrument], patience, signal)
    const outcome = found.get(instrument)!
    if (outcome instanceof Error) throw outcome
    const { value, servedAs: name } = outcome
    const bars = name === instrument ? value : createBars(instrument, timeframe, value)
    return { bars, ...labelOf(instrument, outcome) }
  }

  function keep(key: string, bars: LabeledBars): LabeledBars {
    const now = clock.now()
    for (const [old, { at }] of answered) {
      if (now - at < freshMs) break
      answered.delete(old)
    }
    answered.set(key, { at: now, bars })
    return bars
  }

  return {
    fetchBars: fetchRange,
    async fetchLatestBars({ count, ...query }, signal) {
      checkCount(count, query)
      const now = clock.now()
      const calendar = calendarOf(calendars, query.instrument)
      const from = reachBack(now, query.timeframe, count, calendar)
      // The bar that is open is none of them; so the question stays the same until it closes.
      const to = settledUntil(now, query.timeframe, calendar)
      const labeled = await fetchRange({ ...query, from, to }, signal)
      return { ...labeled, bars: labeled.bars.slice(Math.max(0, labeled.bars.length - count)) }
    },
  }
}

/** What fills a gap, and all that came with it: from the bar before to the bar after. */
interface Part {
  readonly gap: TimeRange
  readonly range: TimeRange
  readonly bars: Bars
}

/**
 * What fills the gaps, each fetched with the bars beside it that are there already.
 *
 * @returns `undefined` where those are not what they were: a corporate action has rewritten the history
 */
async function fillGaps(
  held: Bars,
  gaps: readonly TimeRange[],
  ask: (range: TimeRange) => Promise<Bars>,
): Promise<readonly Part[] | undefined> {
  const parts: Part[] = []
  for (const gap of gaps) {
    const before = held.time[rowFrom(held, gap.from) - 1]
    const after = held.time[rowFrom(held, gap.to)]
    const bars = await ask({ from: before ?? gap.from, to: after === undefined ? gap.to : after + 1 })
    if (before !== undefined && !isSameAt(held, bars, before)) return undefined
    if (after !== undefined && !isSameAt(held, bars, after)) return undefined
    parts.push({ gap, range: { from: before ?? gap.from, to: after ?? gap.to }, bars })
  }
  return parts
}

/** Vendors round; a split or a dividend moves more than that. */
const roundingPart = 1e-5

function isSameAt(a: Bars, b: Bars, time: Timestamp): boolean {
  const [i, j] = [rowFrom(a, time), rowFrom(b, time)]
  // Nothing to compare with says nothing.
  if (b.time[j] !== time) return true
  return Math.abs(a.close[i]! / b.close[j]! - 1) < roundingPart
}

function seriesOf({ id, supports }: DataProvider, { instrument, timeframe, adjustment }: BarQuery): BarSeries {
  return { instrument, timeframe, source: id, adjustment: adjustment ?? supports.adjusted[0] ?? 'none' }
}

/**
 * From when on there are that many bars up to now.
 *
 * Without a calendar: nights, weekends and holidays hold no bars. A venue that is open five hours on five days of the
 * week makes them in a seventh of the time; with ten days more, a few bars reach over the longest holidays.
 */
function reachBack(now: Timestamp, timeframe: Timeframe, count: number, calendar: Calendar | undefined): Timestamp {
  if (calendar === undefined) {
    const span = barClose(now, timeframe) - now
    return now - count * span * (span < 86_400_000 ? 8 : 3) - 864_000_000
  }
  const periodAt = createPeriods(timeframe, calendar)
  let at = now
  let left = count + 1
  // No further back than there are exchanges with computers.
  while (left > 0 && at > 0) {
    const lastOpen = calendar.isOpen(at) ? at : calendar.previousClose(at) - 1
    const period = periodAt(lastOpen)!
    const length = barClose(0, timeframe)
    const session = calendar.session(lastOpen)!
    // Within a session bars are as long as their timeframe, so that they need not be walked through.
    const within = length < 86_400_000 ? Math.min(left - 1, Math.floor((period.open - session.open) / length)) : 0
    at = period.open - within * length
    left -= 1 + within
    if (left > 0) at--
  }
  return at
}

/** @throws ShagunError `invalid-options` */
function checkQuery({ timeframe, from, to, instrument }: BarQuery): void {
  if (!isTimeframe(timeframe)) throw noTimeframe(timeframe)
  if (from < to && isMoment(from) && isMoment(to)) return
  const expected = 'a range whose `from` lies before its `to`, in epoch milliseconds'
  throw invalidOption(`The range of the bars of ${instrument} up to ${to} is from`, 'from', from, expected)
}

function isMoment(time: Timestamp): boolean {
  return Math.abs(time) <= 8.64e15
}

/** @throws ShagunError `invalid-options` */
function checkCount(count: number, { instrument, timeframe }: Omit<LatestBarsQuery, 'count'>): void {
  if (!isTimeframe(timeframe)) throw noTimeframe(timeframe)
  if (Number.isInteger(count) && count > 0 && count <= mostLatest) return
  const expected = `a whole number from 1 to ${mostLatest}`
  throw invalidOption(`The number of bars of ${instrument} is`, 'count', count, expected)
}
