import type { Supports } from '@shagun/core'
import type { Break } from './honest.ts'

/** A broker that breaks one promise, and the case that must notice; all others must not. */
export interface BrokenBroker {
  readonly how: string
  readonly fails: string
  /** What it declares, where that is not everything. */
  readonly supports?: Partial<Supports>
  readonly breaks: Break
}
