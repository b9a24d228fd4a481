import {
  type AlgoFactory,
  type AlgoParams,
  type CommandReply,
  Decimal,
  defineAlgo,
  type SecretSource,
} from '@shagun/core'
import { type Broker, defineBroker, type Factory, type PlaceReply } from '@shagun/core/adapter'

/** An Indian retail broker: no `gtc`, no plain stop, and what is working can be changed in price and size only. */
export const retailSupports = {
  orderTypes: ['market', 'limit', 'stop-limit'],
  timeInForce: ['day', 'ioc'],
  products: ['delivery', 'intraday'],
  modify: ['quantity', 'limitPrice'],
  groups: [],
  idempotency: 'by-tag',
  tagLength: 20,
} as const
type DeclaredRetail = typeof retailSupports
export interface RetailSupports extends DeclaredRetail {}
export interface RetailOptions {
  readonly apiKey: string
  readonly accessToken: SecretSource
}

/** The least a broker can be: market orders for the day. */
export const plainSupports = {
  orderTypes: ['market'],
  timeInForce: ['day'],
  products: ['delivery'],
  modify: [],
  groups: [],
  idempotency: 'none',
  tagLength: 0,
} as const
type DeclaredPlain = typeof plainSupports
export interface PlainSupports extends DeclaredPlain {}

/** What every broker must have; it takes nothing and knows nothing. */
export const closedBooks: Pick<Broker, 'connect' | 'findOrders' | 'fetchSnapshot'> & {
  place(): PlaceReply
  cancel(): CommandReply
} = {
  connect: async () => async () => {},
  place: () => ({ outcome: 'rejected', evidence: { reason: 'The market is closed.' } }),
  cancel: () => ({ outcome: 'rejected', evidence: { reason: 'There is no such order.' } }),
  findOrders: async () => [],
  fetchSnapshot: async () => ({
    asOf: 0,
    orders: [],
    fills: [],
    positions: [],
    holdings: [],
    cash: { INR: new Decimal(0) },
  }),
}

export const retail: Factory<Broker<RetailSupports>, RetailOptions> = defineBroker({
  id: 'retail',
  supports: retailSupports,
  create: (_options: RetailOptions) => ({ ...closedBooks, modify: () => ({ outcome: 'requested' }) }),
})

export const plain: Factory<Broker<PlainSupports>> = defineBroker({
  id: 'plain',
  supports: plainSupports,
  create: () => closedBooks,
})

export interface DripParams extends AlgoParams {
  readonly everyMs: number
}

/** One lot at a time. */
export const drip: AlgoFactory<DripParams> = defineAlgo({
  name: 'drip',
  version: 1,
  needs: ['quotes', '1m'],
  begin: ({ everyMs }: DripParams, { now }) => ({ everyMs, next: now }),
  step(state, { now, parent }) {
    if (now < state.next || parent.remainingLots === 0) return { state, commands: [] }
    const next = now + state.everyMs
    return {
      state: { ...state, next },
      commands: [
        { type: 'place', key: `drip-${now}`, lots: 1 },
        { type: 'wake', at: next },
      ],
    }
  },
})

/** Code that only the compiler reads: here it compiles or, below a `@ts-expect-error`, it does not. Nothing of it runs. */
export function compiled(_code: (...given: never[]) => unknown): void {}
