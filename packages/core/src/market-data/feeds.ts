import { type AnyShagunError, ShagunError } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timestamp } from '../model/time.ts'
import type { MarketReport } from '../ports/data-provider.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import type { TimeRange } from '../ports/storage.ts'
import { backoffMs } from '../resilience/backoff.ts'
import { servedAs } from './capability.ts'
import { type Calendars, calendarOf } from './freshness.ts'
import type { Source } from './health.ts'
import { pollEveryMs, pollQuotes } from './polling.ts'

/** When a stream is given up. */
export interface StreamOptions {
  /** How long a source may take to take a subscription, in milliseconds; 10 s by default. */
  readonly connectTimeoutMs?: number
  /** How long a source that lost its line may take to come back before another one takes over; 3 s by default. */
  readonly lostGraceMs?: number
  /** How long a source may say nothing new while the venue trades; 30 s by default, 0 for ever. */
  readonly silentAfterMs?: number
  /** How long after its end a bar that is made of ticks still waits for the last of them; 1 s by default. */
  readonly barGraceMs?: number
}

/** What was heard of a report: `news`, or something `old` or `insane`, which is no sign that all is well. */
export type Heard = 'news' | 'old' | 'insane'

/** Who is told what comes of the lines. */
export interface FeedListener {
  hear(instrument: InstrumentId, report: TickReport, source: Source): Heard
  /** Whether a report is one that could be passed on; for lines that are tried out. */
  weigh(instrument: InstrumentId, report: TickReport, source: Source): Heard
  lost(instruments: readonly InstrumentId[], source: Source, cause: string): void
  restored(instruments: readonly InstrumentId[], source: Source, gap: TimeRange): void
  switched(instruments: readonly InstrumentId[], from: Source, to: Source, reason: string, gap: TimeRange): void
}

/** A report about an instrument. */
export type TickReport = Extract<MarketReport, { readonly type: 'quote' | 'trade' | 'depth' | 'bar' }>

/** Which source streams which instrument, and who takes over when one falls silent. */
export interface Feeds {
  /** @throws ShagunError `unsupported` where no source could stream one of them */
  check(instruments: readonly InstrumentId[]): void
  /** Resolves once a source has taken them all; rejects where nobody could, and goes on trying. */
  want(instruments: readonly InstrumentId[]): Promise<void>
  release(instruments: readonly InstrumentId[]): void
  /** Who streams it now. */
  sourceOf(instrument: InstrumentId): Source | undefined
}

/** One subscription at a source. Instruments are added by further ones, and each ends when nobody wants any of it. */
interface Batch {
  /** By the name that the source knows them under. */
  readonly names: Map<InstrumentId, InstrumentId>
  end: Unsubscribe
  isEnded: boolean
}

/** All that one source streams. */
interface Line {
  readonly source: Source
  readonly batches: Set<Batch>
  lastSign: Timestamp
  insaneInARow: number
  lostSince: Timestamp | undefined
  /** What it still has to bring before it takes over; 0 once it has. */
  onTrial: number
  cancelWatch: Unsubscribe
  cancelGrace: Unsubscribe
}

const mostInsane = 5
const trialReports = 3
const retries = { firstMs: 1_000, maxMs: 30_000 }

