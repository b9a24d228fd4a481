import type { Storage } from '@shagun/core/adapter'

/** A storage that breaks one promise, and the case that must notice; all others must not. */
export interface BrokenStorage {
  readonly how: string
  readonly fails: string
  /** @param place - what is there beside the storage, and was when another was there */
  breaks(storage: Storage, place: Set<string>): Storage
}
