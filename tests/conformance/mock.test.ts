import { mock, mockSupports } from '@shagun/broker-mock'
import { brokerCases } from '@shagun/conformance'
import { describe, expect, it } from 'vitest'

const styles = ['fills', 'orders', 'both'] as const

describe.each(styles)('the mock that reports %s, as every broker,', (reports) => {
  const cases = brokerCases(
    (environment) => {
      const broker = mock({ reports, shortSelling: true }, environment)
      return { broker, venue: broker.venue }
    },
    { supports: mockSupports },
  )
  for (const { id, claim, skipped, run } of cases) it.skipIf(skipped !== undefined)(`${claim} (${id})`, run)

  it('skips', () => {
    expect(cases.filter((each) => each.skipped !== undefined).map(({ id, skipped }) => `${id}: ${skipped}`)).toEqual([])
  })
})
