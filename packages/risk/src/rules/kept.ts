import type { AccountView, JournalEvent, Json } from '@shagun/core'

/** What a rule remembers of the events it saw; the part of a rule that keeps state. */
export interface Kept {
  observe(event: JournalEvent): void
  reset(): void
  save(): Json
  restore(saved: Json): void
}

/** Something known of the account, to be brought up to date with its view before it is asked. */
export interface Followed extends Kept {
  refresh(view: AccountView): void
}

/** That part alone, of something that can do more. */
export function keeping({ observe, reset, save, restore }: Kept): Kept {
  return { observe, reset, save, restore }
}
