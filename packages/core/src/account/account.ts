import { ShagunError } from '../errors.ts'
import type { BrokerReport } from '../model/broker-book.ts'
import type { Calendar } from '../model/calendar.ts'
import type { CorporateAction, OrderAdjustment } from '../model/corporate-action.ts'
import type { JournalEvent } from '../model/events.ts'
import type { ClientOrderId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { GroupRequest, Order, OrderChange, OrderRequest } from '../model/order.ts'
import type { CommandOutcome, Denial, Placement } from '../model/outcome.ts'
import type { Supports } from '../model/supports.ts'
import type { Timestamp } from '../model/time.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import { andThen } from '../ports/awaitable.ts'
import type { Broker } from '../ports/broker.ts'
import type { Timers, Unsubscribe } from '../ports/environment.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import type { Storage } from '../ports/storage.ts'
import type { AccountState } from '../state/account-state.ts'
import type { TrackedOrder } from '../state/tracked-order.ts'
import { applyCorporateAction } from './adjust.ts'
import { cancel, giveCancel } from './cancel.ts'
import { createConfirmer } from './confirm.ts'
import { createConnection, type LineReport } from './connection.ts'
import { createKernel, quietly, requireRunning } from './kernel.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { modify } from './modify.ts'
import { type Origin, place, placeGroup, preview } from './place.ts'
import { readBooks } from './read-books.ts'
import { createReceiver } from './receive.ts'
import { type OpenRecord, recover } from './recover.ts'
import type { ObservingView } from './view.ts'

/** The kernel of one broker account: orders in, facts out, everything in the journal in between. */
export interface Account {
  readonly name: string
  readonly supports: Supports
  readonly view: ObservingView
  readonly listeners: Listeners
  getState(): AccountState
  /** @param listed - instruments that data providers know */
  start(listed?: readonly Instrument[]): Promise<void>
  stop(): Promise<void>
  place(request: OrderRequest, origin: Origin): Awaitable<Placement>
  placeGroup(group: GroupRequest, origin: Origin): Awaitable<readonly Placement[]>
  /** What rules would say of an order now. */
  preview(request: OrderRequest): Denial | undefined
  modify(id: ClientOrderId, change: OrderChange): Awaitable<CommandOutcome>
  cancel(id: ClientOrderId): Awaitable<CommandOutcome>
  applyCorporateAction(action: CorporateAction): Promise<readonly OrderAdjustment[]>
  confirmed(id: ClientOrderId, signal?: AbortSignal): Promise<Order>
  /** For what is decided beside the account and belongs in its journal: halts, breaches, running algos. */
  commit(event: JournalEvent): Awaitable<void>
  /** @throws ShagunError `not-started`, `account-halted` */
  requireRunning(): void
  isHalted(): boolean
  warn(message: string, fields: object): void
  idle(): Promise<void> | undefined
}

export interface AccountOptions {
  readonly account: string
  readonly broker: Broker
  readonly storage: Storage
  readonly rules: readonly RiskRule[]
  readonly instruments: readonly Instrument[]
  readonly calendar: Calendar | undefined
  readonly absentAfterMs: number
  readonly reconcileEveryMs: number
  readonly snapshotEvery: number
}

export function createAccount(options: AccountOptions): Account {
  const { account, broker, storage, rules, calendar } = options
  const { environment } = broker
  const listeners = createListeners(environment.log)
  const kernel = createKernel({ account, broker, rules, listeners, nextDay: (now) => endOfDay(now, calendar) })
  const cancelLate = (tracked: TrackedOrder): void => quietly(kernel.track(giveCancel(kernel, tracked)))
  const receiver = createReceiver(kernel, cancelLate, (why, severe) =>
    severe ? connection.doubt(why) : connection.lookAgain(),
  )
  const confirmer = createConfirmer({
    kernel,
    receiver,
    absentAfterMs: options.absentAfterMs,
    doubt: (why) => connection.doubt(why),
  })
  const connection = createConnection({
    kernel,
    readBooks: () =>
      readBooks({
        kernel,
        receiver,
        missing: confirmer.resolve,
        unsettled: () => connection.lookAgain(),
        absentAfterMs: options.absentAfterMs,
      }),
    reconcileEveryMs: options.reconcileEveryMs,
  })
  let record: OpenRecord | undefined
  let disconnect: (() => Promise<void>) | undefined
  let starting: Promise<void> | undefined
  let stopping: Promise<void> | undefined
  let isCanceled = false
  let dayEnds: Unsubscribe | undefined

  function isHalted(): boolean {
    return kernel.phase === 'halted'
  }

  function onReport(report: BrokerReport): void {
    if (isAboutTheLine(report)) connection.receive(report)
    else receiver.receive(report)
  }

  function start(listed: readonly Instrument[] = []): Promise<void> {
    starting ??= begin(listed).finally(() => {
      starting = undefined
    })
    return starting
  }

  async function begin(listed: readonly Instrument[]): Promise<void> {
    await stopping
    if (kernel.phase === 'open' || kernel.phase === 'recovering') return
    await release()
    isCanceled = false
    try {
      for (const instrument of await listInstruments(listed)) kernel.instruments.set(instrument.id, instrument)
      if (isCanceled) throw stoppedMeanwhile(account)
      record = await recover({ kernel, storage, rules, snapshotEvery: options.snapshotEvery })
      kernel.phase = 'recovering'
      if (isCanceled) throw stoppedMeanwhile(account)
      disconnect = await broker.connect(onReport)
      await connection.open(askAfterUnanswered)
      // It may have halted, or been stopped, meanwhile.
      if (isCanceled) throw stoppedMeanwhile(account)
      requireRunning(kernel)
      endDayLater()
    } catch (cause) {
      if (kernel.phase !== 'halted') kernel.phase = 'closed'
      await kernel.flush()
      await release()
      throw cause
    }
  }

  async function stop(): Promise<void> {
    if (starting !== undefined) {
      isCanceled = true
      await starting.catch(() => {})
    }
    if (kernel.phase === 'closed') return
    await withGrace(kernel.idle(), environment.timers)
    if (!isHalted()) {
      kernel.phase = 'closed'
      await withGrace(record?.saveSnapshot(), environment.timers)
    }
    await withGrace(kernel.flush(), environment.timers)
    kernel.phase = 'closed'
    await release()
  }

  /** Each day ends with a look into the books, and with a snapshot, so that no start replays more than a day. */
  function endDayLater(): void {
    if (options.reconcileEveryMs === 0) return
    const now = environment.clock.now()
    dayEnds = environment.timers.after(kernel.nextDay(now) - now + 1, () => {
      connection.lookAgain()
      void kernel.track(record?.saveSnapshot())
      endDayLater()
    })
  }

  async function askAfterUnanswered(): Promise<void> {
    for (const { order } of kernel.state.listOpen()) {
      const { clientOrderId } = order.terms
      if (order.lifecycle === 'submitted' && order.certainty === 'confirmed')
        await kernel.commit({
          type: 'order.unconfirmed',
          time: kernel.view.now,
          clientOrderId,
          cause: 'connection-lost',
        })
      confirmer.resolveIfOpen(clientOrderId)
    }
  }

  /** A command is over when a fact says so, and not when the broker takes it. */
  function followUp(id: ClientOrderId, outcome: Awaitable<CommandOutcome>): Awaitable<CommandOutcome> {
    return andThen(outcome, (answered) => {
      confirmer.resolveIfOpen(id)
      return answered
    })
  }

  function followPlacement(placement: Placement): Placement {
    confirmer.resolveIfOpen(placement.order.terms.clientOrderId)
    return placement
  }

  const commands: Pick<Account, 'modify' | 'cancel'> = {
    modify: (id, change) => followUp(id, modify(kernel, receiver, id, change)),
    cancel: (id) => followUp(id, cancel(kernel, receiver, id)),
  }

  /** The broker knows best what it trades, and what the application says itself counts most. */
  async function listInstruments(listed: readonly Instrument[]): Promise<readonly Instrument[]> {
    return [...listed, ...((await broker.fetchInstruments?.()) ?? []), ...options.instruments]
  }

  async function release(): Promise<void> {
    dayEnds?.()
    confirmer.stop()
    connection.close()
    const [ending, closing] = [disconnect, record]
    disconnect = undefined
    record = undefined
    // An adapter that fails to say goodbye must not keep the journal from being closed.
    try {
      await ending?.()
    } catch (cause) {
      environment.log.warn(`${broker.id} threw when it was let go.`, { cause })
    }
    await closing?.journal.close()
  }

  return {
    name: account,
    supports: broker.supports,
    view: kernel.view,
    listeners,
    getState: () => kernel.state,
    start,
    stop() {
      stopping ??= stop().finally(() => {
        stopping = undefined
      })
      return stopping
    },
    place(request, origin) {
      return andThen(place(kernel, receiver, request, origin), followPlacement)
    },
    placeGroup(group, origin) {
      return andThen(placeGroup(kernel, receiver, group, origin), (placements) => placements.map(followPlacement))
    },
    preview: (request) => preview(kernel, request),
    ...commands,
    applyCorporateAction: (action) => applyCorporateAction(kernel, commands, action),
    confirmed: confirmer.confirmed,
    commit: kernel.commit,
    requireRunning: () => requireRunning(kernel),
    isHalted,
    warn: (message, fields) => environment.log.warn(message, fields),
    idle: kernel.idle,
  }
}

/** Everything else, whatever it is, is read as a report of orders. */
function isAboutTheLine(report: BrokerReport | undefined): report is LineReport {
  return report?.type === 'lost' || report?.type === 'restored' || report?.type === 'session-expired'
}

/** The trading day turns when a session ends; without a calendar, at midnight UTC. */
function endOfDay(now: Timestamp, calendar: Calendar | undefined): Timestamp {
  return calendar?.nextClose(now) ?? (Math.floor(now / 86_400_000) + 1) * 86_400_000
}

export function stoppedMeanwhile(account: string): ShagunError {
  return new ShagunError('not-started', `Account ${account} was stopped while it started.`, { details: { account } })
}

const graceMs = 5_000

/**
 * Waits for what is under way, but not for ever: an answer that comes after the end is asked for by the next start.
 */
async function withGrace(work: Promise<void> | undefined, timers: Timers): Promise<void> {
  if (work === undefined) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const cancel = timers.after(graceMs, resolve)
  await Promise.race([work, promise])
  cancel()
}
