import type { JournalEvent, Json } from '@shagun/core'

/** What a rule remembers of the events it saw; the part of a rule that keeps state. */
export interface Kept {
  observe(event: JournalEvent): void
  reset(): void
  save(): Json
  restore(saved: Json): void
}

/** That part alone, of something that can do more. */
export function keeping({ observe, reset, save, restore }: Kept): Kept {
  return { observe, reset, save, restore }
}
