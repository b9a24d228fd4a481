import { isShagunError } from '../errors.ts'
import type { Journal } from '../ports/storage.ts'
import { readChain } from './journal-writer.ts'

/** Whether a journal is what was written. */
export type JournalVerdict =
  | {
      readonly ok: true
      /** How many there are. */
      readonly entries: number
    }
  | {
      readonly ok: false
      /** Of the first entry that is missing or was changed. */
      readonly sequence: number
    }

/**
 * Proves that a journal has no gap and that no entry was changed since it was written.
 *
 * A journal that is not chained (in memory, unless asked for) can only be checked for gaps. What was cut off at its end
 * leaves no trace in what is left: keep the last hash elsewhere where that matters.
 *
 * @throws ShagunError `storage-failed` where the storage cannot be read
 * @example
 * ```ts
 * import { memory, verifyJournal } from '@shagun/core'
 *
 * const journal = await memory({ chained: true }).openJournal('main')
 * const verdict = await verifyJournal(journal)
 * console.log(verdict.ok ? `${verdict.entries} entries, unchanged` : `broken at ${verdict.sequence}`)
 * ```
 */
export async function verifyJournal(journal: Journal): Promise<JournalVerdict> {
  let entries = 0
  try {
    for await (const _ of readChain(journal, '')) entries++
    return { ok: true, entries }
  } catch (cause) {
    if (!isShagunError(cause, 'journal-broken')) throw cause
    return { ok: false, sequence: cause.details.sequence }
  }
}
