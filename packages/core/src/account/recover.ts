import { decodeEntry } from '../model/codec.ts'
import type { Journal, JournalEntry, Storage } from '../ports/storage.ts'
import { readChain } from './journal-writer.ts'
import type { Kernel } from './kernel.ts'

/** Replays the journal into a fresh memory, and leaves the account ready to write on. */
export async function replay(kernel: Kernel, storage: Storage): Promise<Journal> {
  const journal = await storage.openJournal(kernel.account)
  try {
    kernel.begin(journal)
    let last: JournalEntry | undefined
    for await (const entry of readChain(journal, kernel.account)) {
      kernel.replay(decodeEntry(entry, kernel.account))
      last = entry
    }
    kernel.resume(last && { sequence: last.sequence, hash: last.hash })
    return journal
  } catch (cause) {
    await journal.close()
    throw cause
  }
}
