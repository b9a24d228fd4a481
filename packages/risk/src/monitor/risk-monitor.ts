import {
  type AccountView,
  type ClientOrderId,
  type Denial,
  type InstrumentId,
  isShagunError,
  type JournalEvent,
  type Json,
  type OrderIntent,
  type Quote,
  type RiskRule,
  ShagunError,
  type Supports,
  type Timestamp,
  type Trader,
  type Unsubscribe,
} from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { createExposures, type Exposures, type SavedExposures } from './exposures.ts'
import { type BookFollower, createBookFollower, type SavedFollower } from './follow-books.ts'
import { createLadder, type Rail, type Trip } from './ladder.ts'
import { type Figures, heightOf, measures, type RiskRung } from './limits.ts'
import { type RiskMonitorOptions, readMonitorOptions } from './monitor-options.ts'
import { createProfit, type Profit, type SavedProfit } from './profit.ts'
import { createReactions, type Reactions } from './react.ts'
import { readRearmNote, writeRearmNote } from './rearm-note.ts'
import { createQuoteReceiver, type QuoteReceiver } from './receive-quote.ts'
import { reduces } from './reduces.ts'
import { figure, type RiskSnapshot } from './risk-snapshot.ts'

/** That the monitor went up the ladder, or down again. */
export interface RungChange {
  readonly time: Timestamp
  readonly from: RiskRung
  readonly to: RiskRung
  /** For whoever is woken by it. */
  readonly reason: string
}

/** How limits are armed again. */
export interface RearmOptions {
  /** By their names. Default: all that have tripped. */
  readonly limits?: readonly string[]
  /** `now`: from here on the drawdown is measured from the equity of this moment. Default: `kept`. */
  readonly highWaterMark?: 'kept' | 'now'
}

/** What came of arming limits again. */
export interface Rearmed {
  readonly rearmed: readonly string[]
  /** Those that are still too near their limits, or beyond. */
  readonly refused: readonly string[]
}

/** Follows an account and acts when a limit is passed. */
export interface RiskMonitor {
  /** For the rules of the trader: without it nothing is denied, and nothing survives a restart. */
  readonly rule: RiskRule
  readonly rung: RiskRung
  /**
   * Follows this trader; to be called before its first start. The function that is returned ends it.
   *
   * @throws ShagunError `invalid-options` where it follows one already
   */
  attach<S extends Supports>(trader: Trader<S>): Unsubscribe
  /** Takes a quote from elsewhere; those of what the trader's strategies watch come by themselves. */
  receive(quote: Quote): void
  /**
   * Arms limits again that have tripped, where there is room again, and ends the halt that they asked for. A halt that
   * somebody else asked for stays.
   *
   * @param reason - for the journal; not empty
   * @throws ShagunError `invalid-options` where there is no reason, or no such limit; `not-started`, `account-halted`
   */
  rearm(reason: string, options?: RearmOptions): Promise<Rearmed>
  /** Everything it sees, as JSON. */
  getSnapshot(): RiskSnapshot
  /** Tells of every change of rung. A listener that throws is reported to the log and harms nobody. */
  onChange(listener: (change: RungChange) => void): Unsubscribe
}

/** Everything that is forgotten when the journal is about to be replayed. */
interface Memory {
  readonly exposures: Exposures
  readonly profit: Profit
  readonly books: BookFollower
  readonly quotes: QuoteReceiver
}

interface Saved {
  readonly version: 1
  readonly exposures: SavedExposures
  readonly profit: SavedProfit
  readonly books: SavedFollower
  readonly trips: readonly (readonly [name: string, value: number | null, time: Timestamp])[]
  readonly halted: string | null
}

/**
 * Follows fills and quotes of an account, and reacts when a limit is passed: warns, lets positions only be reduced,
 * halts, cancels what is open, or gets rid of everything.
 *
 * A quote costs the same however much is held. Equity, its high-water mark, the limits that have tripped and what is left
 * to do survive a restart: give {@link RiskMonitor.rule} to the trader, then {@link RiskMonitor.attach} the trader before
 * it starts. Every breach is a `risk.breached` in the journal; a halt is a `trading.halted`.
 *
 * Bad ticks do not count: zero, negative or no number, bid above ask, older than the one before, and those far off until
 * others confirm them. What is above a warning is armed again by hand alone, with a reason.
 *
 * @throws ShagunError `invalid-options` where an option or a limit has no meaning
 * @example
 * ```ts
 * import { mock } from '@shagun/broker-mock'
 * import { createTrader } from '@shagun/core'
 * import { createRiskMonitor } from '@shagun/risk'
 *
 * const monitor = createRiskMonitor({
 *   limits: [
 *     { measure: 'daily-loss', at: 15_000, reaction: 'warn' },
 *     { measure: 'daily-loss', at: 25_000, reaction: 'reduce-only' },
 *     { measure: 'drawdown', at: 0.05, reaction: 'halt' },
 *     { measure: 'drawdown', at: 0.08, reaction: 'flatten' },
 *     { measure: 'leverage', at: 3, rearmBelow: 2.5, reaction: 'reduce-only' },
 *   ],
 * })
 * const trader = createTrader({ broker: mock({ cash: '1000000' }), rules: [monitor.rule] })
 * monitor.attach(trader)
 * monitor.onChange(({ from, to, reason }) => console.log(`${from} -> ${to}: ${reason}`))
 * ```
 */
