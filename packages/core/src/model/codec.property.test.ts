import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BrokerFill, BrokerOrder, VendorNote } from './broker-book.ts'
import { canonicalJson, decodeEntry, encodeEvent, eventVersion } from './codec.ts'
import { Decimal } from './decimal.ts'
import type { JournalEvent, JournalEventMap, JournalEventType } from './events.ts'
import type { Fill } from './fill.ts'
import type { BrokerOrderId, ClientOrderId, ExecutionId, InstrumentId } from './ids.ts'
import type { Json } from './json.ts'
import type { OrderChange, OrderTerms } from './order.ts'
import type { Denial, Evidence } from './outcome.ts'
import type { Position } from './position.ts'
import type { Supports } from './supports.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const time = fc.integer({ min: 0, max: 4e12 })
const count = fc.nat(1_000_000)
/** Any observation; a journal is JSON, which knows no NaN and no negative 0. */
const figure = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0)
/** More digits than a division leaves, before and behind the point. */
const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 45n), max: 10n ** 45n }), fc.integer({ min: -50, max: 10 }))
  .map(([coefficient, exponent]) => new Decimal(`${coefficient}e${exponent}`))

/** Every key may be left out; none is there and `undefined`. */
const sometimes = <T extends object>(fields: { [K in keyof T]: Arbitrary<T[K]> }): Arbitrary<Partial<T>> =>
  fc.record(fields, { requiredKeys: [] }) as Arbitrary<Partial<T>>
const both = <A extends object, B extends object>(a: Arbitrary<A>, b: Arbitrary<B>): Arbitrary<A & B> =>
  fc.tuple(a, b).map(([left, right]) => ({ ...left, ...right }))

const clientOrderId = fc.stringMatching(/^[a-z0-9]{1,20}$/) as Arbitrary<ClientOrderId>
const brokerOrderId = text as Arbitrary<BrokerOrderId>
const execution = text as Arbitrary<ExecutionId>
const instrument = fc.constantFrom<InstrumentId>('NSE:INFY', 'NSE:M&M', 'NFO:NIFTY26DECFUT', 'X:"^|\\')
const side = fc.constantFrom('buy', 'sell')
const product = fc.constantFrom('delivery', 'intraday', 'carryforward', 'margin')
const timeInForce = fc.constantFrom('day', 'ioc', 'gtc', 'gtd', 'fok')
const reason = fc.record({ reason: text })

/** Words that are keys of ours in other places. */
const word = fc.oneof(
  text,
  fc.constantFrom('price', 'quantity', 'fees', 'note', 'params', 'state', '__proto__', 'toFixed'),
)
const note: Arbitrary<VendorNote> = fc.dictionary(word, text)
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    figure,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 3 }),
  ),
})).value

const prices = fc.oneof(
  fc.record({ type: fc.constant('market') }),
  fc.record({ type: fc.constant('limit'), limitPrice: decimal }),
  fc.record({ type: fc.constant('stop'), stopPrice: decimal }),
  fc.record({ type: fc.constant('stop-limit'), limitPrice: decimal, stopPrice: decimal }),
)
const terms = both(
  both(prices, fc.record({ clientOrderId, instrument, side, quantity: decimal, product, timeInForce })),
  sometimes({ displayQuantity: decimal, tag: text }),
) as Arbitrary<OrderTerms>
const change = sometimes({ quantity: decimal, limitPrice: decimal, stopPrice: decimal, timeInForce }) as Arbitrary<
  OrderChange<Supports, Decimal>
>
const denial: Arbitrary<Denial> = both(
  fc.record({ rule: text, reason: text }),
  sometimes({ limit: figure, actual: figure }),
)
const evidence: Arbitrary<Evidence> = both(reason, sometimes({ vendorCode: text, httpStatus: count }))
const fill = fc.record({
  fillId: text,
  clientOrderId,
  brokerOrderId,
  instrument,
  side,
  quantity: decimal,
  price: decimal,
  fees: decimal,
  time,
  provisional: fc.boolean(),
}) as Arbitrary<Fill>
const brokerOrder = both(
  fc.record({
    brokerOrderId,
    instrument,
    side,
    lifecycle: fc.constantFrom('working', 'filled', 'canceled', 'rejected', 'expired'),
    quantity: decimal,
    filledQuantity: decimal,
    time,
  }),
  sometimes({ clientOrderId, averagePrice: decimal, limitPrice: decimal, stopPrice: decimal, reason: text, note }),
) as Arbitrary<BrokerOrder>
const brokerFill: Arbitrary<BrokerFill> = both(
  fc.record({ fillId: text, brokerOrderId, quantity: decimal, price: decimal, time }),
  sometimes({ fees: decimal }),
)
const position = fc.record({
  instrument,
  product,
  quantity: decimal,
  averagePrice: decimal,
  realizedProfit: decimal,
}) as Arbitrary<Position>
const origin = sometimes({ strategy: text, execution })

