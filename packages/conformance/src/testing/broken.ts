import type { DataProvider } from '@shagun/core'
import type { World } from './honest-provider.ts'

/** A provider that breaks one promise, and the cases that must notice; all others must not. */
export interface Broken {
  readonly how: string
  readonly fails: readonly string[]
  breaks(provider: DataProvider, world: World): DataProvider
}
