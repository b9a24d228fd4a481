import type { StorageStage } from './stage.ts'

/** What must hold of a storage, and how that is looked into. */
export interface StorageClaim {
  readonly id: string
  readonly claim: string
  /** Whether it is about what outlives the storage that wrote it. */
  readonly lasting?: true
  /** Throws a breach where it does not hold. */
  check(stage: StorageStage): Promise<void>
}
