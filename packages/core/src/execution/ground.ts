import type { Account } from '../account/account.ts'
import type { Calendar } from '../model/calendar.ts'
import type { JournalEvent } from '../model/events.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Timeframe } from '../model/time.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import type { Environment, Unsubscribe } from '../ports/environment.ts'
import type { SavedExecution } from '../state/executions.ts'

/** What executions stand on: the accounts that hold their orders, and the journal that holds them. */
export interface Ground {
  readonly environment: Environment
  readonly calendar: Calendar | undefined
  /** By name. The first is where an execution without routes trades. */
  readonly accounts: ReadonlyMap<string, Account>
  /** Those that were begun here and have not finished. */
  listExecutions(): readonly SavedExecution[]
  /** @throws ShagunError where nothing can be kept any more */
  commit(event: JournalEvent): Awaitable<void>
  /**
   * What must have come about before orders follow what was committed; at once where one journal holds both, in that
   * order.
   */
  settled(): Awaitable<void>
  /** @throws ShagunError `not-started`, `account-halted` */
  requireRunning(): void
  /** Sees to it that the market of an instrument is heard, for as long as somebody needs it. */
  watch(account: string, instrument: InstrumentId, timeframes: readonly Timeframe[]): Unsubscribe
}