/** The compiler asks for a line here when an event type is added, and for a field when one grows. */
const bodies: { readonly [T in JournalEventType]: Arbitrary<JournalEventMap[T]> } = {
  'instrument.registered': fc.record({
    instrument,
    kind: fc.constantFrom('equity', 'etf', 'index', 'future', 'option', 'currency', 'crypto'),
    currency: text,
    multiplier: decimal,
  }),
  'order.denied': both(fc.record({ terms, denial }), origin),
  'order.submitted': both(both(fc.record({ terms, broker: text }), sometimes({ arrivalPrice: figure })), origin),
  'order.accepted': both(
    fc.record({ clientOrderId, brokerOrderIds: fc.array(brokerOrderId, { maxLength: 3 }), complete: fc.boolean() }),
    sometimes({ note, refused: fc.record({ quantity: decimal, evidence }) }),
  ),
  'order.part-closed': both(
    fc.record({ clientOrderId, brokerOrderId, ending: fc.constantFrom('filled', 'canceled', 'rejected', 'expired') }),
    sometimes({ reason: text }),
  ),
  'order.reopened': fc.record({ clientOrderId, brokerOrderIds: fc.array(brokerOrderId, { maxLength: 3 }) }),
  'order.rejected': fc.record({ clientOrderId, evidence }),
  'order.unconfirmed': fc.record({
    clientOrderId,
    cause: fc.constantFrom('timeout', 'connection-lost', 'server-error', 'unreadable-reply', 'adapter-threw'),
  }),
  'order.filled': fc.record({ clientOrderId, fill }),
  'order.modify-requested': fc.record({ clientOrderId, change }),
  'order.modified': fc.record({ clientOrderId, change }),
  'order.modify-refused': fc.record({ clientOrderId, evidence }),
  'order.cancel-requested': fc.record({ clientOrderId }),
  'order.cancel-refused': fc.record({ clientOrderId, evidence }),
  'order.canceled': fc.record({ clientOrderId }),
  'order.expired': fc.record({ clientOrderId }),
  'order.absent': fc.record({ clientOrderId, reads: count }),
  'order.quarantined': both(fc.record({ clientOrderId }), reason),
  'fill.corrected': fc.record({ clientOrderId, replaces: text, fill }),
  'external.order-seen': fc.record({ order: brokerOrder }),
  'external.fill-seen': fc.record({ fill: brokerFill }),
  'position.reconciled': fc.record({ position, difference: decimal }),
  'position.adjusted': both(
    fc.record({
      instrument,
      action: fc.constantFrom('split', 'bonus', 'dividend', 'rights', 'demerger', 'merger'),
    }),
    sometimes({ ratio: decimal, amount: decimal }),
  ),
  'cash.adjusted': both(fc.record({ currency: text, amount: decimal }), reason),
  'day.turned': fc.record({ profit: figure }),
  'session.expired': fc.record({ broker: text }),
  'trading.halted': reason,
  'trading.resumed': reason,
  'risk.breached': fc.record({ denial }),
  'execution.started': fc.record({ execution, algo: text, version: count, params: json, state: json }),
  'execution.amended': fc.record({ execution, params: json, state: json }),
  'execution.sliced': fc.record({ execution, state: json }),
  'execution.paused': both(fc.record({ execution }), reason),
  'execution.resumed': fc.record({ execution }),
  'execution.finished': both(
    fc.record({
      execution,
      status: fc.constantFrom('done', 'canceled', 'expired', 'failed'),
      residualQuantity: decimal,
    }),
    sometimes({ reason: text }),
  ),
}

/** Any event of one type. */
function journalEventOf(type: JournalEventType): Arbitrary<JournalEvent> {
  return fc.tuple(time, bodies[type]).map(([at, body]) => ({ type, time: at, ...body }) as JournalEvent)
}

function readBack(event: JournalEvent): JournalEvent {
  const { type } = event
  return decodeEntry({ sequence: 0, time: event.time, type, version: eventVersion(type), body: encodeEvent(event) })
}

/** The same value with every object's keys in the opposite order. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards)
  if (typeof value !== 'object' || value === null || value instanceof Decimal) return value
  // Defined, because assigning to `__proto__` would not make a key.
  const copy = {}
  for (const [key, field] of Object.entries(value).reverse())
    Object.defineProperty(copy, key, { value: backwards(field), enumerable: true })
  return copy
}

describe.each(Object.keys(bodies) as JournalEventType[])('%s in a journal', (type) => {
  it('survives, whatever it holds', () => {
    fc.assert(
      fc.property(journalEventOf(type), (event) => {
        expect(readBack(event)).toEqual(event)
      }),
    )
  })

  it('has one text, whatever order its keys were written in', () => {
    fc.assert(
      fc.property(journalEventOf(type), (event) => {
        const text = encodeEvent(event)
        expect(encodeEvent(backwards(event) as JournalEvent)).toBe(text)
        expect(encodeEvent(readBack(event))).toBe(text)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
      }),
    )
  })
})

describe('an order.accepted that an earlier release wrote', () => {
  it('reads as complete, because then there was no other, and as what it was in everything else', () => {
    fc.assert(
      fc.property(fc.nat(), journalEventOf('order.accepted'), (sequence, event) => {
        const { type, time: at, complete: _later, ...earlier } = event as JournalEvent & { readonly complete: boolean }
        const entry = { sequence, time: at, type, version: 1, body: canonicalJson(earlier) }
        expect(decodeEntry(entry)).toEqual({ ...event, complete: true })
      }),
    )
  })
})
