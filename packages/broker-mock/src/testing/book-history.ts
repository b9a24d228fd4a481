import type { BrokerOrderId, Side, TimeInForce } from '@shagun/core'
import type { BrokerFill, BrokerOrder } from '@shagun/core/adapter'
import fc from 'fast-check'
import type { MockOptions } from '../mock.ts'
import type { VenueOptions } from '../venue.ts'
import { type Asked, openAccounts, type PriceAndSize, type Session } from './session.ts'

const price = fc.integer({ min: 97, max: 103 })
const quantity = fc.integer({ min: 1, max: 20 })
const account = fc.nat(1)

/** What happens at a venue of two accounts; `which` counts back from the youngest order of the account. */
export type BookStep =
  | { readonly do: 'place'; readonly account: number; readonly order: Asked }
  | { readonly do: 'depth'; readonly bids: readonly PriceAndSize[]; readonly asks: readonly PriceAndSize[] }
  | { readonly do: 'print'; readonly price: number; readonly quantity: number }
  | { readonly do: 'cancel'; readonly account: number; readonly which: number }

const order: fc.Arbitrary<Asked> = fc
  .record({
    side: fc.constantFrom<Side>('buy', 'sell'),
    quantity,
    type: fc.constantFrom('market', 'limit', 'limit', 'limit'),
    timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtc', 'ioc', 'fok'),
    limitPrice: price,
  })
  .map(({ type, limitPrice, ...rest }) => ({ ...rest, type, ...(type === 'limit' && { limitPrice }) }) as Asked)

/** Levels on both sides of a middle, with gaps; a side may be empty. */
const shown = fc
  .record({ middle: price, bids: fc.array(quantity, { maxLength: 4 }), asks: fc.array(quantity, { maxLength: 4 }) })
  .map(({ middle, bids, asks }) => ({
    do: 'depth' as const,
    bids: bids.map((size, i): PriceAndSize => [middle - 1 - i, size]),
    asks: asks.map((size, i): PriceAndSize => [middle + 2 + i, size]),
  }))

/** Orders, cancellations, books that others show, and prints. The first step shows a book. */
export const bookHistory: fc.Arbitrary<readonly BookStep[]> = fc
  .tuple(
    shown,
    fc.array(
      fc.oneof(
        { weight: 5, arbitrary: fc.record({ do: fc.constant('place' as const), account, order }) },
        { weight: 3, arbitrary: shown },
        { weight: 2, arbitrary: fc.record({ do: fc.constant('print' as const), price, quantity }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), account, which: fc.nat(5) }) },
      ),
      { minLength: 1, maxLength: 40 },
    ),
  )
  .map(([first, rest]) => [first, ...rest])

/** A fill with the order it is of, as that stood before the step, or when it came. */
export interface Traded {
  readonly account: number
  readonly row: BrokerOrder
  readonly asked: Asked
  readonly fill: BrokerFill
}

/** Plays a history; `after` is told of each step, what was traded in it, and the orders that are working now. */
export async function playBook(
  history: readonly BookStep[],
  venueOptions: VenueOptions,
  options: MockOptions,
  after: (step: BookStep, traded: readonly Traded[], working: readonly Placed[]) => void = () => {},
): Promise<readonly Session[]> {
  const { venue, clock, sessions } = await openAccounts(venueOptions, options, options)
  const placed: Placed[] = []
  const known = [0, 0]
  for (const step of history) {
    if (step.do === 'place') {
      const { brokerOrderId } = sessions[step.account]!.place(step.order)
      placed.push({ id: brokerOrderId, account: step.account, asked: step.order })
    } else if (step.do === 'depth') sessions[0]!.depth(step.bids, step.asks)
    else if (step.do === 'print')
      venue.print({ instrument: 'X:A', price: step.price, quantity: step.quantity, time: clock.now() })
    else {
      const own = placed.filter((each) => each.account === step.account)
      const chosen = own[own.length - 1 - step.which]
      if (chosen !== undefined)
        sessions[step.account]!.broker.cancel({ brokerOrderId: chosen.id } as Parameters<
          Session['broker']['cancel']
        >[0])
    }
    const rows = new Map(
      sessions.flatMap(({ broker }) => broker.venue.listOrders().map((row) => [row.brokerOrderId, row])),
    )
    const traded = sessions.flatMap(({ broker }, account) =>
      broker.venue
        .listFills()
        .slice(known[account])
        .map((fill): Traded => {
          const { asked } = placed.find(({ id }) => id === fill.brokerOrderId)!
          return { account, row: rows.get(fill.brokerOrderId)!, asked, fill }
        }),
    )
    for (const [account, { broker }] of sessions.entries()) known[account] = broker.venue.listFills().length
    after(
      step,
      traded,
      placed.filter(({ id }) => rows.get(id)!.lifecycle === 'working'),
    )
  }
  return sessions
}

/** An order as it was placed, oldest first. */
export interface Placed {
  readonly id: BrokerOrderId
  readonly account: number
  readonly asked: Asked
}
