import { type AnyShagunError, isShagunError, ShagunError } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Quote } from '../model/quote.ts'
import type { Timestamp } from '../model/time.ts'
import type { DataProvider } from '../ports/data-provider.ts'
import type { Environment } from '../ports/environment.ts'
import type { LabeledQuote, QuoteCache } from '../ports/quote-cache.ts'
import { untilAborted } from '../resilience/cancellation.ts'
import { inTime } from '../resilience/in-time.ts'
import { servedAs } from './capability.ts'
import { notKnown } from './failures.ts'
import { type Calendars, calendarOf, dueSince } from './freshness.ts'
import { createJumpJudge } from './judge-jump.ts'
import { faultOfQuote, insane, isAuction } from './judge-quote.ts'
import { type Judged, labelOf, type Question, type Route, type Routed } from './route.ts'

/** How old quotes may be, and how long one may take. */
export interface QuoteOptions {
  /** How long one is served again without asking, in milliseconds; 1 s by default. */
  readonly freshMs?: number
  /** How much longer it is served, marked as stale, while a newer one is asked for; 4 s by default. */
  readonly staleMs?: number
  /** How long it is served, marked as stale, where nobody can be reached; a minute by default. */
  readonly staleIfErrorMs?: number
  /** How long one provider may take, in milliseconds; 3 s by default. */
  readonly attemptTimeoutMs?: number
  /** How long all of them may take together; 10 s by default. */
  readonly deadlineMs?: number
  /** How far behind the delay that a provider declares a quote may be while the venue trades; a minute by default. */
  readonly toleranceMs?: number
  /** The largest part of its price by which an instrument can move within a day, as 0.5 for half; what moves further is left out until it is said again, later or by another source. Default: any. */
  readonly maxJump?: number
}

/** What a caller can live with. */
export interface FetchQuoteOptions {
  /** `false` where a stale quote is worse than none, as for risk. Default: `true`. */
  readonly allowStale?: boolean
  readonly signal?: AbortSignal
}

/** Quotes as they came, and why the others did not. */
export interface QuoteAnswers {
  readonly quotes: ReadonlyMap<InstrumentId, LabeledQuote>
  readonly failures: ReadonlyMap<InstrumentId, AnyShagunError>
}

/** Quotes on request: from the stream, else from the cache, else from the first provider that has them. */
export interface Quotes {
  fetchQuotes(instruments: readonly InstrumentId[], options?: FetchQuoteOptions): Promise<QuoteAnswers>
}

type Outcome = LabeledQuote | AnyShagunError

/** A cache that hangs is as good as none. */
const cacheMs = 250