export function createFeeds(
  sources: readonly Source[],
  calendars: Calendars,
  { clock, timers, random, log }: Environment,
  { connectTimeoutMs = 10_000, lostGraceMs = 3_000, silentAfterMs = 30_000 }: StreamOptions,
  listener: FeedListener,
): Feeds {
  const wanted = new Set<InstrumentId>()
  const placed = new Map<InstrumentId, Line>()
  const lines = new Map<Source, Line>()
  let failures = 0
  let cancelRetry: Unsubscribe | undefined
  const tryingOut = new Set<Source>()

  function canStream({ provider }: Source, instrument: InstrumentId): boolean {
    const streams = provider.subscribe !== undefined || pollEveryMs(provider) > 0
    return streams && servedAs(provider, instrument) !== undefined
  }

  function capable(instrument: InstrumentId): readonly Source[] {
    return sources.filter((source) => canStream(source, instrument))
  }

  function standing(instrument: InstrumentId, except?: Source): Source | undefined {
    return capable(instrument).find(
      (source) => source !== except && source.refusal() === undefined && !source.isHeld('stream'),
    )
  }

  /** Finds each instrument a source, the first that takes it. */
  async function place(instruments: readonly InstrumentId[]): Promise<void> {
    const errors: unknown[] = []
    const tried = new Map<InstrumentId, Set<Source>>()
    let left = instruments.filter((instrument) => wanted.has(instrument) && !placed.has(instrument))
    while (left.length > 0) {
      const groups = Map.groupBy(left, (instrument) => next(instrument, tried))
      left = []
      for (const [source, group] of groups) {
        if (source === undefined) continue
        for (const instrument of group) tried.set(instrument, (tried.get(instrument) ?? new Set<Source>()).add(source))
        try {
          await connect(source, group)
          failures = 0
        } catch (error) {
          errors.push(error)
          source.weigh(error)
          log.warn(`${source.id} could not stream ${group.join(', ')}.`, { cause: error })
          left.push(...group.filter((instrument) => !placed.has(instrument)))
          for (const instrument of group) {
            const other = standing(instrument, source)
            if (other !== undefined) holdBack(source, other)
          }
        }
      }
    }
    const unplaced = instruments.filter((instrument) => wanted.has(instrument) && !placed.has(instrument))
    if (unplaced.length === 0) return
    retryLater()
    throw nobodyStreams(unplaced, errors)
  }

  /** First those that stand, then those that another one streams in place of. */
  function next(instrument: InstrumentId, tried: ReadonlyMap<InstrumentId, ReadonlySet<Source>>): Source | undefined {
    const others = capable(instrument).filter(
      (source) => !tried.get(instrument)?.has(source) && source.refusal() === undefined,
    )
    return others.find((source) => !source.isHeld('stream')) ?? others[0]
  }

  function retryLater(): void {
    if (cancelRetry !== undefined) return
    failures++
    cancelRetry = timers.after(backoffMs(retries, failures, random), () => {
      cancelRetry = undefined
      const unplaced = [...wanted].filter((instrument) => !placed.has(instrument))
      // Who waits for it was told; what fails again is tried again.
      void place(unplaced).then(
        () => resumed(unplaced),
        () => {},
      )
    })
  }

  function resumed(instruments: readonly InstrumentId[]): void {
    const now = clock.now()
    const bySource = Map.groupBy(
      instruments.filter((instrument) => placed.has(instrument)),
      (instrument) => placed.get(instrument)!.source,
    )
    for (const [source, group] of bySource) listener.restored(group, source, { from: now, to: now })
  }

  async function connect(source: Source, instruments: readonly InstrumentId[]): Promise<void> {
    const line = lines.get(source) ?? createLine(source, 0)
    lines.set(source, line)
    await subscribe(line, instruments)
    for (const instrument of instruments) if (wanted.has(instrument)) placed.set(instrument, line)
    drop(line, (instrument) => !wanted.has(instrument))
  }

  function createLine(source: Source, onTrial: number): Line {
    return {
      source,
      batches: new Set(),
      lastSign: clock.now(),
      insaneInARow: 0,
      lostSince: undefined,
      onTrial,
      cancelWatch: () => {},
      cancelGrace: () => {},
    }
  }

  async function subscribe(line: Line, instruments: readonly InstrumentId[]): Promise<void> {
    const { provider, id } = line.source
    const names = new Map(instruments.map((instrument) => [servedAs(provider, instrument)!, instrument]))
    const batch: Batch = { names, end: () => {}, isEnded: false }
    const report = (heard: MarketReport): void => receive(line, batch, heard)
    line.batches.add(batch)
    // Reports may come before the subscription is said to be taken.
    if (line.onTrial === 0)
      for (const instrument of instruments) if (!placed.has(instrument)) placed.set(instrument, line)
    try {
      batch.end = await inTime(
        id,
        provider.subscribe === undefined
          ? pollQuotes(provider, [...names.keys()], report)
          : provider.subscribe([...names.keys()], report),
      )
    } catch (error) {
      endBatch(line, batch)
      for (const instrument of instruments) if (placed.get(instrument) === line) placed.delete(instrument)
      throw error
    }
    if (batch.isEnded) return batch.end()
    line.lastSign = clock.now()
    watch(line)
  }

  /** What comes too late is ended when it comes. */
  async function inTime(id: string, subscribing: Promise<Unsubscribe>): Promise<Unsubscribe> {
    const late = Promise.withResolvers<never>()
    const cancelTimer = timers.after(connectTimeoutMs, () => {
      void subscribing.then(
        (end) => end(),
        () => {},
      )
      late.reject(
        new ShagunError('unreachable', `${id} took no subscription within ${connectTimeoutMs} ms.`, {
          details: { source: id, why: 'timeout' },
          retryable: true,
        }),
      )
    })
    try {
      return await Promise.race([subscribing, late.promise])
    } finally {
      cancelTimer()
    }
  }

  function receive(line: Line, batch: Batch, report: MarketReport): void {
    if (batch.isEnded) return
    switch (report.type) {
      case 'lost':
        return lineLost(line, report.cause)
      case 'restored':
        return lineRestored(line)
      case 'alive':
        line.lastSign = clock.now()
        return
      default: {
        const name = subjectOf(report)
        const instrument = batch.names.get(name)
        if (instrument === undefined) return
        const isOnTrial = line.onTrial > 0
        if (!isOnTrial && placed.get(instrument) !== line) return
        const heard = isOnTrial
          ? listener.weigh(instrument, report, line.source)
          : listener.hear(instrument, report, line.source)
        if (heard === 'news') {
          line.lastSign = clock.now()
          line.insaneInARow = 0
          if (isOnTrial && --line.onTrial === 0) takeOver(line)
        } else if (heard === 'insane' && ++line.insaneInARow >= mostInsane) giveUp(line, 'it sends what cannot be')
      }
    }
  }

  function lineLost(line: Line, cause: string): void {
    if (line.lostSince !== undefined) return
    if (line.onTrial > 0) return giveUp(line, cause)
    line.lostSince = clock.now()
    line.cancelWatch()
    listener.lost(streamedBy(line), line.source, cause)
    line.cancelGrace = timers.after(lostGraceMs, () => giveUp(line, cause))
  }

  function lineRestored(line: Line): void {
    if (line.lostSince === undefined) return
    const gap = { from: line.lostSince, to: clock.now() }
    line.cancelGrace()
    line.lostSince = undefined
    line.lastSign = gap.to
    listener.restored(streamedBy(line), line.source, gap)
    watch(line)
  }

  function streamedBy(line: Line): readonly InstrumentId[] {
    return [...placed].filter(([, other]) => other === line).map(([instrument]) => instrument)
  }

  /** Looks whether a line that looks alive is: while its venues trade, something has to come. */
  function watch(line: Line): void {
    line.cancelWatch()
    if (silentAfterMs === 0 || line.lostSince !== undefined) return
    const { provider } = line.source
    const afterMs =
      provider.subscribe === undefined ? Math.max(silentAfterMs, 3 * pollEveryMs(provider)) : silentAfterMs
    const look = (): void => {
      const now = clock.now()
      const dueMs = line.lastSign + afterMs - now
      if (dueMs > 0) line.cancelWatch = timers.after(dueMs, look)
      else if (tradedAllAlong(line, now - afterMs, now)) giveUp(line, `it has said nothing new for ${afterMs / 1000} s`)
      else line.cancelWatch = timers.after(afterMs, look)
    }
    line.cancelWatch = timers.after(afterMs, look)
  }

  function tradedAllAlong(line: Line, from: Timestamp, to: Timestamp): boolean {
    for (const { names } of line.batches)
      for (const instrument of names.values()) {
        const calendar = calendarOf(calendars, instrument)
        if (calendar === undefined || (calendar.isOpen(from) && calendar.isOpen(to))) return true
      }
    return false
  }

  /**
   * Ends what does not work and looks for others. Where there is no other, a line that is lost is left to come back by
   * itself, and one that is silent is made anew.
   */
  function giveUp(line: Line, reason: string): void {
    const { source } = line
    if (line.onTrial > 0) {
      tryingOut.delete(source)
      endLine(line)
      source.probed('stream', false)
      return tryBackLater(source)
    }
    const instruments = streamedBy(line)
    const moving = instruments.filter((instrument) => standing(instrument, source) !== undefined)
    if (line.lostSince !== undefined && moving.length === 0) {
      line.cancelGrace = timers.after(connectTimeoutMs, () => giveUp(line, reason))
      return
    }
    const since = line.lostSince ?? line.lastSign
    if (line.lostSince === undefined) listener.lost(instruments, source, reason)
    log.warn(`${source.id} is given up for ${instruments.length} instruments: ${reason}.`)
    if (moving.length > 0) holdBack(source, standing(moving[0]!, source)!)
    for (const instrument of instruments) placed.delete(instrument)
    endLine(line)
    void replace(instruments, source, reason, since)
  }

  async function replace(
    instruments: readonly InstrumentId[],
    from: Source,
    reason: string,
    since: Timestamp,
  ): Promise<void> {
    // Who could not be placed is tried again later.
    await place(instruments).catch(() => {})
    tell(instruments, from, reason, { from: since, to: clock.now() })
  }

  function tell(instruments: readonly InstrumentId[], from: Source, reason: string, gap: TimeRange): void {
    const groups = Map.groupBy(instruments, (instrument) => placed.get(instrument)?.source)
    for (const [to, group] of groups) {
      if (to === undefined) continue
      if (to === from) listener.restored(group, to, gap)
      else listener.switched(group, from, to, reason, gap)
    }
  }

  function holdBack(source: Source, by: Source): void {
    source.hold('stream', by.id)
    tryBackLater(source)
  }

  /** A source that comes first is tried out beside the one that streams in its place. */
  function tryBackLater(source: Source): void {
    if (tryingOut.has(source)) return
    tryingOut.add(source)
    timers.after(Math.max(1, source.askAgainAt('stream') - clock.now()), () => {
      tryingOut.delete(source)
      void tryBack(source)
    })
  }

  async function tryBack(source: Source): Promise<void> {
    if (!source.isHeld('stream')) return
    const rank = sources.indexOf(source)
    const instruments = [...placed]
      .filter(([instrument, line]) => sources.indexOf(line.source) > rank && canStream(source, instrument))
      .map(([instrument]) => instrument)
    if (instruments.length === 0) return source.release('stream')
    if (!source.beginProbe('stream')) return tryBackLater(source)
    tryingOut.add(source)
    const line = createLine(source, trialReports)
    try {
      await subscribe(line, instruments)
    } catch (error) {
      source.weigh(error)
      if (line.onTrial > 0) giveUp(line, 'it took no subscription')
    }
  }

  function takeOver(line: Line): void {
    const { source } = line
    tryingOut.delete(source)
    source.release('stream')
    const rank = sources.indexOf(source)
    const now = clock.now()
    if (!lines.has(source)) lines.set(source, line)
    const from = new Map<Source, InstrumentId[]>()
    for (const { names } of line.batches)
      for (const instrument of names.values()) {
        const before = placed.get(instrument)
        if (before === undefined || before === line) continue
        if (sources.indexOf(before.source) > rank)
          from.set(before.source, [...(from.get(before.source) ?? []), instrument])
        placed.set(instrument, line)
        drop(before, (other) => other === instrument)
      }
    drop(line, (instrument) => !wanted.has(instrument))
    for (const [other, group] of from)
      listener.switched(group, other, source, 'it has recovered', { from: now, to: now })
  }

  /** Lets go of instruments; a subscription of which nothing is left ends, and so does a line. */
  function drop(line: Line, isDropped: (instrument: InstrumentId) => boolean): void {
    for (const batch of line.batches) {
      for (const [name, instrument] of batch.names) if (isDropped(instrument)) batch.names.delete(name)
      if (batch.names.size === 0) endBatch(line, batch)
    }
    if (line.batches.size === 0) endLine(line)
  }

  function endBatch(line: Line, batch: Batch): void {
    batch.isEnded = true
    line.batches.delete(batch)
    try {
      batch.end()
    } catch (cause) {
      log.warn(`${line.source.id} could not end a subscription.`, { cause })
    }
    batch.end = () => {}
  }

  function endLine(line: Line): void {
    line.cancelWatch()
    line.cancelGrace()
    for (const batch of line.batches) endBatch(line, batch)
    if (lines.get(line.source) === line) lines.delete(line.source)
  }

  return {
    check(instruments) {
      for (const instrument of instruments) if (capable(instrument).length === 0) throw noStream(instrument, sources)
    },
    want(instruments) {
      for (const instrument of instruments) wanted.add(instrument)
      return place(instruments)
    },
    release(instruments) {
      for (const instrument of instruments) {
        wanted.delete(instrument)
        const line = placed.get(instrument)
        placed.delete(instrument)
        if (line !== undefined) drop(line, (other) => other === instrument)
      }
    },
    sourceOf: (instrument) => placed.get(instrument)?.source,
  }
}

function subjectOf(report: TickReport): InstrumentId {
  switch (report.type) {
    case 'quote':
      return report.quote.instrument
    case 'trade':
      return report.trade.instrument
    case 'depth':
      return report.depth.instrument
    case 'bar':
      return report.bar.instrument
  }
}

function noStream(instrument: InstrumentId, sources: readonly Source[]): AnyShagunError {
  const feature = `a stream of ${instrument}`
  const by = sources.map(({ id }) => id).join(', ') || 'no provider'
  const message = `Nobody serves ${feature}; plugged in: ${by}. Add a data provider that does.`
  return new ShagunError('unsupported', message, { details: { feature, by } })
}

function nobodyStreams(instruments: readonly InstrumentId[], errors: readonly unknown[]): AnyShagunError {
  const what = `a stream of ${instruments.join(', ')}`
  const told = errors.map((error) => (error instanceof Error ? error.message : String(error))).join(' ')
  const message = `No provider could serve ${what}. ${told} It is tried again and again while somebody listens.`
  return new ShagunError('unavailable', message, {
    details: { what, attempts: [] },
    cause: errors.length > 1 ? new AggregateError(errors, message) : errors[0],
    retryable: true,
  })
}
