import { Decimal, one, zero } from '../../packages/core/src/model/decimal.ts'
import type { JournalEvent, JournalEventOf } from '../../packages/core/src/model/events.ts'
import type { BrokerOrderId, ClientOrderId } from '../../packages/core/src/model/ids.ts'
import { isOpen, type Lifecycle, type Order, type OrderTerms } from '../../packages/core/src/model/order.ts'
import { type AccountState, createAccountState } from '../../packages/core/src/state/account-state.ts'
import { judge } from '../../packages/core/src/state/judge.ts'
import { type OrderFact, orderTable, type Verdict } from '../../packages/core/src/state/order-table.ts'

export const stages: readonly Lifecycle[] = [
  'denied',
  'submitted',
  'working',
  'filled',
  'canceled',
  'expired',
  'rejected',
]

/** What a fact does to an order in one stage, found by doing it. */
export interface Move {
  /** `order.filled` is `filled` here. */
  readonly fact: string
  /** Which of its kind, where they differ: a part, the rest. */
  readonly kind: string | undefined
  readonly from: Lifecycle
  readonly to: Lifecycle
  readonly verdict: Verdict
  /** Whether it became history, quarantined or not. */
  readonly booked: boolean
  /** What changed beside the stage. */
  readonly changes: readonly string[]
}

/** Every fact, of every kind, in every stage. */
export function listMoves(): readonly Move[] {
  return (Object.keys(orderTable) as OrderFact[]).flatMap((type) =>
    kinds[type].flatMap((kind) => stages.flatMap((from) => moveOf(type, kind, from) ?? [])),
  )
}

type Body = Readonly<Record<string, unknown>>
interface Kind {
  readonly kind?: string
  /** `undefined` where there is no such thing for that order. */
  readonly bodyOf: (order: Order) => Body | undefined
  /** The command that it answers. */
  readonly answers?: JournalEventOf<OrderFact>
}

const id = 'sample' as ClientOrderId
const brokerOrderIds = ['B1' as BrokerOrderId]
const evidence = { reason: 'A reason.' }
const terms: OrderTerms = {
  clientOrderId: id,
  instrument: 'NSE:INFY',
  side: 'buy',
  type: 'limit',
  quantity: new Decimal(100),
  limitPrice: new Decimal(1500),
  product: 'delivery',
  timeInForce: 'day',
}

const alike = (body: Body, more: Partial<Kind> = {}): readonly Kind[] => [{ bodyOf: () => body, ...more }]
const modify = eventOf('order.modify-requested', { change: { limitPrice: new Decimal(1490) } })
const cancel = eventOf('order.cancel-requested', {})
const fillOf = (quantity: Decimal): Body => ({
  fill: {
    fillId: `F${quantity.toFixed()}`,
    clientOrderId: id,
    brokerOrderId: brokerOrderIds[0],
    instrument: terms.instrument,
    side: terms.side,
    quantity,
    price: new Decimal(1500),
    fees: zero,
    time: 0,
    provisional: false,
  },
})

/** Each fact, in as many kinds as lead to different places. */
const kinds: Readonly<Record<OrderFact, readonly Kind[]>> = {
  'order.accepted': [
    { kind: 'whole', bodyOf: () => ({ brokerOrderIds, complete: true }) },
    {
      kind: 'to its fills',
      bodyOf: ({ filledQuantity, leavesQuantity }) =>
        filledQuantity.isZero() || leavesQuantity.isZero()
          ? undefined
          : { brokerOrderIds, complete: true, refused: { quantity: leavesQuantity, evidence } },
    },
  ],
  'order.rejected': alike({ evidence }),
  'order.unconfirmed': alike({ cause: 'timeout' }),
  'order.filled': [
    { kind: 'a part', bodyOf: () => fillOf(new Decimal(10)) },
    {
      kind: 'the rest',
      bodyOf: ({ filledQuantity }) =>
        filledQuantity.gte(terms.quantity) ? undefined : fillOf(terms.quantity.minus(filledQuantity)),
    },
  ],
  'order.modify-requested': alike({ change: { limitPrice: new Decimal(1490) } }),
  'order.modified': [
    { kind: 'a price', bodyOf: () => ({ change: { limitPrice: new Decimal(1490) } }), answers: modify },
    {
      kind: 'to its fills',
      bodyOf: ({ filledQuantity, leavesQuantity }) =>
        filledQuantity.isZero() || leavesQuantity.isZero() ? undefined : { change: { quantity: filledQuantity } },
      answers: modify,
    },
  ],
  'order.modify-refused': alike({ evidence }, { answers: modify }),
  'order.cancel-requested': alike({}),
  'order.cancel-refused': alike({ evidence }, { answers: cancel }),
  'order.canceled': alike({}),
  'order.expired': alike({}),
  'order.part-closed': alike({ brokerOrderId: 'B2' as BrokerOrderId, ending: 'canceled' }),
  'order.reopened': alike({ brokerOrderIds }),
  'order.absent': alike({ reads: 2 }),
  'order.quarantined': alike({ reason: 'A reason.' }),
}

function eventOf(type: OrderFact, body: Body): JournalEventOf<OrderFact> {
  return { type, time: 0, clientOrderId: id, ...body } as unknown as JournalEventOf<OrderFact>
}

/** How an order comes to each stage. */
const ways: Readonly<Record<Lifecycle, readonly JournalEventOf<OrderFact>[]>> = {
  denied: [],
  submitted: [],
  working: [
    eventOf('order.accepted', { brokerOrderIds, complete: true }),
    eventOf('order.filled', fillOf(new Decimal(40))),
  ],
  filled: [eventOf('order.filled', fillOf(terms.quantity))],
  canceled: [eventOf('order.canceled', {})],
  expired: [eventOf('order.expired', {})],
  rejected: [eventOf('order.rejected', { evidence })],
}

function stateIn(stage: Lifecycle): AccountState {
  const state = createAccountState()
  const { instrument } = terms
  const time = 0
  state.apply({ type: 'instrument.registered', time, instrument, kind: 'equity', currency: 'INR', multiplier: one })
  const born: JournalEvent =
    stage === 'denied'
      ? { type: 'order.denied', time, terms, denial: { rule: 'any', reason: 'No.' } }
      : { type: 'order.submitted', time, terms, broker: 'any' }
  for (const event of [born, ...ways[stage]]) state.apply(event)
  return state
}

function moveOf(type: OrderFact, { kind, bodyOf, answers }: Kind, from: Lifecycle): Move | undefined {
  const state = stateIn(from)
  const tracked = state.getTracked(id)!
  if (answers !== undefined && isOpen(tracked.order)) state.apply(answers)
  const before = tracked.order
  const body = bodyOf(before)
  if (body === undefined) return undefined
  const { events } = judge(tracked, [eventOf(type, body)])
  for (const event of events) state.apply(event)
  const { order } = tracked
  const changes = [
    order.filledQuantity.eq(before.filledQuantity) ? [] : ['booked'],
    order.pending === before.pending ? [] : [`pending: ${order.pending}`],
    order.certainty === before.certainty || (order.certainty === 'quarantined' && type !== 'order.quarantined')
      ? []
      : [`certainty: ${order.certainty}`],
  ].flat()
  const verdict = orderTable[type][from]
  // What it comes to can say more than the cell does.
  const over = order.certainty === 'quarantined' && verdict === 'apply' && type !== 'order.quarantined'
  return {
    fact: type.slice('order.'.length),
    kind,
    from,
    to: order.lifecycle,
    verdict: over ? 'quarantine: the broker filled more than was ordered' : verdict,
    booked: events.some((event) => event.type === type),
    changes,
  }
}
