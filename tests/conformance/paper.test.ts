import { mockSupports, type PaperBroker, paper, percentFees } from '@shagun/broker-mock'
import { type BrokerWorld, brokerCases } from '@shagun/conformance'
import { createInstrument, type Environment, memory, type Storage, type Supports } from '@shagun/core'
import type { Journal } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'

const supports: Supports = mockSupports
const share = createInstrument({ id: 'SIM:A', currency: 'USD', tickSize: '0.05' })

/** An account on a disk, and the process that has it now. */
interface World extends BrokerWorld {
  /** The process ends at once, and another one begins. */
  begin(environment: Environment): Promise<PaperBroker<Supports>>
}

function open(environment: Environment): World {
  const disk = memory({ chained: true })
  const held: Journal[] = []
  const storage: Storage = {
    ...disk,
    async openJournal(account) {
      const journal = await disk.openJournal(account)
      held.push(journal)
      return journal
    },
  }
  const begin = (own: Environment): PaperBroker<Supports> =>
    paper<Supports>(
      { storage, supports, instruments: [share], reports: 'both', shortSelling: true, fees: percentFees('0.03') },
      own,
    )
  let current = begin(environment)
  return {
    broker: current,
    async begin(own) {
      for (const journal of held.splice(0)) await journal.close()
      current = begin(own)
      return current
    },
    venue: {
      listOrders: () => current.venue.listOrders(),
      listFills: () => current.venue.listFills(),
      listPositions: () => current.venue.listPositions(),
      getCash: () => current.venue.getCash(),
      print: (trade) => current.venue.print(trade),
      placeOutside: (order) => current.venue.placeOutside(order),
      endDay: () => current.venue.endDay(),
    },
  }
}

/** Its market is there as long as somebody is connected: what happens meanwhile is not known to it. */
const needsOthers = ['orders/gtc', 'groups/unattended', 'reports/end-with-connection']

describe('a paper account, as every broker whose market goes with its connection,', () => {
  const cases = brokerCases<World>(open, {
    supports,
    instrument: share,
    unknownInstrument: 'SIM:NOSUCH',
    again: ({ begin }, environment) => begin(environment),
  })
  for (const { id, claim, skipped, run } of cases)
    it.skipIf(skipped !== undefined || needsOthers.includes(id))(`${claim} (${id})`, run)

  it('is held against nearly all of them, restarts among them', () => {
    const kept = cases.filter(({ id, skipped }) => skipped === undefined && !needsOthers.includes(id))
    expect(kept.length).toBeGreaterThan(55)
    expect(kept.filter(({ id }) => id.startsWith('restart/'))).toHaveLength(5)
  })
})
