import type { Awaitable } from '@shagun/core'
import type { Storage } from '@shagun/core/adapter'
import { type ConformanceCase, conformanceCase } from '../conformance-case.ts'
import { storedBarClaims } from './bars.ts'
import type { StorageClaim } from './claim.ts'
import { journalClaims } from './journal.ts'
import { journalWriterClaims } from './journal-writer.ts'
import { createStorageStage } from './stage.ts'

/**
 * Opens a storage.
 *
 * @param where - a name of [a-z0-9-]: another one for each case, where nothing is kept yet; the same one again within a case
 * gives what was kept there
 */
export type OpenStorage = (where: string) => Awaitable<Storage>

/** What is known of a storage beforehand. */
export interface StorageFixtures {
  /** Whether what it keeps is there when it is opened again. Default: yes; `false` for one in memory. */
  readonly lasts?: boolean
  /** A whole number: what is left to chance comes from it. Default: 1. */
  readonly seed?: number
}

const claims: readonly StorageClaim[] = [...journalClaims, ...journalWriterClaims, ...storedBarClaims]

/**
 * What every storage has to keep to, as cases for whatever runs tests.
 *
 * Each case opens a storage of its own and closes it. They may run beside one another.
 *
 * @param open - opens a storage at a place
 * @returns all cases, always the same in the same order
 * @example
 * ```ts
 * import { test } from 'node:test'
 * import { storageCases } from '@shagun/conformance'
 * import { memory } from '@shagun/core'
 *
 * const cases = storageCases(() => memory(), { lasts: false })
 * for (const { id, claim, skipped, run } of cases) test(`${id}: ${claim}`, { skip: skipped ?? false }, run)
 * ```
 */
export function storageCases(
  open: OpenStorage,
  { lasts = true, seed = 1 }: StorageFixtures = {},
): readonly ConformanceCase[] {
  let subject = 'The storage'
  return claims.map(({ id, claim, lasting, check }) =>
    conformanceCase({
      id,
      claim,
      seed,
      subject: () => subject,
      secrets: () => [],
      skipped: lasting && !lasts ? 'it does not outlive its process' : undefined,
      async check() {
        const stage = await createStorageStage(open, id.replace('/', '-'), seed)
        subject = stage.storage.id
        try {
          await check(stage)
        } finally {
          await stage.end()
        }
      },
    }),
  )
}
