import { barClose } from '../model/bar-period.ts'
import type { Bar } from '../model/bars.ts'
import type { Calendar } from '../model/calendar.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Label } from '../model/label.ts'
import type { Quote } from '../model/quote.ts'
import { isTimeframe, noTimeframe, type Timeframe, type Timestamp } from '../model/time.ts'
import type { TickReport } from '../ports/data-provider.ts'
import type { Environment } from '../ports/environment.ts'
import type { LabeledQuote } from '../ports/quote-cache.ts'
import type { TimeRange } from '../ports/storage.ts'
import { createBulkhead } from '../resilience/bulkhead.ts'
import { inTime } from '../resilience/in-time.ts'
import { longestPart } from './capability.ts'
import { createFeeds, type Heard, type StreamOptions } from './feeds.ts'
import { type Calendars, calendarOf, createDueSince } from './freshness.ts'
import type { Source } from './health.ts'
import type { LabeledBars } from './history.ts'
import { delayOf, faultOfReport, timeOf } from './judge-report.ts'
import { createLiveBars, type LiveBars } from './live-bars.ts'
import type { ProviderSwitch } from './route.ts'
import type { Subscriber } from './subscriber.ts'
import type { BarUpdate, MarketUpdate, QuoteUpdate } from './updates.ts'

/** What one subscriber wants to hear. */
export interface Interest {
  readonly instruments: readonly InstrumentId[]
  /** Default: all. */
  readonly types?: readonly MarketUpdate['type'][]
  /** Bars that are told as they close, made of whatever the stream brings. Default: those that it reports itself. */
  readonly timeframes?: readonly Timeframe[]
}

/** One upstream subscription an instrument, and all who listen to it. */
export interface Stream {
  /** Resolves once a source streams all of them. */
  add(interest: Interest, subscriber: Subscriber): Promise<void>
  remove(subscriber: Subscriber): void
  /** The newest quote that the stream has brought; `undefined` where nobody listens. */
  latest(instrument: InstrumentId): LabeledQuote | undefined
}

interface Listening {
  readonly subscriber: Subscriber
  readonly types: ReadonlySet<string> | undefined
  readonly timeframes: ReadonlySet<Timeframe>
}

interface Topic {
  readonly instrument: InstrumentId
  readonly calendar: Calendar | undefined
  /** Replaced as a whole, so that who leaves while being told disturbs nobody. */
  listening: readonly Listening[]
  /** The shortest first; replaced as a whole, too. */
  bars: readonly LiveBars[]
  /** Who was heard last. */
  source: Source | undefined
  isLost: boolean
  lastDepth: Timestamp
  /** Of the bars that were told as they came. */
  lastBars: Map<Timeframe, Timestamp>
  latest: QuoteUpdate | undefined
  /** The latest of before the line was lost: it holds where the line comes back with the same. */
  unconfirmed: QuoteUpdate | undefined
  lastTrade: Timestamp
  /** What is not after it has been told already, by the source before. */
  floor: Timestamp
  dueSince: { readonly delayedBySec: number; readonly of: (now: Timestamp) => Timestamp } | undefined
}

const noAttempts: Label['attempts'] = Object.freeze([])
/** So many gaps are made up for at once. */
const mostHealing = 4
/** A bar that has to wait longer for its history is told without. */
const healWithinMs = 30_000

