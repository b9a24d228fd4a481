import { type MockBroker, type MockOptions, mock, mockSupports, percentFees } from '@shagun/broker-mock'
import { zerodhaSupports } from '@shagun/broker-zerodha'
import { type BrokerWorld, brokerCases } from '@shagun/conformance'
import { createInstrument, type Supports } from '@shagun/core'
import { describe, expect, it } from 'vitest'

interface World extends BrokerWorld {
  readonly broker: MockBroker<Supports>
}

const share = createInstrument({ id: 'SIM:A', currency: 'USD', tickSize: '0.05' })
const lots = createInstrument({ id: 'SIM:LOTS', currency: 'USD', tickSize: '0.25', lotSize: 25 })

const venues: Readonly<Record<string, MockOptions<Supports>>> = {
  'that reports fills': { reports: 'fills' },
  'that reports rows': { reports: 'orders' },
  'that reports both, and has fees': { reports: 'both', fees: percentFees('0.03') },
  'whose books begin anew each day': { reports: 'both', books: 'daily' },
  'in whole lots': { cash: 10_000_000, instruments: [lots] },
  'that keeps brackets': { reports: 'both', supports: { ...mockSupports, groups: ['oco', 'bracket'] } },
  'in the place of Zerodha': { supports: zerodhaSupports },
}

describe.each(Object.entries(venues))('the mock %s, as every broker,', (_, options) => {
  const supports: Supports = options.supports ?? mockSupports
  const [instrument] = options.instruments ?? [share]
  const cases = brokerCases<World>(
    (environment) => {
      const broker = mock<Supports>(
        { instruments: [instrument!], shortSelling: true, ...options, supports },
        environment,
      )
      return { broker, venue: broker.venue }
    },
    {
      supports,
      instrument: instrument!,
      unknownInstrument: 'SIM:NOSUCH',
      // Venue and broker are one here, which lives on.
      again: ({ broker }, environment) => ({ ...broker, environment }),
    },
  )
  for (const { id, claim, skipped, run } of cases) it.skipIf(skipped !== undefined)(`${claim} (${id})`, run)

  it('skips what it does not have, and what goes wrong on lines that it does not have', () => {
    const skipped = cases.filter((each) => each.skipped !== undefined).map(({ id }) => id)
    const keepsBrackets = supports.groups.includes('bracket')
    const lacks = [
      'capabilities/by-id',
      'capabilities/undeclared-changes',
      'orders/gtd',
      keepsBrackets ? 'capabilities/undeclared-groups' : 'groups/bracket',
      'facts/ids-for-good',
    ]
    const lines = ['groups/reply-lost', 'reports/duplicated', 'reports/delayed', 'secrets/told', 'secrets/log']
    const others = skipped.filter((id) => !lacks.includes(id) && !lines.includes(id) && !id.startsWith('faults/'))
    expect(others).toEqual(supports === zerodhaSupports ? ['orders/fok'] : [])
    expect(skipped.includes('groups/bracket')).toBe(!keepsBrackets)
  })
})
