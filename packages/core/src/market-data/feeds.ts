import type { AnyShagunError } from '../errors.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timestamp } from '../model/time.ts'
import { type DataProvider, instrumentOf, type MarketReport, type TickReport } from '../ports/data-provider.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import type { TimeRange } from '../ports/storage.ts'
import { grownMs } from '../resilience/backoff.ts'
import { inTime } from '../resilience/in-time.ts'
import { jitter } from '../resilience/jitter.ts'
import { servedAs } from './capability.ts'
import { failedAttempt, nobodyServes, notKnown, tooSlow, unavailable } from './failures.ts'
import { type Calendars, calendarOf } from './freshness.ts'
import { isHarmless, type Source } from './health.ts'
import { type Batch, createLines, instrumentsOf, type Line, subscribedBy } from './lines.ts'
import { createPolling, pollEveryMs } from './polling.ts'

/** When a stream is given up. */
export interface StreamOptions {
  /** How long a source may take to take a subscription, in milliseconds; 10 s by default. */
  readonly connectTimeoutMs?: number
  /** How long a source that lost its line may take to come back before another one takes over; 3 s by default. */
  readonly lostGraceMs?: number
  /**
   * How long a source may say nothing new while the venue trades; 30 s by default, 0 for ever. Twice as long each time
   * that a new line to it says nothing either, because what it streams may be traded that seldom.
   */
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

/** Which source streams which instrument, and who takes over when one falls silent. */
export interface Feeds {
  /** @throws ShagunError `unsupported` where no source could stream one of them */
  check(instruments: readonly InstrumentId[]): void
  /** Resolves once a source has taken them all; rejects where nobody could, and goes on trying. */
  want(instruments: readonly InstrumentId[]): Promise<void>
  release(instruments: readonly InstrumentId[]): void
}

/** Why nobody streams an instrument, of which its listeners have still to hear the end. */
interface Vacancy {
  /** Who streamed it before; `undefined` where nobody ever has. */
  readonly from: Source | undefined
  readonly reason: string
  readonly since: Timestamp
}

interface Failure {
  readonly source: Source
  readonly error: unknown
}

type Subscribe = NonNullable<DataProvider['subscribe']>

const mostInsane = 5
const mostPatienceMs = 300_000
const trialReports = 3
const leastTrialMs = 1_000
const retries = { firstMs: 1_000, maxMs: 30_000 }

export function createFeeds(
  sources: readonly Source[],
  calendars: Calendars,
  environment: Environment,
  { connectTimeoutMs = 10_000, lostGraceMs = 3_000, silentAfterMs = 30_000 }: StreamOptions,
  listener: FeedListener,
): Feeds {
  const { clock, timers, log } = environment
  const wanted = new Set<InstrumentId>()
  const placed = new Map<InstrumentId, Line>()
  /** Who is looking for a source of it; what they tried and failed at is what comes of it. */
  const placing = new Map<InstrumentId, Promise<readonly Failure[]>>()
  const vacant = new Map<InstrumentId, Vacancy>()
  /** Who has said that it does not know it. */
  const unknownTo = new Map<InstrumentId, Set<Source>>()
  const lines = new Map<Source, Line>()
  const trials = new Map<Source, Line>()
  const trialTimers = new Map<Source, Unsubscribe>()
  const polls = new Map<Source, Subscribe>()
  /** How many lines in a row have said nothing from their beginning on. */
  const silences = new Map<Source, number>()
  const running = createLines(
    environment,
    (instrument) => calendarOf(calendars, instrument),
    fallenSilent,
    (line) => {
      if (lines.get(line.source) === line) lines.delete(line.source)
    },
  )
  let failures = 0
  let cancelRetry: Unsubscribe | undefined

  function canStream({ provider }: Source, instrument: InstrumentId): boolean {
    const streams = provider.subscribe !== undefined || pollEveryMs(provider) > 0
    return streams && servedAs(provider, instrument) !== undefined
  }

  function capable(instrument: InstrumentId): readonly Source[] {
    return sources.filter((source) => canStream(source, instrument) && !unknownTo.get(instrument)?.has(source))
  }

  function standing(instrument: InstrumentId, except?: Source): Source | undefined {
    return capable(instrument).find(
      (source) => source !== except && source.refusal() === undefined && !source.isHeld('stream'),
    )
  }

  function isMissing(instrument: InstrumentId): boolean {
    return wanted.has(instrument) && !placed.has(instrument)
  }

  /** Finds each instrument a source, the first that takes it, and tells those who missed it. */
  function place(instruments: readonly InstrumentId[]): Promise<readonly Failure[]> {
    const settled = findSources(instruments).then((failed) => {
      for (const instrument of instruments) if (placing.get(instrument) === settled) placing.delete(instrument)
      tellFilled(instruments)
      return failed
    })
    for (const instrument of instruments) placing.set(instrument, settled)
    return settled
  }

  async function findSources(instruments: readonly InstrumentId[]): Promise<readonly Failure[]> {
    const failed: Failure[] = []
    const tried = new Map<InstrumentId, Set<Source>>()
    let left = instruments.filter(isMissing)
    while (left.length > 0) {
      const groups = [...Map.groupBy(left, (instrument) => next(instrument, tried))]
      const refused = await Promise.all(
        groups.map(async ([source, group]) => {
          if (source === undefined) return []
          for (const instrument of group) addTo(tried, instrument, source)
          return connectAll(source, group, failed)
        }),
      )
      left = refused.flat().filter(isMissing)
    }
    const unplaced = instruments.filter(isMissing)
    for (const instrument of unplaced) {
      unknownTo.delete(instrument)
      if (!vacant.has(instrument)) vacant.set(instrument, { from: undefined, reason: '', since: clock.now() })
    }
    if (unplaced.length > 0) retryLater()
    return failed
  }

  /** Gives back those that were not taken. One that a source does not know keeps out none of the others: they are tried apart. */
  async function connectAll(
    source: Source,
    group: readonly InstrumentId[],
    failed: Failure[],
  ): Promise<readonly InstrumentId[]> {
    try {
      await connect(source, group)
      failures = 0
      const unknown = group.filter((instrument) => unknownTo.get(instrument)?.has(source))
      for (const instrument of unknown) failed.push({ source, error: notKnown(source.id, instrument) })
      return unknown
    } catch (error) {
      if (group.length > 1 && isHarmless(error)) {
        const half = group.length >> 1
        const refused = await connectAll(source, group.slice(0, half), failed)
        return [...refused, ...(await connectAll(source, group.slice(half), failed))]
      }
      failed.push({ source, error })
      refused(source, group, error)
      return group
    }
  }

  /** First those that stand, then those that another one streams in place of. */
  function next(instrument: InstrumentId, tried: ReadonlyMap<InstrumentId, ReadonlySet<Source>>): Source | undefined {
    const others = capable(instrument).filter(
      (source) => !tried.get(instrument)?.has(source) && source.refusal() === undefined,
    )
    return others.find((source) => !source.isHeld('stream')) ?? others[0]
  }

  /** Who does not know an instrument streams the others all the same. */
  function refused(source: Source, instruments: readonly InstrumentId[], error: unknown): void {
    source.weigh(error)
    log.warn(`${source.id} could not stream ${instruments.join(', ')}.`, { cause: error })
    for (const instrument of instruments) {
      const other = standing(instrument, source)
      if (isHarmless(error)) addTo(unknownTo, instrument, source)
      else if (other !== undefined) holdBack(source, other)
    }
  }

  function retryLater(): void {
    if (cancelRetry !== undefined) return
    failures++
    cancelRetry = timers.after(jitter(grownMs(retries, failures), `stream ${failures}`), () => {
      cancelRetry = undefined
      void place([...wanted].filter((instrument) => isMissing(instrument) && !placing.has(instrument)))
    })
  }

  /** Tells who missed instruments that they are streamed again, by whom, and since when they were not. */
  function tellFilled(instruments: readonly InstrumentId[]): void {
    const now = clock.now()
    const filled = instruments.filter((instrument) => placed.has(instrument) && vacant.has(instrument))
    const gone = Map.groupBy(filled, (instrument) => vacant.get(instrument)!)
    for (const instrument of filled) vacant.delete(instrument)
    for (const [{ from, reason, since }, group] of gone)
      for (const [to, own] of Map.groupBy(group, (instrument) => placed.get(instrument)?.source)) {
        const gap = { from: since, to: now }
        // A listener that was told of another one may have ended it.
        if (to === undefined) continue
        if (from === undefined || from === to) listener.restored(own, to, gap)
        else listener.switched(own, from, to, reason, gap)
      }
  }

  async function connect(source: Source, instruments: readonly InstrumentId[]): Promise<void> {
    const line = lines.get(source) ?? running.create(source, 0, patienceWith(source))
    lines.set(source, line)
    await subscribe(line, instruments)
    running.drop(line, (instrument) => placed.get(instrument) !== line)
    // Who comes first and was not asked, because it wanted to be left alone, is tried later.
    for (const earlier of sources.slice(0, sources.indexOf(source)))
      if (instruments.some((instrument) => placed.get(instrument) === line && capable(instrument).includes(earlier)))
        holdBack(earlier, source)
  }

  async function subscribe(line: Line, instruments: readonly InstrumentId[]): Promise<void> {
    const { provider } = line.source
    const names = Map.groupBy(instruments, (instrument) => servedAs(provider, instrument)!)
    const batch: Batch = { names, end: () => {}, isEnded: false }
    const report = (heard: MarketReport): void => receive(line, batch, heard)
    line.batches.add(batch)
    // Reports may come before the subscription is said to be taken.
    if (line.onTrial === 0)
      for (const instrument of instruments) if (!placed.has(instrument)) placed.set(instrument, line)
    try {
      batch.end = await inTime(
        timers,
        connectTimeoutMs,
        () => tooSlow(line.source, 'took no subscription', connectTimeoutMs),
        async (late) => {
          const taken = await (provider.subscribe ?? pollsOf(line.source))([...names.keys()], report)
          // What comes too late is ended when it comes.
          if (late.aborted) taken()
          return taken
        },
      )
    } catch (error) {
      // Who was released meanwhile may be wanted, and placed, again.
      for (const instrument of subscribedBy(batch)) if (placed.get(instrument) === line) placed.delete(instrument)
      running.endBatch(line, batch)
      // What it has told of itself meanwhile is not true of the next one.
      if (line.batches.size === 0) running.end(line)
      throw error
    }
    if (batch.isEnded) return running.endBatch(line, batch)
    line.lastSign = clock.now()
    running.watch(line)
  }

  /** All that one source is polled for is asked for at once. */
  function pollsOf(source: Source): Subscribe {
    const poll = polls.get(source) ?? createPolling(source)
    polls.set(source, poll)
    return poll
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
      case 'unknown':
        for (const instrument of batch.names.get(report.instrument) ?? []) turnedOutUnknown(line, instrument)
        return
      default:
        for (const instrument of batch.names.get(instrumentOf(report)) ?? []) receiveTick(line, instrument, report)
    }
  }

