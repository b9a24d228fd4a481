import type { OrderRequest, Side, TimeInForce } from '@shagun/core'
import type { Broker, OrderGroup } from '@shagun/core/adapter'
import { approveGroup } from '@shagun/core/testing'
import fc from 'fast-check'
import { mockSupports } from '../mock.ts'
import { type Asked, minute, type Ohlc, type PriceAndSize, type Session } from './session.ts'

const price = fc.integer({ min: 90, max: 110 })
const quantity = fc.integer({ min: 1, max: 20 })
const side = fc.constantFrom<Side>('buy', 'sell')
const account = fc.nat(1)
const which = fc.nat(5)
const timeInForce = fc.constantFrom<TimeInForce>('day', 'gtc', 'gtc', 'ioc', 'fok')

const order: fc.Arbitrary<Asked> = fc
  .record({
    side,
    quantity,
    type: fc.constantFrom('market', 'limit', 'limit', 'stop', 'stop-limit'),
    product: fc.constantFrom('intraday', 'delivery'),
    timeInForce,
    limitPrice: price,
    stopPrice: price,
  })
  .map(({ type, limitPrice, stopPrice, ...rest }) => {
    const limit = type === 'limit' || type === 'stop-limit' ? { limitPrice } : {}
    const stop = type === 'stop' || type === 'stop-limit' ? { stopPrice } : {}
    return { ...rest, type, ...limit, ...stop } as Asked
  })

/** Two exits, one on either side of a price. */
const group: fc.Arbitrary<GroupAsked> = fc.record({
  kind: fc.constantFrom('oco', 'bracket'),
  side,
  quantity,
  at: price,
  away: fc.constantFrom(1, 3),
})

const levels = fc.record({
  middle: price,
  bids: fc.array(quantity, { maxLength: 3 }),
  asks: fc.array(quantity, { maxLength: 3 }),
})

export type VenueStep =
  | { readonly do: 'place'; readonly account: number; readonly order: Asked }
  | { readonly do: 'group'; readonly account: number; readonly group: GroupAsked }
  | { readonly do: 'cancel'; readonly account: number; readonly which: number }
  | { readonly do: 'modify'; readonly account: number; readonly which: number; readonly change: Changed }
  | { readonly do: 'print'; readonly price: number; readonly quantity: number }
  | {
      readonly do: 'depth'
      readonly middle: number
      readonly bids: readonly number[]
      readonly asks: readonly number[]
    }
  | { readonly do: 'bar'; readonly prices: Ohlc; readonly volume: number }
  | { readonly do: 'split'; readonly ratio: number }
  | { readonly do: 'outside'; readonly account: number; readonly side: Side; readonly quantity: number }
  | { readonly do: 'end-day' }
  | { readonly do: 'wait'; readonly minutes: number }

interface GroupAsked {
  readonly kind: OrderGroup['kind']
  readonly side: Side
  readonly quantity: number
  /** Where the entry is, or the middle of two exits. */
  readonly at: number
  /** How far the exits are from there. */
  readonly away: number
}
interface Changed {
  readonly quantity?: number
  readonly limitPrice?: number
  readonly stopPrice?: number
  readonly timeInForce?: TimeInForce
}

const change: fc.Arbitrary<Changed> = fc.record(
  { quantity, limitPrice: price, stopPrice: price, timeInForce },
  { requiredKeys: [] },
)
const bar = fc.tuple(price, price, price, price).map(([open, a, b, close]): Ohlc => {
  return [open, Math.max(open, a, b, close), Math.min(open, a, b, close), close]
})
const is = <Kind extends string>(kind: Kind) => fc.constant(kind)

const step: fc.Arbitrary<VenueStep> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: is('place'), account, order }) },
  { weight: 3, arbitrary: fc.record({ do: is('group'), account, group }) },
  { weight: 1, arbitrary: fc.record({ do: is('cancel'), account, which }) },
  { weight: 2, arbitrary: fc.record({ do: is('modify'), account, which, change }) },
  { weight: 4, arbitrary: fc.record({ do: is('print'), price, quantity }) },
  { weight: 5, arbitrary: levels.map((shown) => ({ do: 'depth' as const, ...shown })) },
  { weight: 3, arbitrary: fc.record({ do: is('bar'), prices: bar, volume: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ do: is('split'), ratio: fc.constantFrom(2, 5, 0.5) }) },
  { weight: 1, arbitrary: fc.record({ do: is('outside'), account, side, quantity }) },
  { weight: 1, arbitrary: fc.record({ do: is('end-day') }) },
  { weight: 2, arbitrary: fc.record({ do: is('wait'), minutes: fc.constantFrom(1, 5, 60, 1_200) }) },
)