export function createStream(
  sources: readonly Source[],
  calendars: Calendars,
  environment: Environment,
  options: StreamOptions & { readonly toleranceMs?: number },
  fetchBars: (
    instrument: InstrumentId,
    timeframe: Timeframe,
    range: TimeRange,
    signal: AbortSignal,
  ) => Promise<LabeledBars>,
  switched: (change: ProviderSwitch) => void,
): Stream {
  const { barGraceMs = 1_000, toleranceMs = 60_000 } = options
  const { clock, timers, log } = environment
  const topics = new Map<InstrumentId, Topic>()
  const interests = new Map<Subscriber, readonly InstrumentId[]>()
  const healing = createBulkhead(mostHealing, Number.POSITIVE_INFINITY)
  const feeds = createFeeds(sources, calendars, environment, options, {
    hear,
    weigh: (instrument, report, source) => judge(topics.get(instrument), report, source, clock.now()),
    lost(instruments, { id }, cause) {
      const now = clock.now()
      for (const topic of topicsOf(instruments)) {
        topic.isLost = true
        for (const bars of topic.bars) bars.lost(now)
        if (topic.latest === undefined || topic.latest.stale) continue
        topic.unconfirmed = topic.latest
        topic.latest = { ...topic.latest, stale: true }
      }
      announce(instruments, 'lost', (told) => ({ type: 'lost', source: id, cause, instruments: told }))
    },
    restored(instruments, { id }, gap) {
      resume(instruments, gap)
      announce(instruments, 'restored', (told) => ({ type: 'restored', source: id, instruments: told, gap }))
    },
    switched(instruments, from, to, reason, gap) {
      for (const topic of topicsOf(instruments)) topic.dueSince = undefined
      resume(instruments, gap)
      switched({ ask: 'stream', from: from.id, to: to.id, reason })
      announce(instruments, 'switched', (told) => ({
        type: 'switched',
        from: from.id,
        to: to.id,
        reason,
        instruments: told,
        gap,
      }))
    },
  })

  function topicsOf(instruments: readonly InstrumentId[]): readonly Topic[] {
    return instruments.flatMap((instrument) => topics.get(instrument) ?? [])
  }

  function resume(instruments: readonly InstrumentId[], gap: TimeRange): void {
    for (const topic of topicsOf(instruments)) {
      topic.isLost = false
      topic.floor = Math.max(topic.latest?.asOf ?? Number.NEGATIVE_INFINITY, topic.lastTrade)
      for (const bars of topic.bars) {
        bars.lost(gap.from)
        bars.restored(clock.now())
      }
    }
  }

  /** News of the line, to each listener once, about the instruments that are its own. */
  function announce(
    instruments: readonly InstrumentId[],
    type: MarketUpdate['type'],
    update: (told: readonly InstrumentId[]) => MarketUpdate,
  ): void {
    const heard = new Map<Subscriber, InstrumentId[]>()
    for (const { instrument, listening } of topicsOf(instruments))
      for (const { subscriber, types } of listening) {
        if (types !== undefined && !types.has(type)) continue
        const own = heard.get(subscriber)
        if (own === undefined) heard.set(subscriber, [instrument])
        else if (own.at(-1) !== instrument) own.push(instrument)
      }
    for (const [subscriber, own] of heard) subscriber.deliver(update(own))
  }

  function judge(topic: Topic | undefined, report: TickReport, source: Source, now: Timestamp): Heard {
    if (topic === undefined) return 'old'
    const fault = faultOfReport(report, topic.calendar, now)
    if (fault !== undefined) {
      log.warn(`${source.id} sent a ${report.type} of ${topic.instrument} that cannot be: ${fault}. It is left out.`)
      return 'insane'
    }
    if (report.type === 'bar') return 'news'
    return timeOf(report) < dueOf(topic, report, source, now) ? 'old' : 'news'
  }

  function dueOf(topic: Topic, report: TickReport, { provider }: Source, now: Timestamp): Timestamp {
    const delayedBySec = delayOf(report, provider.supports.delayedBySec)
    if (topic.dueSince?.delayedBySec !== delayedBySec)
      topic.dueSince = { delayedBySec, of: createDueSince(delayedBySec * 1000 + toleranceMs, topic.calendar) }
    return topic.dueSince.of(now)
  }

  function hear(instrument: InstrumentId, report: TickReport, source: Source): Heard {
    const topic = topics.get(instrument)
    const now = clock.now()
    const heard = judge(topic, report, source, now)
    if (heard === 'insane' || topic === undefined) return heard
    if (topic.source !== source) follow(topic, source)
    switch (report.type) {
      case 'quote': {
        const { quote } = report
        const { latest } = topic
        if (quote.time <= topic.floor) {
          confirm(topic, quote, source, now)
          return heard
        }
        if (latest !== undefined && quote.time < latest.asOf) return heard
        const update: QuoteUpdate = {
          ...labelOf(instrument, quote, report, source, now, heard),
          type: 'quote',
          quote: quote.instrument === instrument ? quote : { ...quote, instrument },
        }
        topic.latest = update
        if (heard === 'news') for (const bars of topic.bars) bars.addQuote(update.quote)
        deliver(topic, update)
        return heard
      }
      case 'trade': {
        const { trade } = report
        if (trade.time <= topic.floor) return heard
        if (trade.time > topic.lastTrade) topic.lastTrade = trade.time
        if (heard === 'news') for (const bars of topic.bars) bars.addTrade(trade)
        deliver(topic, {
          ...labelOf(instrument, trade, report, source, now, heard),
          type: 'trade',
          trade: trade.instrument === instrument ? trade : { ...trade, instrument },
        })
        return heard
      }
      case 'depth': {
        const { depth } = report
        if (depth.time <= topic.floor || depth.time < topic.lastDepth) return heard
        topic.lastDepth = depth.time
        deliver(topic, {
          ...labelOf(instrument, depth, report, source, now, heard),
          type: 'depth',
          depth: depth.instrument === instrument ? depth : { ...depth, instrument },
        })
        return heard
      }
      case 'bar':
        barReported(topic, report.bar, now)
        return heard
    }
  }

  /** A line that has come back tells how things stand: where that is what it said last, nothing was missed. */
  function confirm(topic: Topic, quote: Quote, { id }: Source, receivedAt: Timestamp): void {
    const { unconfirmed: before } = topic
    const isRepeated = before?.source === id && before.asOf === quote.time && before.quote.last === quote.last
    if (!isRepeated || topic.latest?.asOf !== before.asOf) return
    topic.unconfirmed = undefined
    topic.latest = { ...before, receivedAt }
    deliver(topic, { ...topic.latest, type: 'confirmed' })
  }

  /** A bar that the source says is complete; the longer ones of its kind are made of it. */
  function barReported(topic: Topic, bar: Bar, now: Timestamp): void {
    const { listening, bars } = topic
    if (listening.some(hearsReported)) {
      const isNew = !(bar.time <= topic.lastBars.get(bar.timeframe)!)
      if (isNew) {
        topic.lastBars.set(bar.timeframe, bar.time)
        const update = liveBar(topic, bar, false, now, now)
        for (const each of listening) if (hearsReported(each)) each.subscriber.deliver(update)
      }
    }
    for (let i = 0; i < bars.length; i++) {
      const each = bars[i]!
      // What comes unannounced takes the place of ticks, too.
      if (each.timeframe === bar.timeframe) each.makeOf(bar.timeframe)
      each.addBar(bar)
    }
  }

  /** What the bars are made of depends on what their source reports. */
  function follow(topic: Topic, source: Source): void {
    topic.source = source
    for (const bars of topic.bars) bars.makeOf(partOf(topic, bars.timeframe))
  }

  function partOf({ source, calendar }: Topic, timeframe: Timeframe): Timeframe | undefined {
    const { streamsBars = [] } = source?.provider.supports ?? {}
    return streamsBars.includes(timeframe) ? timeframe : longestPart(streamsBars, timeframe, calendar)
  }

  function deliver(topic: Topic, update: MarketUpdate): void {
    const { listening } = topic
    for (let i = 0; i < listening.length; i++) {
      const { types, subscriber } = listening[i]!
      if (types === undefined || types.has(update.type)) subscriber.deliver(update)
    }
  }

  function startBars(topic: Topic, timeframe: Timeframe): LiveBars {
    const { instrument, calendar } = topic
    const bars = createLiveBars({
      instrument,
      timeframe,
      calendar,
      environment,
      graceMs: barGraceMs,
      delayMs: () => (topic.latest?.delayedBySec ?? 0) * 1000,
      // All that close at one moment are told of together, the shortest first.
      due(close) {
        for (const bars of topic.bars) bars.advance(close)
      },
      fetchMissed: (range) => fetchMissed(instrument, timeframe, range),
      told(bar, isPartial, close, history) {
        const now = clock.now()
        const update =
          history === undefined
            ? liveBar(topic, bar, isPartial, close ?? now, now)
            : { ...labelOfHistory(history), type: 'bar' as const, bar, origin: 'history' as const, isPartial }
        const { listening } = topic
        for (let i = 0; i < listening.length; i++) {
          const { timeframes, types, subscriber } = listening[i]!
          if (timeframes.has(timeframe) && (types === undefined || types.has('bar'))) subscriber.deliver(update)
        }
      },
    })
    bars.makeOf(partOf(topic, timeframe))
    return bars
  }

  /** Of bars that close together the shortest is told first. */
  function withBars(topic: Topic, timeframes: readonly Timeframe[]): Topic['bars'] {
    const started = timeframes.map((timeframe) => startBars(topic, timeframe))
    return [...topic.bars, ...started].sort((a, b) => barClose(0, a.timeframe) - barClose(0, b.timeframe))
  }

  async function fetchMissed(
    instrument: InstrumentId,
    timeframe: Timeframe,
    range: TimeRange,
  ): Promise<LabeledBars | undefined> {
    const late = (): Error => new Error('They did not come in time.')
    try {
      return await inTime(timers, healWithinMs, late, async (signal) => {
        const leave = await healing.enter(signal)
        try {
          return await fetchBars(instrument, timeframe, range, signal)
        } finally {
          leave?.()
        }
      })
    } catch (cause) {
      log.warn(`The ${timeframe} bars of ${instrument} that were missed could not be fetched.`, { cause })
      return undefined
    }
  }

  /** Goes first into an update: only there does spreading cost nothing, and every tick comes by here. */
  function labelOf(
    asked: InstrumentId,
    { instrument, time }: { readonly instrument: InstrumentId; readonly time: Timestamp },
    report: TickReport,
    source: Source,
    now: Timestamp,
    heard: Heard,
  ): Label {
    const label: Label = {
      source: source.id,
      asOf: time,
      receivedAt: now,
      delayedBySec: delayOf(report, source.provider.supports.delayedBySec),
      adjustment: 'none',
      stale: heard === 'old',
      attempts: noAttempts,
    }
    return instrument === asked ? label : { ...label, servedAs: instrument }
  }

  return {
    add({ instruments, types, timeframes = [] }, subscriber) {
      for (const timeframe of timeframes) if (!isTimeframe(timeframe)) throw noTimeframe(timeframe)
      feeds.check(instruments)
      const distinct = [...new Set(instruments)]
      interests.set(subscriber, distinct)
      const listening = {
        subscriber,
        types: types === undefined ? undefined : new Set<string>(types),
        timeframes: new Set(timeframes),
      }
      for (const instrument of distinct) {
        const topic = topics.get(instrument) ?? createTopic(instrument, calendarOf(calendars, instrument))
        topics.set(instrument, topic)
        topic.listening = [...topic.listening, listening]
        const missing = timeframes.filter((timeframe) => !topic.bars.some((bars) => bars.timeframe === timeframe))
        if (missing.length > 0) topic.bars = withBars(topic, missing)
      }
      return feeds.want(distinct)
    },
    remove(subscriber) {
      const unheard: InstrumentId[] = []
      for (const topic of topicsOf(interests.get(subscriber) ?? [])) {
        topic.listening = topic.listening.filter((each) => each.subscriber !== subscriber)
        const isHeard = ({ timeframe }: LiveBars): boolean =>
          topic.listening.some(({ timeframes }) => timeframes.has(timeframe))
        for (const bars of topic.bars) if (!isHeard(bars)) bars.end()
        topic.bars = topic.bars.filter(isHeard)
        if (topic.listening.length > 0) continue
        topics.delete(topic.instrument)
        unheard.push(topic.instrument)
      }
      interests.delete(subscriber)
      feeds.release(unheard)
    },
    latest: (instrument) => topics.get(instrument)?.latest,
  }
}

