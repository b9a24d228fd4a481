import fc from 'fast-check'
import type { BrokerFill, BrokerOrder, BrokerReport, BrokerSnapshot } from '../model/broker-book.ts'
import { Decimal, zero } from '../model/decimal.ts'
import type { BrokerOrderId, ClientOrderId, InstrumentId } from '../model/ids.ts'
import { createInstrument, type Instrument } from '../model/instrument.ts'
import type { Position } from '../model/position.ts'
import type { Side } from '../model/supports.ts'

export const instruments: readonly Instrument[] = (['NSE:INFY', 'NSE:TCS'] as const).map((id) =>
  createInstrument({ id, currency: 'INR', tickSize: '0.05' }),
)
export const openingCash = 1_000_000
const mostActs = 10

/** One thing that happens to one of the venue's orders, if it still can. */
type Act =
  | { readonly type: 'fill'; readonly quantity: number; readonly ticks: number; readonly fees: number }
  | { readonly type: 'end'; readonly ending: 'canceled' | 'expired' | 'rejected' }
  /** Our own modification takes hold; without one, somebody lowers the order at the broker's screen. */
  | { readonly type: 'change' }

export interface Plan {
  readonly instrument: InstrumentId
  readonly side: Side
  /** What the venue makes of the order; what it refuses comes on top. */
  readonly parts: readonly number[]
  readonly refused: number
  /** When the broker answers: at once, after so many reports, or with nothing that could be understood. */
  readonly answer: 'at once' | 'unconfirmed' | number
  readonly asks: { readonly quantity: number; readonly ticks: number } | undefined
  readonly acts: readonly (Act & { readonly part: number })[]
}

export interface Course {
  readonly plans: readonly Plan[]
  /** Which of all that was reported is heard, in this order: anything may be missing, and anything may come again. */
  readonly heard: readonly number[]
  /** Whether clocks are so coarse that all rows carry the same time. */
  readonly coarse: boolean
}

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('fill'),
      quantity: fc.integer({ min: 1, max: 30 }),
      ticks: fc.integer({ min: 20_000, max: 40_000 }),
      fees: fc.nat(9),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('end'), ending: fc.constantFrom('canceled', 'expired', 'rejected') }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('change') }) },
)
const plan: fc.Arbitrary<Plan> = fc
  .record({
    instrument: fc.constantFrom(...instruments.map(({ id }) => id)),
    side: fc.constantFrom<Side>('buy', 'sell'),
    parts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
    refused: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 20 })),
    answer: fc.oneof(fc.constant('at once'), fc.constant('unconfirmed'), fc.nat(20)) as fc.Arbitrary<Plan['answer']>,
    asks: fc.option(
      fc.record({ quantity: fc.integer({ min: 1, max: 60 }), ticks: fc.integer({ min: 1, max: 40_000 }) }),
      {
        nil: undefined,
      },
    ),
    acts: fc.array(
      fc.tuple(act, fc.nat(2)).map(([what, part]) => ({ ...what, part })),
      { maxLength: mostActs },
    ),
  })
  // What an order looks like while it is not known what was taken of it is the next test's subject.
  .map((it) => ({
    ...it,
    refused: it.answer === 'unconfirmed' ? 0 : it.refused,
    asks: it.answer === 'at once' && it.parts.length === 1 ? it.asks : undefined,
  }))
export const course: fc.Arbitrary<Course> = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 3 }),
  heard: fc.array(fc.nat(10_000), { maxLength: 40 }),
  coarse: fc.boolean(),
})

/** An order as it truly is at the venue. */
interface Part {
  readonly row: { -readonly [K in keyof BrokerOrder]: BrokerOrder[K] }
  value: Decimal
}

/** The truth: what the venue did, what it told of that on the way, and what its books say in the end. */
export interface Venue {
  /** Of each order, its parts. */
  readonly rows: readonly (readonly BrokerOrder[])[]
  readonly trades: readonly BrokerFill[]
  readonly told: readonly BrokerReport[]
  readonly positions: ReadonlyMap<InstrumentId, Decimal>
  readonly cash: Decimal
}

