import { Decimal, type Position } from '@shagun/core'
import type { BrokerReport } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { booksWhen, expectSame } from './books.ts'
import { all, type BrokerClaim } from './claim.ts'
import { faultOfRow, faultOfTrade } from './readable.ts'
import { lastingKind, needsResting } from './requests.ts'
import { playScene } from './scene.ts'

/** What its books say is what is true at the venue. */
export const factClaims: readonly BrokerClaim[] = all(needsResting, [
  {
    id: 'facts/readable',
    claim: 'tells orders and trades in the words of the port, with quantities and prices as Decimals',
    async check(stage) {
      await playScene(stage)
      const { orders, fills } = await stage.fetchSnapshot()
      const told = stage.reports.map(({ type, ...rest }) => ({ type, ...rest }) as BrokerReport)
      for (const [what, fault] of [
        ...orders.map((row) => ['A row of its book', faultOfRow(row)] as const),
        ...fills.map((fill) => ['A trade of its book', faultOfTrade(fill)] as const),
        ...told.map((report) => [`A report of type ${report.type}`, faultOfReport(report)] as const),
      ])
        if (fault !== undefined) throw breach(`${what} has ${fault}.`, 'Leave out what the broker does not tell.')
    },
  },
  {
    id: 'facts/orders',
    claim: 'has in its books the orders that are at the venue, as they stand',
    async check(stage) {
      await playScene(stage)
      const { orders } = await stage.fetchSnapshot()
      const [ours, theirs] = [orders, stage.venue.listOrders()].map((rows) =>
        rows.map(
          ({ side, quantity, filledQuantity, lifecycle }) =>
            `${side} ${quantity}, ${filledQuantity} filled, ${lifecycle}`,
        ),
      )
      expectSame('orders', ours!, theirs!)
    },
  },
  {
    id: 'facts/positions',
    claim: 'has in its books the positions of the venue, each in its product and at its price',
    async check(stage) {
      const asked: string[] = []
      for (const [i, product] of stage.supports.products.entries()) {
        const kind = lastingKind(stage.supports, 'limit')!
        const placed = await stage.place({ kind, product, lots: i + 1 })
        for (let attempt = 0; attempt < 2; attempt++) await stage.print(98)
        const { quantity, instrument } = placed.terms
        await stage.shows(placed, 'a filled order', ({ filled }) => filled.eq(quantity))
        asked.push(`${quantity} ${instrument} for ${product}`)
      }
      const theirs = stage.venue.listPositions()
      if (held(theirs).toSorted().join() !== asked.toSorted().join())
        throw breach(
          `Ordered were ${asked.join(', ')}; at the venue are ${held(theirs).join(', ')}.`,
          'Send the product that was asked for.',
        )
      const { positions, holdings } = await stage.fetchSnapshot()
      expectSame('positions', held([...positions, ...holdings]), held(theirs))
      for (const { instrument, product, quantity, averagePrice } of [...positions, ...holdings]) {
        const there = theirs.find((each) => each.instrument === instrument && each.product === product)
        if (!quantity.isZero() && there?.averagePrice.minus(averagePrice).abs().gt('0.005'))
          throw breach(
            `Its books show ${instrument} for ${product} at ${averagePrice}, and the venue at ${there.averagePrice}.`,
            'Tell what was paid for what is held.',
          )
      }
    },
  },
  {
    id: 'facts/cash',
    claim: 'has in its books the cash of the venue, to the last digit',
    async check(stage) {
      const before = await stage.fetchSnapshot()
      expectSame('cash', amounts(before.cash), amounts(stage.venue.getCash()))
      await playScene(stage)
      await stage.pass(2_000)
      const after = await stage.fetchSnapshot()
      expectSame('cash', amounts(after.cash), amounts(stage.venue.getCash()))
    },
  },
  {
    id: 'facts/times',
    claim: 'stamps orders, trades and books in milliseconds since 1970, at the time when it happened',
    async check(stage) {
      const { clock } = stage.environment
      const from = clock.now()
      await playScene(stage)
      const { asOf, orders, fills } = await stage.fetchSnapshot()
      const reported = stage.reports.flatMap((report) => (report.type === 'order' ? [report.order.time] : []))
      const times = [asOf, ...reported, ...[...orders, ...fills].map(({ time }) => time)]
      const odd = times.find((time) => !(time >= from - skewMs && time <= clock.now() + skewMs))
      if (odd !== undefined)
        throw breach(
          `Something that happened from ${iso(from)} to ${iso(clock.now())} is stamped ${odd}, ${iso(odd)}.`,
          'Mind the time zone of the broker, and whether it counts in seconds.',
        )
    },
  },
  {
    id: 'facts/outside',
    claim: 'shows an order that was placed elsewhere without an id of ours, with its trade',
    async check(stage) {
      const own = await stage.place({ kind: lastingKind(stage.supports, 'limit')! })
      stage.venue.placeOutside({
        instrument: stage.instrument.id,
        side: 'buy',
        quantity: stage.instrument.lotSize.times(2),
      })
      await stage.pass(2_000)
      const snapshot = await booksWhen(stage, ({ orders, fills }) => orders.length === 2 && fills.length === 1)
      const others = snapshot.orders.filter(({ brokerOrderId }) => !own.brokerOrderIds.includes(brokerOrderId))
      if (others.length !== 1 || snapshot.fills.length !== 1)
        throw breach(
          `Its books show ${others.length} orders of others and ${snapshot.fills.length} trades; expected one of each.`,
          'Tell all that the broker shows, whoever placed it.',
        )
      const [other] = others
      if (other!.clientOrderId !== undefined)
        throw breach(`It is shown as ${other!.clientOrderId}.`, 'Leave the id out where none of ours came back.')
      if (snapshot.fills[0]!.brokerOrderId !== other!.brokerOrderId)
        throw breach('Its trade is told of another order.', 'Tell trades under the ids of their orders.')
    },
  },
])

const zero = new Decimal(0)
/** Brokers stamp with whole seconds, by clocks of their own. */
const skewMs = 60_000

function held(positions: readonly Position[]): readonly string[] {
  const quantities = new Map<string, Decimal>()
  for (const { instrument, product, quantity } of positions) {
    const key = `${instrument} for ${product}`
    quantities.set(key, (quantities.get(key) ?? zero).plus(quantity))
  }
  return [...quantities].filter(([, quantity]) => !quantity.isZero()).map(([key, quantity]) => `${quantity} ${key}`)
}

function amounts(cash: Readonly<Record<string, Decimal>>): readonly string[] {
  return Object.entries(cash).map(([currency, amount]) => `${amount.toFixed()} ${currency}`)
}

function faultOfReport(report: BrokerReport): string | undefined {
  if (report.type === 'order') return faultOfRow(report.order)
  if (report.type === 'fill') return faultOfTrade(report.fill)
  return ['lost', 'restored', 'session-expired'].includes(report.type) ? undefined : 'no type that there is'
}

function iso(time: number): string {
  return Number.isFinite(time) && Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : 'no time'
}
