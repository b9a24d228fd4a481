import {
  type BrokerOrderId,
  isShagunError,
  type JournalEvent,
  type Json,
  type Timestamp,
  type Trader,
  type Unsubscribe,
} from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { type Canceler, createCanceler, type StubbornOrder } from '../monitor/cancel-open.ts'
import { listOpen } from '../monitor/open-orders.ts'
import { type BookSweeper, createBookSweeper } from './cancel-at-broker.ts'
import type { KillReport, KillSwitch, KillSwitchOptions } from './kill-switch-face.ts'

const name = 'kill-switch'
const pulledText = 'kill switch: '
const releasedText = 'kill switch released: '
/** So long the account is left to cancel by itself, where it takes commands. */
const directAfterMs = 2_000
const pollMs = 1_000

interface Saved {
  readonly kept: { readonly reason: string; readonly time: Timestamp } | null
  readonly halted: string | null
  readonly before: string | null
}

/**
 * A kill switch that works while everything else fails.
 *
 * Pulled, it denies from memory at once: no journal, no broker, no data are needed for that. Then it halts trading, which
 * the journal keeps for the next start, and cancels every open order until none is left, with growing pauses. Where the
 * account has halted itself or does not answer, and `broker` is given, it reads the broker's book and cancels there.
 *
 * @throws ShagunError `invalid-options` where `reportAfterMs` is no time
 * @example
 * ```ts
 * import { mock } from '@shagun/broker-mock'
 * import { createTrader } from '@shagun/core'
 * import { createKillSwitch } from '@shagun/risk'
 *
 * const broker = mock({ cash: '1000000' })
 * const killSwitch = createKillSwitch({ broker })
 * const trader = createTrader({ broker, rules: [killSwitch.rule] })
 * killSwitch.attach(trader)
 *
 * const { isClear, open } = await killSwitch.pull('The desk called.')
 * if (!isClear) for (const { instrument, lastAnswer } of open) console.log(instrument, lastAnswer)
 * ```
 */
