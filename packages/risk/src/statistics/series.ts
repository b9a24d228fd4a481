import type { Column } from '@shagun/core'
import { invalidRow } from '../invalid.ts'

/** Numbers in order of time, oldest first. */
export type Series = Column | readonly number[]

/** Refuses the first return that is not a finite number. */
export function requireFinite(measure: string, returns: Series): void {
  for (let i = 0; i < returns.length; i++)
    if (!Number.isFinite(returns[i])) throw invalidRow(measure, 'returns', i, returns[i], 'a finite number')
}
