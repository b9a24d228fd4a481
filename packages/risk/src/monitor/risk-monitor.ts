import {
  type AccountView,
  type Awaitable,
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
  type Timestamp,
  type Trader,
  type Unsubscribe,
} from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { onlyReduces } from '../rules/reach.ts'
import { createBlindness } from './blindness.ts'
import { createPeakKeeper } from './keep-peak.ts'
import { createLadder, type Rail } from './ladder.ts'
import { type Figures, heightOf, type RiskRung } from './limits.ts'
import { type RiskMonitorOptions, readMonitorOptions } from './monitor-options.ts'
import { createReactions, type Reactions } from './react.ts'
import { readRearmNote, writeRearmNote } from './rearm-note.ts'
import type { RiskMonitor, RungChange } from './risk-monitor-face.ts'
import { createSight, figuresOf, restoreSight, type SavedSight, saveSight } from './sight.ts'
import { takeSnapshot } from './take-snapshot.ts'

/** What outlives the process in the journal's snapshots. */
interface Saved extends SavedSight {
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
  const listeners = new Set<(change: RungChange) => Awaitable<void>>()
  const keeper = read.highWaterMark && createPeakKeeper(read.highWaterMark, report)
  let trader: Trader | undefined
  let reactions: Reactions | undefined
  let detach: Unsubscribe[] = []
  let sight = createSight(view, filter, sectorOf)
  const figures = figuresOf(() => sight)
  const blindness = createBlindness(() => sight.exposures, staleAfterMs, calendar)
  let told: RiskRung = 'clear'
  /** Whether what comes in happens now; the past that a start replays is for learning, not for acting. */
  let isLive = false
  let dayEnds = Number.NEGATIVE_INFINITY
  /** Whether a trader has its rule: it is asked to begin anew at each start. */
  let isRule = false
  let isMissed = false

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

  /** Memory first, so that the very next order meets the new rung; the journal and the listeners hear of it after. */
  function evaluate(now: Timestamp): void {
    if (!isRule) missRule()
    keeper?.follow(sight.profit)
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

  /** It looks as if it worked. */
  function missRule(): void {
    if (isMissed) return
    isMissed = true
    const what = 'nothing is denied, and nothing survives a restart'
    report(
      `${name} follows a trader that does not have its rule, so ${what}; put it among the trader's rules.`,
      undefined,
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
    const failed = (cause: unknown): void => report(`A listener to ${name} threw.`, cause)
    for (const listener of [...listeners])
      try {
        Promise.resolve(listener(change)).catch(failed)
      } catch (cause) {
        failed(cause)
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
    if (!sight.quotes.receive(quote, now) || !isLive) return
    const before = ladder.rung
    evaluate(now)
    if (ladder.rung !== before) reactions?.act()
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
    // Whoever attaches the monitor later has it read the books then; until then it lets nothing pass.
    if (trader !== undefined) sight.books.observe(event)
    else sight.books.observeFacts(event)
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
    if (note.highWaterMark !== undefined) {
      sight.profit.setHigh(note.highWaterMark)
      // One that is replayed may be older than what was kept.
      if (isLive) keeper?.replace(sight.profit)
    }
    for (const limit of note.limits) ladder.rearm(limit)
    if (isLive) tell(time, note.reason)
  }

  function check(intent: OrderIntent, seen: AccountView): Denial | undefined {
    const { now } = view()
    isLive = true
    evaluate(now)
    if (reactions!.lets(intent)) return undefined
    const height = heightOf(ladder.rung)
    if (height >= heightOf('halt')) return deny(`The monitor has reached ${ladder.rung}: ${whyOf(ladder.rung)}`)
    const blind = read.whenBlind === 'reduce-only' ? blindness.find(now) : undefined
    if (height < heightOf('reduce-only') && blind === undefined) return undefined
    if (onlyReduces(intent, seen)) return undefined
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
      isRule = true
      isLive = false
      dayEnds = Number.NEGATIVE_INFINITY
      sight = createSight(view, filter, sectorOf)
      ladder.reset()
      keeper?.begin()
      reactions?.begin()
    },
    save() {
      const trips = ladder.rails.flatMap(({ limit, trip }): Saved['trips'] =>
        trip === undefined ? [] : [[limit.name, trip.value ?? null, trip.time]],
      )
      return { ...saveSight(sight), trips, halted: reactions?.halted ?? null } satisfies Saved as unknown as Json
    },
    restore(kept) {
      const saved = kept as unknown as Saved
      restoreSight(sight, saved)
      for (const [limit, value, time] of saved.trips) ladder.trip(limit, { value: value ?? undefined, time })
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
      sight.books.readAll(followed.view.now)
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
      const mark = forgetsHigh ? { highWaterMark: sight.books.equity } : {}
      await keepRearm(writeRearmNote({ monitor: name, limits: rearmed, ...mark, reason }))
      return { rearmed, refused }
    },
    getSnapshot() {
      const { now } = view()
      turnDay(now)
      return takeSnapshot(now, sight, figures, ladder, blindness, reactions!.status)
    },
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
}

const dayMs = 86_400_000

/** As many digits as a reader can use. */
function round(value: number): number {
  return Number(value.toPrecision(6))
}
