import {
  type Calendar,
  type Denial,
  isShagunError,
  type JournalEvent,
  type OrderIntent,
  type Trader,
  type Unsubscribe,
} from '@shagun/core'
import { type Canceler, createCanceler, type StubbornOrder } from './cancel-open.ts'
import { createExits, type FlattenOptions } from './exits.ts'
import { heightOf, type RiskRung } from './limits.ts'
import { isExit, listOpen } from './open-orders.ts'

/** What is being done about breaches, and what will not be done. */
export interface ReactionStatus {
  /** Nothing is left to do at this rung. */
  readonly isDone: boolean
  readonly canceling: readonly StubbornOrder[]
  /** What is held and cannot be got rid of, and why. */
  readonly failures: readonly { readonly position: string; readonly reason: string }[]
  /** What stands in the way of all of it. */
  readonly obstacle: string | null
}

/**
 * Does what the rung asks for. Each step looks at the account as it is and does what is still missing, so it does not
 * matter what came before: a restart, a crash between two steps, fills that nobody expected.
 */
export interface Reactions {
  readonly status: ReactionStatus
  /** Something has changed: looks again, soon. */
  wake(): void
  /** Looks at once; for whoever is in the middle of nothing. */
  act(): void
  /** To be told in the journal and to listeners. */
  report(denial: Denial): void
  observe(event: JournalEvent): void
  /** Whether this order is a way out of a position, on its way just now. */
  lets(intent: OrderIntent): boolean
  /** Why trading is halted, as the journal has it. */
  readonly halted: string | undefined
  /** The journal is about to be replayed, or gone on from. */
  begin(halted?: string): void
  stop(): void
}

/** How long it is tried again where nothing answers that could say when to look. */
const pollMs = 1_000
/** An account that is not running is looked after for so long: it may be starting. */
const mostTriesWhileClosed = 120

export function createReactions({
  trader,
  name,
  rung,
  why,
  flatten,
  calendar,
}: {
  readonly trader: Trader
  readonly name: string
  readonly rung: () => RiskRung
  /** For whoever reads of the halt. */
  readonly why: () => string
  readonly flatten: FlattenOptions
  readonly calendar: Calendar | undefined
}): Reactions {
  const { view, environment } = trader
  const canceler: Canceler = createCanceler(trader, wake)
  const exits = createExits(trader, flatten, wake)
  let reports: Denial[] = []
  let halted: string | undefined
  let haltAsked = false
  let obstacle: string | null = null
  let isDone = true
  let isAwake = false
  let isStopped = false
  let isClosed = false
  let triesWhileClosed = 0
  let sleep: Unsubscribe | undefined

  function wake(): void {
    if (isAwake || isStopped) return
    isAwake = true
    // Not at once: whoever wakes us may be in the middle of a change.
    void Promise.resolve().then(() => {
      isAwake = false
      act()
    })
  }

  function act(): void {
    if (isStopped) return
    try {
      step()
    } catch (cause) {
      // Whatever it was, the next look may get further.
      environment.log.error(`${name} failed while it reacted; it tries again.`, { cause })
      sleepFor(pollMs)
    }
  }

  function sleepFor(ms: number): void {
    sleep?.()
    sleep = environment.timers.after(ms, () => {
      sleep = undefined
      act()
    })
  }

  function step(): void {
    const height = heightOf(rung())
    for (const denial of reports.splice(0)) void told(`a breach of ${denial.rule}`, trader.reportBreach(denial))
    if (height < heightOf('halt')) {
      isDone = true
      return
    }
    const now = view.now
    const isFlattening = rung() === 'flatten'
    let next = Infinity
    obstacle = null
    if (height >= heightOf('cancel-all')) {
      const wants = isFlattening
        ? (order: Parameters<typeof isExit>[0]) => !isExit(order) || exits.isLate(order, now)
        : undefined
      next = canceler.step(now, wants) ?? Infinity
    }
    const isHolding = isFlattening && [...view.positions.values()].flat().some(({ quantity }) => !quantity.isZero())
    if (isFlattening) leave()
    if (!isHolding && halted === undefined) halt()
    const isOpen = height >= heightOf('cancel-all') && listOpen(view).length > 0
    isDone = !isHolding && !isOpen && halted !== undefined
    if (isDone) return
    if (canceler.refusal !== undefined) obstacle = `the account takes no commands: ${canceler.refusal}`
    // It goes on when the account is started, which begins by replaying the journal.
    triesWhileClosed = isClosed || canceler.refusal !== undefined ? triesWhileClosed + 1 : 0
    if (triesWhileClosed > mostTriesWhileClosed) return
    sleepFor(Math.min(pollMs, Math.max(1, next - now)))
  }

  /** Ways out are orders, and a halt lets none pass; while it is lifted this monitor's own rule denies everything else. */
  function leave(): void {
    const now = view.now
    const planned = exits.plan(now)
    if (planned.length === 0) return
    if (calendar?.isOpen(now) === false) {
      obstacle = `${calendar.id} is closed, so ways out wait for its next session`
      return
    }
    if (halted !== undefined && !halted.startsWith(ownReason())) {
      obstacle = `trading was halted by somebody else, so that no way out passes: ${halted}`
      return
    }
    if (halted !== undefined)
      void told('that ways out may pass', trader.resume(`${name} lets ways out pass, and nothing else`))
    exits.place(planned, now)
  }

  function halt(): void {
    if (haltAsked) return
    haltAsked = true
    void told('a halt', trader.halt(`${ownReason()}${why()}`)).then(() => {
      haltAsked = false
    })
  }

  function ownReason(): string {
    return `${name}: `
  }

  /** A journal that cannot be written must not stop what is done; the rule denies from memory. */
  async function told(what: string, kept: Promise<void>): Promise<void> {
    try {
      await kept
      isClosed = false
    } catch (cause) {
      isClosed = isShagunError(cause, 'not-started') || isShagunError(cause, 'account-halted')
      obstacle = cause instanceof Error ? cause.message : String(cause)
      environment.log.warn(`${name} could not keep ${what} in the journal.`, { cause })
    }
  }

  return {
    get status() {
      const failures = Array.from(exits.failures, ([position, reason]) => ({ position, reason }))
      return { isDone, canceling: canceler.list().filter(({ tries }) => tries > 0), failures, obstacle }
    },
    wake,
    act,
    report(denial) {
      reports.push(denial)
      wake()
    },
    observe(event) {
      if (event.type === 'trading.halted') halted = event.reason
      else if (event.type === 'trading.resumed') halted = undefined
      else if (event.type === 'order.canceled' || event.type === 'order.expired') {
        const order = view.orders.get(event.clientOrderId)
        if (order !== undefined) exits.settle(order.terms.instrument, event.time)
      }
      if (heightOf(rung()) >= heightOf('halt')) wake()
    },
    lets: exits.lets,
    get halted() {
      return halted
    },
    begin(kept) {
      halted = kept
      reports = []
      triesWhileClosed = 0
      wake()
    },
    stop() {
      isStopped = true
      sleep?.()
    },
  }
}
