import { type ClientOrderId, memory, type Order } from '@shagun/core'
import { decodeEntry, type JournalEntry } from '@shagun/core/adapter'
import { createAccountState } from '../../packages/core/src/state/account-state.ts'
import { historyOf } from './history-of.ts'

type Saved = ReturnType<ReturnType<typeof createAccountState>['save']>

/** What the history of a seed leaves in its journal. */
export async function journalOf(seed: number): Promise<readonly JournalEntry[]> {
  const storage = memory({ chained: true })
  await historyOf(seed, { storage: () => storage })
  const journal = await storage.openJournal('main')
  const entries: JournalEntry[] = []
  for await (const entry of journal.read()) entries.push(entry)
  await journal.close()
  return entries
}

/** What an account has after these entries, as it is saved; begun from what was saved before, where that is given. */
export function stateAfter(entries: readonly JournalEntry[], saved?: Saved): Saved {
  const state = createAccountState(saved)
  for (const entry of entries) state.apply(decodeEntry(entry))
  return state.save()
}

/** The orders that it has then. */
export function ordersAfter(entries: readonly JournalEntry[]): ReadonlyMap<ClientOrderId, Order> {
  const state = createAccountState()
  for (const entry of entries) state.apply(decodeEntry(entry))
  return state.orders
}