/** Everything that can happen at a venue of two accounts. */
export const venueHistory: fc.Arbitrary<readonly VenueStep[]> = fc.array(step, {
  minLength: 10,
  maxLength: 60,
  size: 'max',
})

export const groupSupports = { ...mockSupports, groups: ['oco', 'bracket'] } as unknown as typeof mockSupports

/** Takes a step; gives back the ids of the orders that were taken, with how they belong together. */
export function takeStep(
  step: VenueStep,
  sessions: readonly Session[],
): { readonly kind?: string; readonly ids: readonly string[] } {
  const [{ clock, broker, print, depth, play }] = sessions as [Session]
  switch (step.do) {
    case 'place': {
      const reply = sessions[step.account]!.ask(step.order)
      return { ids: reply.outcome === 'accepted' ? reply.brokerOrderIds : [] }
    }
    case 'group': {
      const { kind, legs } = legsOf(step.group)
      const own = sessions[step.account]!.broker as unknown as Broker
      const reply = own.placeGroup!(approveGroup(own, { kind, legs } as never)) as ReturnType<Session['ask']>
      return { kind, ids: reply.outcome === 'accepted' ? reply.brokerOrderIds : [] }
    }
    case 'cancel':
    case 'modify': {
      const session = sessions[step.account]!
      const rows = session.broker.venue.listOrders().filter(({ lifecycle }) => lifecycle === 'working')
      const row = rows[rows.length - 1 - step.which]
      if (row === undefined) break
      const ref = {
        brokerOrderId: row.brokerOrderId,
        clientOrderId: row.clientOrderId!,
        instrument: 'X:A',
        note: {},
      } as const
      if (step.do === 'cancel') session.broker.cancel(ref)
      else {
        const { limitPrice, stopPrice, ...rest } = step.change
        session.modify(ref, {
          ...rest,
          ...(limitPrice !== undefined && row.limitPrice !== undefined && { limitPrice }),
          ...(stopPrice !== undefined && row.stopPrice !== undefined && { stopPrice }),
        })
      }
      break
    }
    case 'print':
      print(step.price, step.quantity)
      break
    case 'depth': {
      const shown = (sizes: readonly number[], sign: number): readonly PriceAndSize[] =>
        sizes.map((size, i) => [step.middle + sign * (1 + i), size])
      depth(shown(step.bids, -1), shown(step.asks, 1))
      break
    }
    case 'bar':
      play(step.prices, { volume: step.volume })
      break
    case 'split':
      broker.applySplit('X:A', step.ratio)
      break
    case 'outside':
      try {
        sessions[step.account]!.broker.venue.placeOutside({
          instrument: 'X:A',
          side: step.side,
          quantity: step.quantity,
        })
      } catch {
        // There is no price yet.
      }
      break
    case 'end-day':
      for (const session of sessions) session.broker.venue.endDay()
      break
    case 'wait':
      clock.advanceTo(clock.now() + step.minutes * minute)
  }
  return { ids: [] }
}

function legsOf({ kind, side, quantity, at, away }: GroupAsked): {
  readonly kind: OrderGroup['kind']
  readonly legs: readonly OrderRequest[]
} {
  const common = { instrument: 'X:A', quantity, product: 'intraday', timeInForce: 'gtc' } as const
  const other = side === 'buy' ? 'sell' : 'buy'
  const sign = side === 'buy' ? 1 : -1
  const target = { ...common, side: other, type: 'limit', limitPrice: at + sign * away } as const
  const stop = { ...common, side: other, type: 'stop', stopPrice: at - sign * away } as const
  if (kind === 'oco') return { kind, legs: [target, stop] }
  return { kind: 'bracket', legs: [{ ...common, side, type: 'limit', limitPrice: at }, target, stop] }
}
