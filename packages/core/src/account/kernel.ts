import { ShagunError } from '../errors.ts'
import type { AccountView } from '../model/account-view.ts'
import type { JournalEvent } from '../model/events.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Denial } from '../model/outcome.ts'
import type { Timestamp } from '../model/time.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { isPromise } from '../ports/awaitable.ts'
import type { Broker } from '../ports/broker.ts'
import type { Environment } from '../ports/environment.ts'
import type { OrderIntent, RiskRule } from '../ports/risk-rule.ts'
import type { Journal } from '../ports/storage.ts'
import { type AccountState, createAccountState } from '../state/account-state.ts'
import { createJournalWriter, type JournalWriter } from './journal-writer.ts'
import type { Listeners } from './listeners.ts'
import type { Snapshot } from './snapshot.ts'
import { createView, type ObservingView } from './view.ts'

/**
 * What the verbs of an account share: its state, and the one way to change it.
 *
 * `closed`: not started. `recovering`: the broker's books are being read, or cannot be read; new orders are denied.
 * `halted`: memory can no longer be trusted; starting again is the only way on.
 */
export interface Kernel {
  readonly account: string
  readonly broker: Broker
  readonly environment: Environment
  readonly listeners: Listeners
  readonly view: ObservingView
  readonly instruments: Map<InstrumentId, Instrument>
  /** When the trading day after a moment begins. */
  readonly nextDay: (now: Timestamp) => Timestamp
  readonly state: AccountState
  /** Counts fills as they are committed, so that a reader can tell whether one came meanwhile. */
  readonly fillsBooked: number
  phase: 'closed' | 'recovering' | 'open' | 'halted'
  /** Why it halted last. */
  readonly haltCause: unknown
  /** Forgets everything and goes on from this journal, or from a snapshot of it. */
  begin(journal: Journal, snapshot?: Snapshot): void
  /** Whether something that was committed is not durable yet. */
  readonly isWriting: boolean
  /** The journal's last entry, durable or not. */
  readonly last: { readonly sequence: number; readonly hash: string } | undefined
  /** Applies an event that the journal holds already. */
  replay(event: JournalEvent): void
  /** Continues the journal after its last entry. */
  resume(last: { readonly sequence: number; readonly hash: string } | undefined): void
  /** State changes at once, so that what is checked is reserved; resolves when the events are durable, all or none. */
  commit(...events: readonly JournalEvent[]): Awaitable<void>
  /** Whether a rule failed to see an event, so that what it would save is not what it should know. */
  readonly isBlind: boolean
  /** The first rule that says no. */
  check(intent: OrderIntent): Denial | undefined
  halt(cause: unknown): void
  /** Resolves when all that was committed is durable, or cannot be. */
  flush(): Promise<void>
  /** Lets `idle` wait for it. */
  track<T>(work: Awaitable<T>): Awaitable<T>
  idle(): Promise<void> | undefined
}

export interface KernelOptions {
  readonly account: string
  readonly broker: Broker
  readonly rules: readonly RiskRule[]
  readonly listeners: Listeners
  /** When the trading day after this moment begins, for profit `today`. */
  readonly nextDay: (now: Timestamp) => Timestamp
}