export function createVenue(plans: readonly Plan[], ids: readonly ClientOrderId[], coarse: boolean): Venue {
  let time = 0
  const trades: BrokerFill[] = []
  const told: BrokerReport[] = []
  const orders = plans.map(({ parts, instrument, side }, n) =>
    parts.map((quantity, p): Part => {
      const row = {
        brokerOrderId: `B${n}.${p}` as BrokerOrderId,
        clientOrderId: ids[n]!,
        instrument,
        side,
        lifecycle: 'working' as const,
        quantity: new Decimal(quantity),
        filledQuantity: zero,
        limitPrice: new Decimal(1500),
        time,
      }
      return { row, value: zero }
    }),
  )

  function tell({ row }: Part): void {
    row.time = coarse ? 0 : ++time
    told.push({ type: 'order', order: { ...row } })
  }

  function fill(part: Part, { quantity, ticks, fees }: Extract<Act, { type: 'fill' }>): void {
    const { row } = part
    const filled = Decimal.min(quantity, row.quantity.minus(row.filledQuantity))
    const price = new Decimal(ticks).div(20)
    const { brokerOrderId } = row
    const trade = { fillId: `T${trades.length}`, brokerOrderId, quantity: filled, price, fees: new Decimal(fees), time }
    trades.push(trade)
    part.value = part.value.plus(price.times(filled))
    row.filledQuantity = row.filledQuantity.plus(filled)
    row.averagePrice = part.value.div(row.filledQuantity)
    if (row.filledQuantity.eq(row.quantity)) row.lifecycle = 'filled'
    tell(part)
    told.push({ type: 'fill', fill: trade })
  }

  function happen(n: number, what: Act & { readonly part: number }): void {
    const part = orders[n]![what.part % orders[n]!.length]!
    const { row } = part
    const { asks } = plans[n]!
    if (row.lifecycle !== 'working') return
    if (what.type === 'fill') return fill(part, what)
    if (what.type === 'end') row.lifecycle = what.ending
    else if (asks !== undefined) {
      if (row.filledQuantity.gte(asks.quantity)) return
      row.quantity = new Decimal(asks.quantity)
      row.limitPrice = new Decimal(asks.ticks).div(20)
    } else {
      if (orders[n]!.length > 1 || row.quantity.minus(1).lte(row.filledQuantity)) return
      row.quantity = row.quantity.minus(1)
    }
    tell(part)
  }

  for (const parts of orders) for (const part of parts) tell(part)
  // Everything takes turns, as on a market.
  for (let turn = 0; turn < mostActs; turn++)
    for (const [n, { acts }] of plans.entries()) {
      const what = acts[turn]
      if (what !== undefined) happen(n, what)
    }

  const rows = orders.map((parts) => parts.map(({ row }) => row))
  const sideOf = new Map(rows.flat().map((row) => [row.brokerOrderId, row]))
  const positions = new Map<InstrumentId, Decimal>()
  let cash = new Decimal(openingCash)
  for (const { brokerOrderId, quantity, price, fees } of trades) {
    const { side, instrument } = sideOf.get(brokerOrderId)!
    const signed = side === 'buy' ? quantity : quantity.neg()
    positions.set(instrument, (positions.get(instrument) ?? zero).plus(signed))
    cash = cash.minus(signed.times(price)).minus(fees!)
  }
  return { rows, trades, told, positions, cash }
}

/** The books at the venue, all of them. */
export function snapshotOf({ rows, trades, positions, cash }: Venue): BrokerSnapshot {
  const held = [...positions].map(
    ([instrument, quantity]): Position => ({
      instrument,
      product: 'delivery',
      quantity,
      averagePrice: new Decimal(1),
      realizedProfit: zero,
    }),
  )
  return {
    asOf: 0,
    orders: rows.flat().map((row) => ({ ...row })),
    fills: trades,
    positions: held,
    holdings: [],
    cash: { INR: cash },
  }
}