function hearsReported({ timeframes, types }: Listening): boolean {
  return timeframes.size === 0 && (types === undefined || types.has('bar'))
}

/** A bar that was made of what a stream brought, or came with it. */
function liveBar(
  { source, latest, isLost }: Topic,
  bar: Bar,
  isPartial: boolean,
  asOf: Timestamp,
  receivedAt: Timestamp,
): BarUpdate {
  return {
    type: 'bar',
    bar,
    source: source?.id ?? '',
    asOf,
    receivedAt,
    delayedBySec: latest?.delayedBySec ?? source?.provider.supports.delayedBySec ?? 0,
    adjustment: 'none',
    stale: isLost,
    attempts: noAttempts,
    origin: 'stream',
    isPartial,
  }
}

function labelOfHistory({ bars: _, madeOf: __, ...label }: LabeledBars): Label {
  return label
}

function createTopic(instrument: InstrumentId, calendar: Calendar | undefined): Topic {
  return {
    instrument,
    calendar,
    listening: [],
    bars: [],
    source: undefined,
    isLost: false,
    lastDepth: Number.NEGATIVE_INFINITY,
    lastBars: new Map(),
    latest: undefined,
    unconfirmed: undefined,
    lastTrade: Number.NEGATIVE_INFINITY,
    floor: Number.NEGATIVE_INFINITY,
    dueSince: undefined,
  }
}