export function createKillSwitch(options: KillSwitchOptions = {}): KillSwitch {
  const { broker, outside = 'leave', reportAfterMs = 10_000 } = options
  if (!(reportAfterMs >= 0 && reportAfterMs < Infinity))
    throw invalidOption('createKillSwitch', 'reportAfterMs', reportAfterMs, 'a finite number of 0 or more')
  /** Pulled in this process, and not known to be in the journal. */
  let own: { readonly reason: string; readonly time: Timestamp | undefined } | undefined
  /** Pulled as the journal has it. */
  let kept: { readonly reason: string; readonly time: Timestamp } | undefined
  let halted: string | undefined
  /** Why trading was halted before, by somebody else. */
  let before: string | undefined
  let trader: Trader | undefined
  let canceler: Canceler | undefined
  let sweeper: BookSweeper | undefined
  let workingSince: Timestamp | undefined
  let haltAsked = false
  let haltAgainAt = Number.NEGATIVE_INFINITY
  let haltFault: string | undefined
  let accountRefuses = false
  let isAwake = false
  let sleep: Unsubscribe | undefined
  let ends: Unsubscribe[] = []
  const waiting = new Set<() => void>()
  const isPulled = (): boolean => own !== undefined || kept !== undefined

  function pull(reason: string): Promise<KillReport> {
    if (!isPulled()) {
      own = { reason, time: trader?.view.now }
      if (trader !== undefined) begin(trader)
    }
    wake()
    const timers = trader?.environment.timers
    if (timers === undefined) return Promise.resolve(getReport())
    const { promise, resolve } = Promise.withResolvers<KillReport>()
    const done = (): void => {
      cancelTimer()
      waiting.delete(done)
      resolve(getReport())
    }
    const cancelTimer = timers.after(reportAfterMs, done)
    waiting.add(done)
    return promise
  }

  function wake(): void {
    if (isAwake || trader === undefined) return
    isAwake = true
    // Not at once: whoever wakes us may be in the middle of a change.
    void Promise.resolve().then(() => {
      isAwake = false
      if (trader === undefined || !isPulled()) return
      try {
        step(trader)
      } catch (cause) {
        warn('The kill switch failed in a step; it goes on.', cause)
        sleepFor(pollMs)
      }
    })
  }

  function sleepFor(ms: number): void {
    sleep?.()
    sleep = trader?.environment.timers.after(ms, () => {
      sleep = undefined
      wake()
    })
  }

  function step({ view }: Trader): void {
    const { now } = view
    workingSince ??= now
    halt(now)
    const next = canceler!.step(now)
    accountRefuses = canceler!.refusal !== undefined || (haltFault !== undefined && accountRefuses)
    const isLate = next !== undefined && now - workingSince >= directAfterMs
    const usesBook = sweeper !== undefined && (accountRefuses || isLate || outside === 'cancel')
    if (usesBook) sweeper!.step(now)
    if (isClear() && own === undefined) for (const done of [...waiting]) done()
    // Where the account sees to its orders, it tells when there is another one.
    if (isClear() && own === undefined && !accountRefuses) return
    sleepFor(usesBook || own !== undefined ? pollMs : Math.min(pollMs, Math.max(1, (next ?? now + pollMs) - now)))
  }

  /** A journal that cannot be written stops nothing; it is tried again, so that a restart in this process keeps it. */
  function halt(now: Timestamp): void {
    if (own === undefined || haltAsked || now < haltAgainAt) return
    haltAsked = true
    haltAgainAt = now + pollMs
    const { reason } = own
    trader!.halt(`${pulledText}${reason}`).then(
      () => {
        haltAsked = false
        haltFault = undefined
        accountRefuses = false
        kept ??= { reason, time: now }
        own = undefined
        wake()
      },
      (cause: unknown) => {
        haltAsked = false
        haltFault = cause instanceof Error ? cause.message : String(cause)
        accountRefuses = isShagunError(cause, 'not-started') || isShagunError(cause, 'account-halted')
        if (accountRefuses) wake()
      },
    )
  }

  function isClear(): boolean {
    const isBookClear = sweeper?.isClear === true
    if (outside === 'cancel' && sweeper !== undefined) return isBookClear
    if (accountRefuses || trader === undefined) return isBookClear
    return listOpen(trader.view).length === 0
  }

  function getReport(): KillReport {
    const latch = kept ?? own
    const obstacles = [
      trader === undefined && 'it is attached to no trader, so nothing can be canceled',
      haltFault !== undefined && `the journal does not have it: ${haltFault}`,
      accountRefuses && broker === undefined && 'the account takes no commands, and no broker was given to cancel at',
      accountRefuses && sweeper?.fault !== undefined && `the broker's book cannot be read: ${sweeper.fault}`,
    ].filter((obstacle) => typeof obstacle === 'string')
    return {
      isPulled: isPulled(),
      reason: latch?.reason ?? null,
      pulledAt: latch?.time ?? null,
      isJournaled: kept !== undefined && own === undefined,
      isClear: isPulled() && isClear(),
      open: listOfOpen(),
      left: sweeper?.left ?? [],
      obstacles,
    }
  }

  /** The account's own orders, but where it can say nothing any more and the broker's book can. */
  function listOfOpen(): readonly StubbornOrder[] {
    if (!isPulled() || isClear()) return []
    return accountRefuses && sweeper !== undefined && sweeper.fault === undefined
      ? sweeper.list()
      : (canceler?.list() ?? [])
  }

  function observe(event: JournalEvent): void {
    if (event.type === 'trading.halted') {
      if (event.reason.startsWith(pulledText)) {
        if (halted !== undefined && !halted.startsWith(pulledText)) before = halted
        keep({ reason: event.reason.slice(pulledText.length), time: event.time })
      }
      halted = event.reason
    } else if (event.type === 'trading.resumed') {
      halted = undefined
      // Whoever resumes trading in another way has not released this.
      if (event.reason.startsWith(releasedText)) kept = undefined
    }
    if (isPulled()) wake()
  }

  function keep(latch: NonNullable<Saved['kept']>): void {
    kept = latch
    if (own?.time === latch.time && own.reason === latch.reason) own = undefined
  }

  /** What is known of tries and answers is of before. */
  function begin({ environment, view, cancel }: Trader): void {
    const { timers, clock } = environment
    canceler = createCanceler({ view, cancel }, wake)
    if (broker !== undefined) sweeper = createBookSweeper(broker, { timers, now: clock.now }, isOurs, wake)
    workingSince = undefined
    haltAsked = false
    haltAgainAt = Number.NEGATIVE_INFINITY
    haltFault = undefined
    accountRefuses = false
  }

  function isOurs({
    brokerOrderId,
    clientOrderId,
  }: {
    readonly brokerOrderId: BrokerOrderId
    readonly clientOrderId?: string
  }): boolean {
    const { orders } = trader!.view
    // An account that knows of nothing can tell nothing apart.
    if (outside === 'cancel' || orders.size === 0 || clientOrderId !== undefined) return true
    for (const { brokerOrderIds } of orders.values()) if (brokerOrderIds.includes(brokerOrderId)) return true
    return false
  }

  function warn(message: string, cause: unknown): void {
    try {
      trader?.environment.log.error(message, { cause })
    } catch {
      // A log that fails must not stop it.
    }
  }

  function pullOn(signal: AbortSignal): Unsubscribe {
    const aborted = (): void => {
      const { reason } = signal
      void pull(reason instanceof Error ? reason.message : String(reason))
    }
    if (signal.aborted) aborted()
    else signal.addEventListener('abort', aborted, { once: true })
    return () => signal.removeEventListener('abort', aborted)
  }

  if (options.pulled !== undefined) own = { reason: options.pulled, time: undefined }
  if (options.signal !== undefined) pullOn(options.signal)

  return {
    rule: {
      name,
      check() {
        const latch = kept ?? own
        return latch && { rule: name, reason: `The kill switch is pulled: ${latch.reason}` }
      },
      observe,
      reset() {
        // Until the journal has said so, it is pulled as it was: the journal may be gone.
        own ??= kept
        kept = undefined
        if (trader !== undefined) begin(trader)
        halted = undefined
        before = undefined
        wake()
      },
      save: () => ({ kept: kept ?? null, halted: halted ?? null, before: before ?? null }) satisfies Saved as Json,
      restore(saved) {
        const state = saved as unknown as Saved
        if (state.kept !== null) keep(state.kept)
        halted = state.halted ?? undefined
        before = state.before ?? undefined
        wake()
      },
    },
    get isPulled() {
      return isPulled()
    },
    attach(general) {
      if (trader !== undefined) throw invalidOption(name, 'attach', general.account, 'one trader for each kill switch')
      const mine = general as unknown as Trader
      trader = mine
      begin(mine)
      ends = [mine.on('order.*', wake), mine.on('account.halted', wake), mine.on('trading.halted', wake)]
      wake()
      return () => {
        sleep?.()
        for (const end of ends) end()
        trader = undefined
        canceler = undefined
        sweeper = undefined
      }
    },
    pull,
    pullOn,
    async release(reason) {
      if (reason.trim() === '') throw invalidOption(name, 'reason', "''", 'why it is released')
      if (!isPulled()) return
      if (trader === undefined)
        throw invalidOption(name, 'attach', 'not called', 'attach(trader), whose journal keeps why')
      const standing = before
      const resumed = trader.resume(`${releasedText}${reason}`)
      // Trading that others had halted stays halted.
      const stands = standing === undefined ? undefined : trader.halt(standing)
      await Promise.all([resumed, stands])
      own = undefined
      before = undefined
      sleep?.()
    },
    getReport,
  }
}
