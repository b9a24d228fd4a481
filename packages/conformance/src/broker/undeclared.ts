import {
  type ChangeableField,
  createTrader,
  type GroupKind,
  memory,
  type OrderType,
  type Placement,
  type Product,
  type Supports,
  type TimeInForce,
  type Trader,
} from '@shagun/core'
import { breach } from '../conformance-case.ts'
import type { BrokerClaim } from './claim.ts'
import { type Kind, kindsOf, lastingKind, needsResting, requestOf } from './requests.ts'
import type { Stage } from './stage.ts'

/** What it does not declare is denied by the account, and nothing of it is sent. */
export const undeclaredClaims: readonly BrokerClaim[] = [
  {
    id: 'capabilities/undeclared-orders',
    claim: 'is sent no order of a type, a time in force, a product or a pair of them that it does not declare',
    skipped: ({ supports }) =>
      undeclaredOrders(supports).length === 0 ? 'it declares all orders that there are' : undefined,
    check: (stage) =>
      trading(stage, async (trader) => {
        for (const { kind, product } of undeclaredOrders(stage.supports)) {
          const request = requestOf(stage.instrument, { kind, product, lots: 1 })
          const placed = await stage.answered(trader.place(request), 'An order')
          expectDenied(stage, [placed], `${kind[0]}, ${kind[1]}, for ${product}`)
        }
      }),
  },
  {
    id: 'capabilities/undeclared-changes',
    claim: 'is sent no change of a field that it does not declare',
    skipped: (fixtures) => {
      const asked = changesOf(fixtures.supports)
      return asked.length === 0 ? 'it declares all changes that there are' : needsResting(fixtures)
    },
    check: (stage) =>
      trading(stage, async (trader) => {
        const [type, inForce] = lastingKind(stage.supports, 'stop-limit') ?? lastingKind(stage.supports, 'limit')!
        const placed = await stage.answered(
          trader.place(requestOf(stage.instrument, { kind: [type, inForce] })),
          'An order',
        )
        if (placed.outcome !== 'accepted')
          throw breach(`An order was ${placed.outcome}.`, 'Let it take what it declares; see capabilities/taken.')
        for (const field of changesOf(stage.supports, type)) {
          const lot = stage.instrument.lotSize
          const change = { quantity: lot, limitPrice: 97, stopPrice: 97, timeInForce: inForce }[field]
          const answer = await stage.answered(
            trader.modify(placed.order.terms.clientOrderId, { [field]: change } as never),
            'A change',
          )
          if (answer.outcome !== 'denied')
            throw breach(`A change of ${field} was ${answer.outcome}.`, 'Let `supports` be one constant.')
        }
      }),
  },
  {
    id: 'capabilities/undeclared-groups',
    claim: 'is sent no group of a kind that it does not declare',
    skipped: (fixtures) =>
      undeclaredGroups(fixtures.supports).length === 0
        ? 'it declares all groups that there are'
        : needsResting(fixtures),
    check: (stage) =>
      trading(stage, async (trader) => {
        const leg = requestOf(stage.instrument, { kind: lastingKind(stage.supports, 'limit')! })
        for (const kind of undeclaredGroups(stage.supports)) {
          const placed = await stage.answered(trader.placeGroup({ kind, legs: [leg, leg] }), 'A group')
          expectDenied(stage, placed, `of the kind ${kind}`)
        }
      }),
  },
]

/** An account with nothing but this broker, open for orders. */
async function trading(stage: Stage, work: (trader: Trader) => Promise<void>): Promise<void> {
  const { broker, instrument, answered } = stage
  const trader = createTrader({ broker, storage: memory(), instruments: [instrument], reconcileEveryMs: 0 })
  await answered(trader.start(), 'The start of an account')
  try {
    await work(trader)
  } finally {
    await answered(trader.stop(), 'The end of an account')
  }
}

function expectDenied({ venue }: Stage, placed: readonly Placement[], what: string): void {
  const odd = placed.find(({ outcome }) => outcome !== 'denied')
  if (odd !== undefined)
    throw breach(`An order ${what}, was ${odd.outcome}.`, 'Let `supports` be one constant, which never changes.')
  const { length } = venue.listOrders()
  if (length > 0)
    throw breach(`An order ${what}, was denied, and the venue has ${length}.`, 'Send nothing of your own.')
}

/** One for each word that is not declared, and one for each pair that is excepted. */
function undeclaredOrders(supports: Supports): readonly { readonly kind: Kind; readonly product: Product }[] {
  const [kind, product] = [kindsOf(supports)[0]!, supports.products[0]!]
  const [type, inForce] = kind
  const types: readonly OrderType[] = ['market', 'limit', 'stop', 'stop-limit']
  const times: readonly TimeInForce[] = ['day', 'ioc', 'gtc', 'gtd', 'fok']
  const products: readonly Product[] = ['delivery', 'intraday', 'carryforward', 'margin']
  return [
    ...types.filter((each) => !supports.orderTypes.includes(each)).map((each) => ({ kind: [each, inForce], product })),
    ...times.filter((each) => !supports.timeInForce.includes(each)).map((each) => ({ kind: [type, each], product })),
    ...products.filter((each) => !supports.products.includes(each)).map((each) => ({ kind, product: each })),
    ...(supports.except ?? []).map((pair) => ({ kind: pair, product })),
  ] as never
}

/** Fields that it does not declare, of an order of that type. */
function changesOf({ modify }: Supports, type: OrderType = 'stop-limit'): readonly ChangeableField[] {
  const fields: readonly ChangeableField[] = ['quantity', 'limitPrice', 'stopPrice', 'timeInForce']
  return fields.filter((field) => !modify.includes(field) && (field !== 'stopPrice' || type === 'stop-limit'))
}

function undeclaredGroups({ groups }: Supports): readonly GroupKind[] {
  return (['oco', 'bracket'] as const).filter((kind) => !groups.includes(kind))
}
