import type { Account } from '../account/account.ts'
import { createJournalWriter, type JournalWriter, readChain } from '../account/journal-writer.ts'
import type { Listeners } from '../account/listeners.ts'
import { ShagunError } from '../errors.ts'
import type { Ground } from '../execution/ground.ts'
import { decodeEntry } from '../model/codec.ts'
import { zero } from '../model/decimal.ts'
import type { JournalEvent } from '../model/events.ts'
import type { ExecutionId } from '../model/ids.ts'
import type { Timestamp } from '../model/time.ts'
import { type Awaitable, andThen, isPromise } from '../ports/awaitable.ts'
import type { Environment } from '../ports/environment.ts'
import type { Journal, Storage } from '../ports/storage.ts'
import { applyExecutionEvent, type ExecutionEvent, isExecutionEvent, type SavedExecution } from '../state/executions.ts'
import type { Inside } from './inside.ts'

/** The ground of a desk: its accounts hold the orders, and a journal of its own holds the parents. */
export interface DeskGround extends Ground {
  /** Reads its journal, where it is not open, and brings the accounts to where it is. */
  open(): Promise<void>
  close(): Promise<void>
}

export interface DeskGroundOptions {
  readonly name: string
  readonly storage: Storage
  readonly environment: Environment
  readonly insides: readonly [Inside, ...Inside[]]
  readonly listeners: Listeners
  /** Called when nothing can be kept any more. */
  readonly halted: (reason: string) => void
}

export function createDeskGround({
  name,
  storage,
  environment,
  insides,
  listeners,
  halted,
}: DeskGroundOptions): DeskGround {
  const [{ account: first, calendar }] = insides
  const accounts = new Map(insides.map(({ account }) => [account.name, account]))
  const executions = new Map<ExecutionId, SavedExecution>()
  let journal: Journal | undefined
  let writer: JournalWriter | undefined
  let failure: string | undefined
  const inFlight = new Set<Promise<void>>()
  /** Those that an account may still take for running. */
  const ended = new Map<ExecutionId, ExecutionEvent>()

  function requireRunning(): void {
    if (failure !== undefined) {
      const message = `Desk ${name} halted: ${failure}. Start it again when the cause is mended.`
      throw new ShagunError('account-halted', message, { details: { account: name, reason: failure } })
    }
    if (writer === undefined)
      throw new ShagunError('not-started', `Desk ${name} is not started; await its start() first.`, {
        details: { account: name },
      })
  }

  function fail(cause: unknown): never {
    if (failure === undefined) {
      failure = cause instanceof Error ? cause.message : String(cause)
      halted(failure)
    }
    throw cause
  }

  /** Keeps in mind what is not durable yet, and sees to it that nobody must. */
  function track(work: Awaitable<void>): Awaitable<void> {
    if (!isPromise(work)) return undefined
    const over = (): void => void inFlight.delete(work)
    inFlight.add(work)
    work.then(over, over)
    return work
  }

  function write(event: ExecutionEvent): Awaitable<void> {
    applyExecutionEvent(executions, event)
    try {
      const written = writer!.write([event])
      return isPromise(written) ? written.catch(fail) : undefined
    } catch (cause) {
      return fail(cause)
    }
  }

  /** Accounts keep the children of an execution for as long as they know that it runs. */
  function tellAccounts(event: ExecutionEvent, which: readonly Account[]): Awaitable<void> {
    const told = which.map((account) => account.commit({ ...event, desk: name } as JournalEvent)).filter(isPromise)
    return told.length === 0 ? undefined : Promise.all(told).then(() => {})
  }

  /** One that cannot be told is told when the desk starts again. */
  function tellEnd(event: ExecutionEvent): Awaitable<void> {
    const holders = [...accounts.values()].filter((account) => account.getState().executions.has(event.execution))
    ended.set(event.execution, event)
    try {
      const told = andThen(tellAccounts(event, holders), () => void ended.delete(event.execution))
      return isPromise(told) ? told.catch(() => {}) : undefined
    } catch {
      return undefined
    }
  }

  function placesOf({ params }: SavedExecution): readonly Account[] {
    const { routes } = params as unknown as { readonly routes?: readonly { readonly account: string }[] }
    const names = new Set(routes?.map(({ account }) => account) ?? [first.name])
    return [...accounts.values()].filter((account) => names.has(account.name))
  }

  /** A crash between two journals leaves an account without what the desk knows, or with what it has ended or never began. */
  async function mend(): Promise<void> {
    for (const [id, saved] of executions) {
      const without = placesOf(saved).filter((account) => !account.getState().executions.has(id))
      await tellAccounts(saved, without)
    }
    for (const account of accounts.values())
      for (const { execution, desk } of [...account.getState().executions.values()])
        if (desk === name && !executions.has(execution))
          await tellAccounts(ended.get(execution) ?? neverBegun(execution, environment.clock.now()), [account])
    ended.clear()
  }

  return {
    environment,
    calendar,
    accounts,
    listExecutions: () => [...executions.values()],
    commit(event) {
      if (!isExecutionEvent(event)) throw new TypeError(`A desk does not keep ${event.type}.`)
      requireRunning()
      if (event.type === 'execution.finished') return track(andThen(write(event), () => tellEnd(event)))
      const written = track(write(event))
      if (event.type !== 'execution.started') return written
      const told = track(tellAccounts(event, placesOf(event)))
      return andThen(written, () => told)
    },
    // Whom a failure concerns hears of it otherwise.
    settled: () => (inFlight.size === 0 ? undefined : Promise.allSettled(inFlight).then(() => {})),
    requireRunning,
    watch: (account, instrument, timeframes) =>
      insides.find((inside) => inside.account.name === account)!.watch(instrument, timeframes),
    async open() {
      if (writer !== undefined && failure === undefined) return mend()
      await close()
      failure = undefined
      executions.clear()
      journal = await storage.openJournal(name)
      try {
        const running = new Set([...accounts.values()].flatMap((account) => [...account.getState().executions.keys()]))
        let last: { readonly sequence: number; readonly hash: string } | undefined
        for await (const entry of readChain(journal, name)) {
          last = entry
          const event = decodeEntry(entry, name)
          if (!isExecutionEvent(event)) continue
          applyExecutionEvent(executions, event)
          if (event.type === 'execution.finished' && running.has(event.execution)) ended.set(event.execution, event)
        }
        writer = createJournalWriter(journal, last && { sequence: last.sequence, hash: last.hash }, listeners.publish)
        await mend()
      } catch (cause) {
        await close()
        throw cause
      }
    },
    close,
  }

  async function close(): Promise<void> {
    await Promise.allSettled(inFlight)
    const [closing, flight] = [journal, writer?.flight]
    writer = undefined
    journal = undefined
    await flight?.catch(() => {})
    await closing?.close()
  }
}

function neverBegun(execution: ExecutionId, time: Timestamp): ExecutionEvent {
  const reason = 'the desk does not know of it'
  return { type: 'execution.finished', time, execution, status: 'failed', residualQuantity: zero, reason }
}