  function receiveTick(line: Line, instrument: InstrumentId, report: TickReport): void {
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

  function turnedOutUnknown(line: Line, instrument: InstrumentId): void {
    log.warn(notKnown(line.source.id, instrument).message)
    addTo(unknownTo, instrument, line.source)
    if (placed.get(instrument) === line) placed.delete(instrument)
    running.drop(line, (dropped) => dropped === instrument)
    if (line.onTrial > 0 && line.batches.size === 0) endTrial(line, undefined)
    if (isMissing(instrument) && !placing.has(instrument)) void place([instrument])
  }

  function patienceWith(source: Source): number {
    const maxMs = Math.max(silentAfterMs, mostPatienceMs)
    return grownMs({ firstMs: silentAfterMs, maxMs }, (silences.get(source) ?? 0) + 1)
  }

  function fallenSilent(line: Line, forMs: number): void {
    const hasSpoken = line.lastSign - line.begun > silentAfterMs
    silences.set(line.source, hasSpoken ? 0 : (silences.get(line.source) ?? 0) + 1)
    giveUp(line, `it has said nothing new for ${forMs / 1000} s`)
  }

  function lineLost(line: Line, cause: string): void {
    if (line.lostSince !== undefined) return
    if (line.onTrial > 0) return giveUp(line, cause)
    line.lostSince = clock.now()
    line.cancelWatch()
    // Whoever is told may end it, and this with it.
    line.cancelGrace = timers.after(lostGraceMs, () => giveUp(line, cause))
    listener.lost(streamedBy(line), line.source, cause)
  }

  function lineRestored(line: Line): void {
    if (line.lostSince === undefined) return
    const gap = { from: line.lostSince, to: clock.now() }
    line.cancelGrace()
    line.lostSince = undefined
    line.hasHastened = false
    line.lastSign = gap.to
    running.watch(line)
    listener.restored(streamedBy(line), line.source, gap)
  }

  function streamedBy(line: Line): readonly InstrumentId[] {
    return [...placed].filter(([, other]) => other === line).map(([instrument]) => instrument)
  }

  /**
   * Ends what does not work and looks for others. Where there is no other, a line that is lost is left to come back by
   * itself, and one that is silent is made anew.
   */
  function giveUp(line: Line, reason: string): void {
    const { source } = line
    if (line.onTrial > 0) return endTrial(line, false)
    const instruments = streamedBy(line)
    const moving = instruments.filter((instrument) => standing(instrument, source) !== undefined)
    if (moving.length < instruments.length && !line.hasHastened) hastenTrials(source)
    line.hasHastened = true
    if (line.lostSince !== undefined && moving.length === 0) {
      line.cancelGrace = timers.after(connectTimeoutMs, () => giveUp(line, reason))
      return
    }
    const vacancy = { from: source, reason, since: line.lostSince ?? line.lastSign }
    log.warn(`${source.id} is given up for ${instruments.length} instruments: ${reason}.`)
    if (moving.length > 0) holdBack(source, standing(moving[0]!, source)!)
    for (const instrument of instruments) {
      placed.delete(instrument)
      vacant.set(instrument, vacant.get(instrument) ?? vacancy)
    }
    running.end(line)
    if (line.lostSince === undefined) listener.lost(instruments, source, reason)
    void place(instruments)
  }

  function holdBack(source: Source, by: Source): void {
    source.hold('stream', by.id)
    tryBackLater(source)
  }

  /** Where nobody else stands, a source that is held is better than none. */
  function hastenTrials(failing: Source): void {
    for (const source of sources)
      if (source !== failing && source.isHeld('stream') && !trials.has(source)) {
        source.hasten('stream')
        void tryBack(source)
      }
  }

  /** A source that comes first is tried out beside the one that streams in its place. */
  function tryBackLater(source: Source): void {
    if (trials.has(source) || trialTimers.has(source)) return
    const afterMs = Math.max(leastTrialMs, source.askAgainAt('stream') - clock.now())
    trialTimers.set(
      source,
      timers.after(afterMs, () => void tryBack(source)),
    )
  }

  async function tryBack(source: Source): Promise<void> {
    trialTimers.get(source)?.()
    trialTimers.delete(source)
    if (!source.isHeld('stream')) return
    const instruments = servedBehind(source)
    if (instruments.length === 0) return source.release('stream')
    if (!source.beginProbe('stream')) return tryBackLater(source)
    const line = running.create(source, trialReports, silentAfterMs)
    trials.set(source, line)
    try {
      await subscribe(line, instruments)
    } catch (error) {
      refused(source, instruments, error)
      if (line.onTrial > 0) endTrial(line, isHarmless(error) ? undefined : false)
      else void place(instruments)
    }
  }

  /** What others stream in place of a source. */
  function servedBehind(source: Source): readonly InstrumentId[] {
    const rank = sources.indexOf(source)
    return [...placed]
      .filter(([instrument, line]) => sources.indexOf(line.source) > rank && capable(instrument).includes(source))
      .map(([instrument]) => instrument)
  }

  function endTrial(line: Line, isGood: false | undefined): void {
    const { source } = line
    running.end(line)
    if (trials.get(source) !== line) return
    trials.delete(source)
    source.probed('stream', isGood)
    if (wanted.size > 0) tryBackLater(source)
  }

  function takeOver(line: Line): void {
    const { source } = line
    trials.delete(source)
    source.release('stream')
    if (!lines.has(source)) lines.set(source, line)
    claim(line, instrumentsOf(line))
    // What others took on while it was tried out follows.
    const others = servedBehind(source)
    if (others.length > 0)
      subscribe(line, others).then(
        () => claim(line, others),
        (error: unknown) => refused(source, others, error),
      )
  }

  /** Instruments that others stream, or nobody, are streamed by this line from now on. */
  function claim(line: Line, instruments: readonly InstrumentId[]): void {
    const { source } = line
    const now = clock.now()
    const rank = sources.indexOf(source)
    const behind = instruments.filter((instrument) => {
      const before = placed.get(instrument)
      return wanted.has(instrument) && (before === undefined || sources.indexOf(before.source) > rank)
    })
    const from = Map.groupBy(behind, (instrument) => placed.get(instrument))
    for (const instrument of behind) placed.set(instrument, line)
    for (const before of from.keys())
      if (before !== undefined) running.drop(before, (instrument) => placed.get(instrument) !== before)
    running.drop(line, (instrument) => placed.get(instrument) !== line)
    for (const [before, group] of from)
      if (before !== undefined)
        listener.switched(group, before.source, source, 'it has recovered', { from: before.lostSince ?? now, to: now })
    tellFilled(behind)
  }

  /** Nobody listens: nothing is left that would wake. Who is held is tried out when somebody does. */
  function rest(): void {
    cancelRetry?.()
    cancelRetry = undefined
    for (const cancel of trialTimers.values()) cancel()
    trialTimers.clear()
  }

  return {
    check(instruments) {
      for (const instrument of instruments)
        if (!sources.some((source) => canStream(source, instrument)))
          throw nobodyServes(`a stream of ${instrument}`, sources)
    },
    async want(instruments) {
      for (const instrument of instruments) wanted.add(instrument)
      void place(instruments.filter((instrument) => isMissing(instrument) && !placing.has(instrument)))
      const failed = await Promise.all(new Set(instruments.map((instrument) => placing.get(instrument))))
      const unplaced = instruments.filter(isMissing)
      if (unplaced.length > 0) throw nobodyStreams(unplaced, [...new Set(failed.flatMap((each) => each ?? []))])
    },
    release(instruments) {
      const released = new Set(instruments)
      const affected = new Set<Line>(trials.values())
      for (const instrument of instruments) {
        const line = placed.get(instrument)
        if (line !== undefined) affected.add(line)
        for (const each of [wanted, placed, placing, vacant, unknownTo]) each.delete(instrument)
      }
      for (const line of affected) {
        running.drop(line, (instrument) => released.has(instrument))
        if (line.onTrial > 0 && line.batches.size === 0) endTrial(line, undefined)
      }
      if (wanted.size === 0) rest()
    },
  }
}

function nobodyStreams(instruments: readonly InstrumentId[], failed: readonly Failure[]): AnyShagunError {
  const attempts = failed.map(({ source, error }) => failedAttempt(source, error, 0))
  const errors = failed.map(({ error }) => error)
  const remedy = 'It is tried again and again while somebody listens.'
  return unavailable(`a stream of ${instruments.join(', ')}`, attempts, errors, remedy)
}

function addTo<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  sets.set(key, (sets.get(key) ?? new Set<Value>()).add(value))
}