export function createRiskMonitor(options: RiskMonitorOptions): RiskMonitor {
  const read = readMonitorOptions(options)
  const { name, filter, calendar, staleAfterMs } = read
  const ladder = createLadder(read.limits)
  const listeners = new Set<(change: RungChange) => void>()
  let trader: Trader | undefined
  let reactions: Reactions | undefined
  let detach: Unsubscribe[] = []
  let memory = createMemory()
  let told: RiskRung = 'clear'
  /** Whether what comes in happens now; the past that a start replays is for learning, not for acting. */
  let isLive = false
  let dayEnds = Number.NEGATIVE_INFINITY

  function createMemory(): Memory {
    const exposures = createExposures(sectorOf)
    const profit = createProfit()
    const books = createBookFollower({ exposures, profit, view, filter })
    return { exposures, profit, books, quotes: createQuoteReceiver({ exposures, profit, books, filter }) }
  }

  /** Whatever goes wrong here must not cost the monitor its eyes. */
  function sectorOf(instrument: InstrumentId): string | undefined {
    try {
      return read.sectorOf?.(view().getInstrument(instrument))
    } catch (cause) {
      report(`${name} could not tell the sector of ${instrument}; it counts in none.`, cause)
      return undefined
    }
  }

  function view(): AccountView {
    if (trader !== undefined) return trader.view
    throw new ShagunError('invalid-options', `${name} follows no trader; expected attach(trader) before its start.`, {
      details: { option: 'attach', value: 'not called', expected: 'attach(trader) before its start' },
    })
  }

  const figures: Figures = {
    get gross() {
      return memory.exposures.gross
    },
    get net() {
      return memory.exposures.net
    },
    get cost() {
      return memory.exposures.cost
    },
    get equity() {
      return memory.books.equity
    },
    get largest() {
      return memory.exposures.largest?.size ?? 0
    },
    get largestSector() {
      return memory.exposures.largestSector?.size ?? 0
    },
    get today() {
      return memory.profit.today
    },
    get drawdown() {
      return memory.profit.drawdown
    },
  }

  /** Memory first, so that the very next order meets the new rung; the journal and the listeners hear of it after. */
  function evaluate(now: Timestamp): void {
    const tripped = ladder.evaluate(figures, now)
    for (const rail of tripped) reactions?.report(breachOf(rail))
    if (ladder.rung === told) return
    const [first] = tripped
    tell(
      now,
      first !== undefined
        ? breachOf(first).reason
        : ladder.rung === 'clear'
          ? 'There is room again.'
          : whyOf(ladder.rung),
    )
  }

  function breachOf({ limit, trip }: Rail): Denial {
    const { measure, at, reaction } = limit
    const value = trip?.value
    const reason = `${measure} is ${value === undefined ? 'beyond all figures' : round(value)}, with a limit of ${at}: ${reaction}.`
    return { rule: `${name}/${limit.name}`, reason, limit: at, ...(value !== undefined && { actual: value }) }
  }

  function tell(time: Timestamp, reason: string): void {
    const { rung } = ladder
    if (rung === told) return
    const change: RungChange = { time, from: told, to: rung, reason }
    told = rung
    reactions?.wake()
    // Not at once: it may be an order's own check that found out, and a listener may place another one.
    void Promise.resolve().then(() => deliver(change))
  }

  function deliver(change: RungChange): void {
    for (const listener of [...listeners])
      try {
        listener(change)
      } catch (cause) {
        report(`A listener to ${name} threw.`, cause)
      }
  }

  /** A log that throws, too, must not stop what is being done. */
  function report(message: string, cause: unknown): void {
    try {
      trader?.environment.log.error(message, { cause })
    } catch {}
  }

  function take(quote: Quote): void {
    const { now } = view()
    turnDay(now)
    if (memory.quotes.receive(quote, now) && isLive) evaluate(now)
  }

  /** The account begins its days when somebody looks at its profit, and the journal tells of it. */
  function turnDay(now: Timestamp): void {
    if (now <= dayEnds) return
    view().getProfit()
    dayEnds = calendar?.nextClose(now) ?? (Math.floor(now / dayMs) + 1) * dayMs
  }

  /** Nobody says when an account has started; but one that has not takes no command, not even about no order. */
  function probe(): void {
    const live = (): void => {
      isLive = true
    }
    trader?.cancel('nobody' as ClientOrderId).then(live, (cause: unknown) => {
      if (isShagunError(cause, 'invalid-order')) live()
    })
  }

  function observe(event: JournalEvent): void {
    memory.books.observe(event)
    if (event.type === 'risk.breached') hearBreach(event.denial, event.time)
    else if (event.type === 'trading.resumed') hearRearm(event.reason, event.time)
    reactions?.observe(event)
  }

  /** Of a process before this one; what trips in this one is known already. */
  function hearBreach({ rule, actual }: Denial, time: Timestamp): void {
    const rail = ladder.rails.find(({ limit }) => rule === `${name}/${limit.name}`)
    if (rail === undefined || isLive) return
    ladder.trip(rail.limit.name, { value: actual, time })
  }

  function hearRearm(text: string, time: Timestamp): void {
    const note = readRearmNote(name, text)
    if (note === undefined) return
    if (note.highWaterMark !== undefined) memory.profit.setHigh(note.highWaterMark)
    for (const limit of note.limits) ladder.rearm(limit)
    if (isLive) tell(time, note.reason)
  }

  /** What is held at a price that nobody has shown lately; the oldest price tells whether there is any. */
  function blindest(now: Timestamp): InstrumentId | undefined {
    const { exposures } = memory
    if (exposures.assumed > 0) for (const row of exposures.rows.values()) if (row.isAssumed) return row.instrument
    const { oldest } = exposures
    return oldest !== undefined && isStale(oldest.seenAt, now) ? oldest.instrument : undefined
  }

  /** A price of before the session is as old as the session. */
  function isStale(seenAt: Timestamp, now: Timestamp): boolean {
    if (now - seenAt <= staleAfterMs) return false
    if (calendar === undefined) return true
    return calendar.isOpen(now) && now - calendar.session(now)!.open > staleAfterMs
  }

  function check(intent: OrderIntent, seen: AccountView): Denial | undefined {
    const { now } = view()
    isLive = true
    evaluate(now)
    if (reactions!.lets(intent)) return undefined
    const height = heightOf(ladder.rung)
    if (height >= heightOf('halt')) return deny(`The monitor has reached ${ladder.rung}: ${whyOf(ladder.rung)}`)
    const blind = read.whenBlind === 'reduce-only' ? blindest(now) : undefined
    if (height < heightOf('reduce-only') && blind === undefined) return undefined
    if (reduces(intent, seen)) return undefined
    return blind === undefined
      ? deny(`Only orders that reduce a position pass: ${whyOf(ladder.rung)}`)
      : deny(`The price of ${blind} is not known now, so only orders that reduce a position pass.`)
  }

  function deny(reason: string): Denial {
    return { rule: name, reason }
  }

  function whyOf(rung: RiskRung): string {
    const rail = ladder.rails.find(({ limit, trip }) => trip !== undefined && limit.reaction === rung)
    return rail === undefined ? 'it was asked for.' : breachOf(rail).reason
  }

  const rule: RiskRule = {
    name,
    check,
    observe,
    reset() {
      isLive = false
      dayEnds = Number.NEGATIVE_INFINITY
      memory = createMemory()
      ladder.reset()
      reactions?.begin()
    },
    save: (): Json =>
      ({
        version: 1,
        exposures: memory.exposures.save(),
        profit: memory.profit.save(),
        books: memory.books.save(),
        trips: ladder.rails.flatMap(({ limit, trip }) =>
          trip === undefined ? [] : [[limit.name, trip.value ?? null, trip.time] as const],
        ),
        halted: reactions?.halted ?? null,
      }) satisfies Saved as unknown as Json,
    restore(kept) {
      const saved = kept as unknown as Saved
      memory.exposures.restore(saved.exposures)
      memory.profit.restore(saved.profit)
      memory.books.restore(saved.books)
      for (const [limit, value, time] of saved.trips) {
        const trip: Trip = { value: value ?? undefined, time }
        ladder.trip(limit, trip)
      }
      reactions?.begin(saved.halted ?? undefined)
    },
  }

  return {
    rule,
    get rung() {
      return ladder.rung
    },
    attach(general) {
      if (trader !== undefined) throw invalidOption(name, 'attach', general.account, 'one trader for each monitor')
      const followed = general as unknown as Trader
      trader = followed
      const made = createReactions({
        trader: followed,
        name,
        rung: () => ladder.rung,
        why: () => whyOf(ladder.rung),
        flatten: read.flatten,
        calendar,
      })
      reactions = made
      const live = (): void => {
        isLive = true
        evaluate(followed.view.now)
      }
      detach = [
        followed.on('quote.received', ({ quote, label }) => {
          isLive = true
          if (!label.stale) take(quote)
        }),
        followed.on('bar.closed', ({ bar }) => {
          isLive = true
          // What the account itself believes of it.
          const quote = followed.view.getQuote(bar.instrument)
          if (quote !== undefined) take(quote)
        }),
        followed.on('order.filled', live),
        followed.on('position.*', live),
        followed.on('cash.adjusted', live),
        () => made.stop(),
      ]
      return () => {
        for (const end of detach) end()
        detach = []
        trader = undefined
        reactions = undefined
      }
    },
    receive(quote) {
      if (!isLive) probe()
      take(quote)
    },
    async rearm(reason, { limits, highWaterMark = 'kept' } = {}) {
      if (reason.trim() === '') throw invalidOption(name, 'reason', "''", 'why the limits are armed again')
      const known = new Set(ladder.rails.map(({ limit }) => limit.name))
      for (const limit of limits ?? [])
        if (!known.has(limit)) throw invalidOption(name, 'limits', limit, `one of ${[...known].join(', ')}`)
      const forgetsHigh = highWaterMark === 'now'
      const then: Figures = forgetsHigh ? Object.create(figures, { drawdown: { value: 0 } }) : figures
      const [rearmed, refused]: [string[], string[]] = [[], []]
      for (const rail of ladder.rails)
        if (rail.trip !== undefined && (limits === undefined || limits.includes(rail.limit.name)))
          (ladder.hasRoom(rail, then) ? rearmed : refused).push(rail.limit.name)
      const mark = forgetsHigh ? { highWaterMark: memory.books.equity } : {}
      await keepRearm(writeRearmNote({ monitor: name, limits: rearmed, ...mark, reason }))
      return { rearmed, refused }
    },
    getSnapshot,
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }

  /** The journal tells of it as of a trading that is resumed. A halt that others asked for, or that still holds, holds on. */
  async function keepRearm(note: string): Promise<void> {
    view()
    isLive = true
    const before = reactions!.halted
    const resumed = trader!.resume(note)
    const stays = before !== undefined && (!before.startsWith(`${name}: `) || heightOf(ladder.rung) >= heightOf('halt'))
    const halted = stays ? trader!.halt(before) : undefined
    await Promise.all([resumed, halted])
  }

  function getSnapshot(): RiskSnapshot {
    const { now } = view()
    turnDay(now)
    const { exposures, profit, books, quotes } = memory
    const { gross, net, cost } = exposures
    const { equity } = books
    return {
      time: now,
      rung: ladder.rung,
      equity,
      highWaterMark: profit.highWaterMark,
      drawdown: figure(profit.drawdown),
      today: profit.today,
      profit: profit.total,
      unrealized: net - cost,
      gross,
      net,
      leverage: figure(measures.leverage(figures)),
      positions: Array.from(exposures.rows.values(), (row) => ({
        instrument: row.instrument,
        value: row.value,
        share: gross === 0 ? 0 : row.size / gross,
        unrealized: row.value - row.cost,
        price: row.price,
        seenAt: row.seenAt,
      })).sort((a, b) => b.share - a.share || (a.instrument < b.instrument ? -1 : 1)),
      sectors: Array.from(exposures.sectors.values(), (sector) => ({
        name: sector.name,
        gross: sector.size,
        net: sector.net.high + sector.net.low,
      })).sort((a, b) => b.gross - a.gross || (a.name < b.name ? -1 : 1)),
      limits: ladder.rails.map(({ limit, trip }) => ({
        ...limit,
        value: figure(measures[limit.measure](figures)),
        isArmed: trip === undefined,
        trippedAt: trip?.time ?? null,
      })),
      blind: [...exposures.rows.values()].flatMap((row) =>
        row.isAssumed || isStale(row.seenAt, now) ? [row.instrument] : [],
      ),
      refusedTicks: { ...quotes.refused },
      reaction: reactions!.status,
    }
  }
}

const dayMs = 86_400_000

/** As many digits as a reader can use. */
function round(value: number): number {
  return Number(value.toPrecision(6))
}
