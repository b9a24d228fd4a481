import type { Broker, BrokerOrder } from '@shagun/core'
import type { PlaceReply } from '@shagun/core/adapter'
import { describe, expect, it } from 'vitest'
import { acmeCases } from '../testing/brokers/honest.ts'
import { withFound, withReply } from '../testing/brokers/wrap.ts'

/** Answers that no compiler would let pass. */
const mistakes: readonly (readonly [how: string, id: string, says: string, breaks: (broker: Broker) => Broker])[] = [
  [
    'an order is answered with nothing',
    'lifecycle/accepted',
    'An order was answered with nothing. Give accepted with `brokerOrderIds`,',
    (broker) => withReply(broker, () => undefined as never),
  ],
  [
    'an order is accepted without an id',
    'lifecycle/accepted',
    'An order was accepted as []; expected a list of at least one id.',
    (broker) =>
      withReply(broker, (reply) =>
        reply.outcome === 'accepted' ? ({ ...reply, brokerOrderIds: [] } as never) : reply,
      ),
  ],
  [
    'an order is rejected without a reason',
    'lifecycle/unknown-instrument',
    'An order was rejected, with nothing for evidence.',
    (broker) => withReply(broker, ({ outcome }) => ({ outcome }) as PlaceReply),
  ],
  [
    'a cancel is answered with nothing',
    'lifecycle/canceled',
    'A command was answered with nothing. Give requested,',
    (broker) => ({ ...broker, cancel: () => undefined as never }),
  ],
  [
    'a row has numbers for Decimals',
    'lifecycle/accepted',
    'A row that `findOrders` gives has quantity 10 (number); expected a Decimal of 0 or more.',
    (broker) => withFound(broker, (row) => ({ ...row, quantity: row.quantity.toNumber() }) as unknown as BrokerOrder),
  ],
  [
    'no order is found, and no list given',
    'lifecycle/accepted',
    '`findOrders` gives nothing; expected a list of rows.',
    (broker) => ({ ...broker, findOrders: async () => undefined as never }),
  ],
  [
    'a book is missing',
    'facts/orders',
    'A snapshot has nothing for its fills.',
    (broker) => ({
      ...broker,
      fetchSnapshot: async () => ({ ...(await broker.fetchSnapshot()), fills: undefined as never }),
    }),
  ],
  [
    'a connection has no end',
    'facts/orders',
    '`connect` resolves to nothing. Resolve to a function that ends the connection.',
    (broker) => ({ ...broker, connect: async (report) => void (await broker.connect(report)) as never }),
  ],
]

describe('a case tells an author what is wrong with an answer', () => {
  it.each(mistakes)('where %s', async (_, id, says, breaks) => {
    const found = acmeCases(breaks).find((each) => each.id === id)!
    await expect(found.run()).rejects.toThrow(says)
  })
})
