import { describe, expect, it } from 'vitest'
import { cases } from './cases.ts'

describe('Acme, as every broker,', () => {
  for (const { id, claim, skipped, run } of cases) it.skipIf(skipped !== undefined)(`${claim} (${id})`, run)

  it('skips what Acme does not have, and nothing else', () => {
    const skipped = cases.filter((each) => each.skipped !== undefined).map(({ id }) => id)
    expect(skipped.filter((id) => !/^(groups|orders)\//.test(id))).toEqual([
      'capabilities/by-id',
      'changes/stop-price',
      'changes/time-in-force',
      'faults/session-expired',
    ])
  })
})
