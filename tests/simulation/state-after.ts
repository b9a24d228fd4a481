import { decodeEntry, type JournalEntry } from '@shagun/core/adapter'
import { createAccountState } from '../../packages/core/src/state/account-state.ts'

type Saved = ReturnType<ReturnType<typeof createAccountState>['save']>

/** What an account has after these entries, as it is saved; begun from what was saved before, where that is given. */
export function stateAfter(entries: readonly JournalEntry[], saved?: Saved): Saved {
  const state = createAccountState(saved)
  for (const entry of entries) state.apply(decodeEntry(entry))
  return state.save()
}