export function createKernel({ account, broker, rules, listeners, nextDay }: KernelOptions): Kernel {
  const { environment } = broker
  const instruments = new Map<InstrumentId, Instrument>()
  const inFlight = new Set<Promise<unknown>>()
  const blind = new Map<RiskRule, Denial>()
  let dayEnds = Number.NEGATIVE_INFINITY
  let state = createAccountState()
  let journal: Journal | undefined
  let writer: JournalWriter | undefined
  let fillsBooked = 0
  let haltCause: unknown

  const kernel: Kernel = {
    account,
    broker,
    environment,
    listeners,
    instruments,
    nextDay,
    view: createView({ environment, instruments, state: () => state, turnDay }),
    phase: 'closed',
    get state() {
      return state
    },
    get fillsBooked() {
      return fillsBooked
    },
    get isWriting() {
      return writer?.flight !== undefined
    },
    get last() {
      return writer?.last
    },
    get haltCause() {
      return haltCause
    },
    get isBlind() {
      return blind.size > 0
    },
    begin(opened, snapshot) {
      journal = opened
      state = createAccountState(snapshot?.state)
      dayEnds = state.dayTurnedAt === undefined ? Number.NEGATIVE_INFINITY : nextDay(state.dayTurnedAt)
      blind.clear()
      // What is still under way from before belongs to nobody.
      inFlight.clear()
      for (const rule of rules) {
        rule.reset?.()
        if (snapshot !== undefined) rule.restore?.(snapshot.rules[rule.name]!)
      }
    },
    replay(event) {
      state.apply(event)
      if (event.type === 'day.turned') dayEnds = nextDay(event.time)
      for (const rule of rules) watch(rule, event)
    },
    resume(last) {
      writer = createJournalWriter(journal!, last, listeners.publish)
    },
    commit(...events) {
      requireRunning(kernel)
      // What earns or costs belongs to its own day, which begins before all of it, in memory as in the journal.
      for (const { type } of events) if (type === 'order.filled' || type === 'position.adjusted') beginDay()
      for (const event of events) {
        if (event.type === 'order.filled') fillsBooked++
        kernel.replay(event)
      }
      try {
        const written = writer!.write(events)
        return isPromise(written) ? kernel.track(written.catch(failed)) : undefined
      } catch (cause) {
        return failed(cause)
      }
    },
    check(intent) {
      for (const rule of rules) {
        const denial = blind.get(rule) ?? ask(rule, intent, kernel.view)
        if (denial !== undefined) return denial
      }
      return undefined
    },
    halt(cause) {
      if (kernel.phase === 'halted') return
      kernel.phase = 'halted'
      haltCause = cause
      const reason = reasonOf(cause)
      environment.log.error(`Account ${account} halted: ${reason}`)
      listeners.publish({ type: 'account.halted', time: environment.clock.now(), account, reason })
    },
    async flush() {
      await writer?.flight?.catch(() => {})
    },
    track(work) {
      if (isPromise(work)) {
        const done = (): void => {
          inFlight.delete(work)
        }
        inFlight.add(work)
        work.then(done, done)
      }
      return work
    },
    idle() {
      return inFlight.size === 0 ? undefined : settleAll(inFlight)
    },
  }

  /** What was made before the first position is nothing; from then on each day's profit is counted from its beginning. */
  function turnDay(): void {
    if (state.books.positions.size > 0 && isRunning(kernel)) beginDay()
  }

  /** A price at the very end of a day still belongs to it; so the day turns just after. By the clock: a quote may lie. */
  function beginDay(): void {
    const time = environment.clock.now()
    if (time <= dayEnds) return
    const { realized, unrealized } = state.books.getProfit()
    try {
      quietly(kernel.commit({ type: 'day.turned', time, profit: realized + unrealized }))
    } catch {
      // The account has halted, and told so.
    }
  }

  /** A rule that failed to see an event knows less than it should, so nothing passes it until the next start. */
  function watch(rule: RiskRule, event: JournalEvent): void {
    try {
      rule.observe?.(event)
    } catch (cause) {
      const why = reasonOf(cause)
      const reason = `The rule ${rule.name} failed while it watched ${event.type}, so nothing passes it: ${why}`
      environment.log.error(reason, { cause })
      blind.set(rule, { rule: rule.name, reason })
    }
  }

  function failed(cause: unknown): never {
    kernel.halt(cause)
    throw haltedError(account, cause)
  }

  return kernel
}

export function isRunning({ phase }: Kernel): boolean {
  return phase === 'open' || phase === 'recovering'
}

/** A commit that fails has halted the account, and told so; nobody waits for this one. */
export function quietly(work: Awaitable<unknown>): void {
  if (isPromise(work)) work.catch(() => {})
}

/** Refuses what is asked of an account that is not running. */
export function requireRunning({ account, phase, haltCause }: Kernel): void {
  if (phase === 'halted') throw haltedError(account, haltCause)
  if (phase !== 'closed') return
  throw new ShagunError('not-started', `Account ${account} is not running; call start() first.`, {
    details: { account },
  })
}

export function haltedError(account: string, cause: unknown): ShagunError {
  const reason = reasonOf(cause)
  const message = `Account ${account} halted, because ${reason.replace(/\.$/, '')}; mend that and call start() again.`
  return new ShagunError('account-halted', message, { details: { account, reason }, cause })
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** A rule that fails cannot say yes. */
function ask(rule: RiskRule, intent: OrderIntent, view: AccountView): Denial | undefined {
  try {
    return rule.check(intent, view)
  } catch (cause) {
    const why = reasonOf(cause)
    return { rule: rule.name, reason: `The rule ${rule.name} failed, so nothing passes it: ${why}` }
  }
}

async function settleAll(inFlight: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (inFlight.size > 0) await Promise.allSettled(inFlight)
}
