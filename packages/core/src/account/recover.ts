import { decodeEntry } from '../model/codec.ts'
import type { RiskRule } from '../ports/risk-rule.ts'
import type { Journal, Storage } from '../ports/storage.ts'
import { readChain } from './journal-writer.ts'
import type { Kernel } from './kernel.ts'
import { encodeSnapshot, loadSnapshot, needsWholeJournal } from './snapshot.ts'

/** The journal that an account writes, and the snapshots beside it. */
export interface OpenRecord {
  readonly journal: Journal
  /** Keeps what the account is now, where enough has happened since the last time. */
  saveSnapshot(): Promise<void>
}

export interface RecordOptions {
  readonly kernel: Kernel
  readonly storage: Storage
  readonly rules: readonly RiskRule[]
  /** How many entries make another snapshot worth keeping; 0 for never. */
  readonly snapshotEvery: number
}

/** Brings an account to where its journal ends, from its snapshot on, and leaves it ready to write on. */
export async function recover({ kernel, storage, rules, snapshotEvery }: RecordOptions): Promise<OpenRecord> {
  const { account } = kernel
  const journal = await storage.openJournal(account)
  const serves = journal.chained !== false && !rules.some(needsWholeJournal)
  try {
    const snapshot = serves ? await loadSnapshot(journal, account, rules) : undefined
    kernel.begin(journal, snapshot)
    let last: { readonly sequence: number; readonly hash: string } | undefined = snapshot
    for await (const entry of readChain(journal, account, snapshot)) {
      kernel.replay(decodeEntry(entry, account))
      last = entry
    }
    kernel.resume(last && { sequence: last.sequence, hash: last.hash })
    let kept = snapshot?.sequence ?? -1
    return {
      journal,
      async saveSnapshot() {
        if (!serves || snapshotEvery === 0 || (kernel.last?.sequence ?? -1) - kept < snapshotEvery) return
        kept = (await keepSnapshot(kernel, journal, rules)) ?? kept
      },
    }
  } catch (cause) {
    await journal.close()
    throw cause
  }
}

/** What was closed so long ago can hardly be filled, or be asked about, any more. */
const rememberedMs = 7 * 86_400_000
const mostTries = 10

/** The sequence that it was kept after; `undefined` where it could not be. */
async function keepSnapshot(kernel: Kernel, journal: Journal, rules: readonly RiskRule[]): Promise<number | undefined> {
  const { environment, account } = kernel
  for (let tries = 0; tries < mostTries; tries++) {
    await kernel.flush()
    // The next start shall replay what the rule failed to see, and not go on from what it made of it.
    if (kernel.isBlind) return undefined
    // Memory may be ahead of the journal, and a snapshot must not be.
    if (kernel.isWriting || kernel.phase === 'halted') continue
    const { state, last } = kernel
    state.forgetClosedBefore(environment.clock.now() - rememberedMs)
    try {
      await journal.saveSnapshot(last!.sequence, encodeSnapshot(last!.hash, state, rules))
      return last!.sequence
    } catch (cause) {
      // The journal has everything; only the next start takes longer.
      environment.log.warn(`A snapshot of account ${account} could not be kept.`, { cause })
      return undefined
    }
  }
  return undefined
}
