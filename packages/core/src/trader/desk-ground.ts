import type { Account } from '../account/account.ts'
import { createJournalWriter, type JournalWriter, readChain } from '../account/journal-writer.ts'
import type { Listeners } from '../account/listeners.ts'
import { ShagunError } from '../errors.ts'
import type { Ground } from '../execution/ground.ts'
import { decodeEntry } from '../model/codec.ts'
import { zero } from '../model/decimal.ts'
import type { JournalEvent } from '../model/events.ts'
import type { ExecutionId } from '../model/ids.ts'
import { type Awaitable, andThen, isPromise } from '../ports/awaitable.ts'
import type { Environment } from '../ports/environment.ts'
import type { Journal, Storage } from '../ports/storage.ts'
import { applyExecutionEvent, type ExecutionEvent, isExecutionEvent, type SavedExecution } from '../state/executions.ts'
import type { Inside } from './inside.ts'

/** The ground of a desk: its accounts hold the orders, and a journal of its own holds the parents. */
export interface DeskGround extends Ground {
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

  function write(event: ExecutionEvent): Awaitable<void> {
    requireRunning()
    applyExecutionEvent(executions, event)
    try {
      const written = writer!.write([event])
      return isPromise(written) ? written.catch(fail) : undefined
    } catch (cause) {
      return fail(cause)
    }
  }

  /** They keep the children of an execution for as long as they know that it runs. */
  function tellAccounts(event: ExecutionEvent, which: Iterable<Account>): Awaitable<void> {
    const told = [...which].map((account) => account.commit({ ...event, desk: name } as JournalEvent)).filter(isPromise)
    return told.length === 0 ? undefined : Promise.all(told).then(() => {})
  }

  function holders(execution: ExecutionId): Account[] {
    return [...accounts.values()].filter((account) => account.getState().executions.has(execution))
  }

  return {
    environment,
    calendar,
    accounts,
    listExecutions: () => [...executions.values()],
    commit(event) {
      if (!isExecutionEvent(event)) throw new TypeError(`A desk does not keep ${event.type}.`)
      requireRunning()
      if (event.type === 'execution.started') {
        const { routes } = event.params as unknown as { readonly routes?: readonly { readonly account: string }[] }
        const names = new Set(routes?.map(({ account }) => account) ?? [first.name])
        const at = [...accounts.values()].filter((account) => names.has(account.name))
        return andThen(tellAccounts(event, at), () => write(event))
      }
      const held = holders(event.execution)
      return andThen(write(event), () => (event.type === 'execution.finished' ? tellAccounts(event, held) : undefined))
    },
    requireRunning,
    watch: (account, instrument, timeframes) =>
      insides.find((inside) => inside.account.name === account)!.watch(instrument, timeframes),
    async open() {
      failure = undefined
      executions.clear()
      journal = await storage.openJournal(name)
      try {
        let last: { readonly sequence: number; readonly hash: string } | undefined
        for await (const entry of readChain(journal, name)) {
          const event = decodeEntry(entry, name)
          if (isExecutionEvent(event)) applyExecutionEvent(executions, event)
          last = entry
        }
        writer = createJournalWriter(journal, last && { sequence: last.sequence, hash: last.hash }, listeners.publish)
      } catch (cause) {
        await journal.close()
        throw cause
      }
      // A crash between two journals leaves an account with what the desk has ended, or never began.
      for (const account of accounts.values())
        for (const { execution, desk } of [...account.getState().executions.values()])
          if (desk === name && !executions.has(execution)) await tellAccounts(endOf(execution, first), [account])
    },
    async close() {
      await writer?.flight?.catch(() => {})
      writer = undefined
      await journal?.close()
      journal = undefined
    },
  }
}

function endOf(execution: ExecutionId, { view }: Account): ExecutionEvent {
  const reason = 'the desk does not know of it'
  return { type: 'execution.finished', time: view.now, execution, status: 'failed', residualQuantity: zero, reason }
}