export function createQuotes(
  route: Route,
  cache: QuoteCache,
  calendars: Calendars,
  environment: Environment,
  options: QuoteOptions,
  /** The latest of a stream that stands. */
  live: (instrument: InstrumentId) => LabeledQuote | undefined,
): Quotes {
  const { freshMs = 1_000, staleMs = 4_000, staleIfErrorMs = 60_000, toleranceMs = 60_000, maxJump } = options
  const patience = { attemptTimeoutMs: options.attemptTimeoutMs ?? 3_000, deadlineMs: options.deadlineMs ?? 10_000 }
  const { clock, timers, log } = environment
  const asked = new Map<InstrumentId, Promise<Outcome>>()
  const faultOfJump = createJumpJudge(calendars, maxJump)

  const question: Question<InstrumentId, Quote> = {
    ask: 'quotes',
    describe: (instruments) => `quotes of ${instruments.join(', ')}`,
    nameAt: ({ provider }, instrument) =>
      provider.fetchQuotes === undefined ? undefined : servedAs(provider, instrument),
    isSame(old, newer) {
      const calendar = calendarOf(calendars, old.instrument)
      const isSameDay = calendar !== undefined && calendar.day(old.time).date === calendar.day(newer.time).date
      return isSameDay && old.last === newer.last && isSameOrNone(old.volume, newer.volume)
    },
    async fetchFrom({ provider, id }, names, signal) {
      const { quotes, missing, failures } = await provider.fetchQuotes!(names, signal)
      const now = clock.now()
      const answers = new Map<InstrumentId, Judged<Quote> | AnyShagunError>()
      for (const name of missing) answers.set(name, failures?.get(name) ?? notKnown(id, name))
      for (const quote of quotes)
        if (names.includes(quote.instrument)) answers.set(quote.instrument, judge(quote, provider, now))
      return answers
    },
  }

  function judge(quote: Quote, provider: DataProvider, now: Timestamp): Judged<Quote> | AnyShagunError {
    const { instrument, time } = quote
    const calendar = calendarOf(calendars, instrument)
    const delayedBySec = quote.delayedBySec ?? provider.supports.delayedBySec
    const isDoubtful = time < dueSince(now, delayedBySec * 1000 + toleranceMs, calendar)
    const fault =
      faultOfQuote(quote, now, () => isAuction(calendar, now)) ?? faultOfJump(quote, provider.id, isDoubtful)
    if (fault !== undefined) return insane(provider.id, instrument, fault)
    return { value: quote, asOf: time, isDoubtful, delayedBySec, adjustment: 'none' }
  }

  /** Asks for all of them at once; whoever asks for one of them meanwhile waits for the same answer. */
  function ask(instruments: readonly InstrumentId[]): void {
    const answers = route(question, instruments, patience)
    void answers.then(keep, () => {})
    for (const instrument of instruments) {
      const answer = answers.then((found): Outcome => {
        const one = found.get(instrument)!
        return one instanceof Error ? one : labeledQuote(instrument, one)
      })
      asked.set(instrument, answer)
      const forget = (): void => {
        if (asked.get(instrument) === answer) asked.delete(instrument)
      }
      answer.then(forget, forget)
    }
  }

  async function keep(found: ReadonlyMap<InstrumentId, Routed<Quote, InstrumentId> | AnyShagunError>): Promise<void> {
    const quotes = [...found].flatMap(([instrument, one]) =>
      one instanceof Error ? [] : labeledQuote(instrument, one),
    )
    if (quotes.length === 0) return
    await fromCache('be written', async () => cache.save(quotes, Math.max(freshMs + staleMs, staleIfErrorMs)))
  }

  async function fromCache<T>(doing: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await inTime(timers, cacheMs, () => new Error(`It took longer than ${cacheMs} ms.`), work)
    } catch (cause) {
      log.warn(`The cache of quotes could not ${doing}; it is done without.`, { cause })
      return undefined
    }
  }

  return {
    async fetchQuotes(instruments, { allowStale = true, signal } = {}) {
      signal?.throwIfAborted()
      const outcomes = new Map<InstrumentId, Outcome>()
      for (const instrument of new Set(instruments)) {
        const latest = live(instrument)
        if (latest !== undefined && !latest.stale) outcomes.set(instrument, latest)
      }
      const others = [...new Set(instruments)].filter((instrument) => !outcomes.has(instrument))
      const cached = new Map<InstrumentId, LabeledQuote>()
      if (others.length > 0)
        for (const one of (await fromCache('be read', async () => cache.load(others))) ?? [])
          cached.set(one.quote.instrument, one)
      const now = clock.now()
      const wanted: InstrumentId[] = []
      const awaited: InstrumentId[] = []
      for (const instrument of others) {
        const kept = cached.get(instrument)
        const age = kept === undefined ? Number.POSITIVE_INFINITY : now - kept.receivedAt
        if (kept !== undefined && age < freshMs && (allowStale || !kept.stale)) outcomes.set(instrument, kept)
        else {
          if (!asked.has(instrument)) wanted.push(instrument)
          if (kept !== undefined && allowStale && age < freshMs + staleMs)
            outcomes.set(instrument, { ...kept, stale: true })
          else awaited.push(instrument)
        }
      }
      if (wanted.length > 0) ask(wanted)
      const answers = Promise.all(
        awaited.map(async (instrument) => [instrument, await asked.get(instrument)!] as const),
      )
      for (const [instrument, outcome] of await (signal === undefined ? answers : untilAborted(signal, answers))) {
        const kept = cached.get(instrument)
        const isUsable = kept !== undefined && clock.now() - kept.receivedAt < staleIfErrorMs
        if (!(outcome instanceof Error))
          outcomes.set(instrument, allowStale || !outcome.stale ? outcome : stale(outcome))
        else if (isUsable && allowStale && isShagunError(outcome, 'unavailable'))
          outcomes.set(instrument, { ...kept, stale: true, attempts: outcome.details.attempts })
        else outcomes.set(instrument, outcome)
      }
      return sorted(instruments, outcomes)
    },
  }
}

/** An answer as its caller gets it: under the name that was asked for. */
function labeledQuote(instrument: InstrumentId, routed: Routed<Quote, InstrumentId>): LabeledQuote {
  const { value } = routed
  const quote = value.instrument === instrument ? value : { ...value, instrument }
  return { quote, ...labelOf(instrument, routed) }
}

function sorted(instruments: readonly InstrumentId[], outcomes: ReadonlyMap<InstrumentId, Outcome>): QuoteAnswers {
  const quotes = new Map<InstrumentId, LabeledQuote>()
  const failures = new Map<InstrumentId, AnyShagunError>()
  for (const instrument of instruments) {
    const outcome = outcomes.get(instrument)!
    if (outcome instanceof Error) failures.set(instrument, outcome)
    else quotes.set(instrument, outcome)
  }
  return { quotes, failures }
}

function isSameOrNone(a: number | undefined, b: number | undefined): boolean {
  return a === undefined || b === undefined || a === b
}

function stale({ quote: { instrument }, source, asOf, attempts }: LabeledQuote): AnyShagunError {
  const what = `a fresh quote of ${instrument}`
  const as = new Date(asOf).toISOString()
  const message = `Nobody has ${what}; the newest is of ${as}, by ${source}. Ask again later, or allow stale ones.`
  return new ShagunError('unavailable', message, { details: { what, attempts }, retryable: true })
}
