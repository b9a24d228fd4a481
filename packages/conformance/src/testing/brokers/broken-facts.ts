import { type BrokerOrderId, Decimal } from '@shagun/core'
import type { BrokenBroker } from './broken.ts'
import { withBooks, withFound, withReply, withReports, withRows, withTerms } from './wrap.ts'

export const brokenFacts: readonly BrokenBroker[] = [
  {
    how: 'tells an average of 0 of what has not filled',
    fails: 'facts/readable',
    breaks: (broker) =>
      withBooks(broker, (books) => ({
        ...books,
        orders: books.orders.map((row) => ({ averagePrice: new Decimal(0), ...row })),
      })),
  },
  {
    how: 'reads open orders and filled ones alone',
    fails: 'facts/orders',
    breaks: (broker) =>
      withBooks(broker, (books) => ({
        ...books,
        orders: books.orders.filter(({ lifecycle }) => lifecycle === 'working' || lifecycle === 'filled'),
      })),
  },
  {
    how: 'tells each trade at the average of its order',
    fails: 'facts/fills',
    breaks: (broker) =>
      withBooks(broker, ({ fills, orders, ...books }) => {
        const averageOf = (id: BrokerOrderId) => orders.find(({ brokerOrderId }) => brokerOrderId === id)?.averagePrice
        return {
          ...books,
          orders,
          fills: fills.map((fill) => ({ ...fill, price: averageOf(fill.brokerOrderId) ?? fill.price })),
        }
      }),
  },
  {
    how: 'reports trades under other ids than its book',
    fails: 'facts/fill-ids',
    breaks: (broker) =>
      withReports(broker, (report) => [
        report.type === 'fill'
          ? { ...report, fill: { ...report.fill, fillId: `${report.fill.brokerOrderId}-${report.fill.fillId}` } }
          : report,
      ]),
  },
  {
    how: 'charges the fees of an order with each of its trades',
    fails: 'facts/fees',
    breaks: (broker) =>
      withBooks(broker, ({ fills, ...books }) => {
        const feesOf = (id: BrokerOrderId): Decimal =>
          fills
            .filter(({ brokerOrderId }) => brokerOrderId === id)
            .reduce((sum, { fees }) => sum.plus(fees ?? 0), new Decimal(0))
        return { ...books, fills: fills.map((fill) => ({ ...fill, fees: feesOf(fill.brokerOrderId) })) }
      }),
  },
  {
    how: 'shows the price of the last trade for the average',
    fails: 'facts/average',
    breaks: (broker, { wire }) =>
      withFound(broker, (row) => {
        const own = wire.venue.readTrades().filter(({ brokerOrderId }) => brokerOrderId === row.brokerOrderId)
        const last = own.at(-1)
        return last === undefined ? row : { ...row, averagePrice: last.price }
      }),
  },
  {
    how: 'reports in its rows what has just filled',
    fails: 'facts/cumulative',
    breaks(broker) {
      const before = new Map<BrokerOrderId, Decimal>()
      return withReports(broker, (report) => {
        if (report.type !== 'order') return [report]
        const { brokerOrderId: id, filledQuantity } = report.order
        const just = filledQuantity.minus(before.get(id) ?? 0)
        before.set(id, filledQuantity)
        return [{ ...report, order: { ...report.order, filledQuantity: Decimal.max(just, 0) } }]
      })
    },
  },
  {
    how: 'calls instruments something else in its books',
    fails: 'facts/rows',
    breaks: (broker) =>
      withBooks(broker, (books) => ({
        ...books,
        orders: books.orders.map((row) => ({ ...row, instrument: `${row.instrument}-EQ` as const })),
      })),
  },
  {
    how: 'reports what was canceled of an order before it is',
    fails: 'facts/rows',
    breaks: (broker) =>
      withReports(broker, (report) =>
        report.type === 'order' && report.order.lifecycle === 'working' && !report.order.filledQuantity.isZero()
          ? [report, { ...report, order: { ...report.order, lifecycle: 'canceled' } }]
          : [report],
      ),
  },
  {
    how: 'reports each trade at the average of its order',
    fails: 'facts/reported',
    breaks(broker) {
      const traded = new Map<BrokerOrderId, { readonly quantity: Decimal; readonly value: Decimal }>()
      return withReports(broker, (report) => {
        if (report.type !== 'fill') return [report]
        const { brokerOrderId: id, quantity, price } = report.fill
        const before = traded.get(id) ?? { quantity: new Decimal(0), value: new Decimal(0) }
        const sum = { quantity: before.quantity.plus(quantity), value: before.value.plus(price.times(quantity)) }
        traded.set(id, sum)
        return [{ ...report, fill: { ...report.fill, price: sum.value.div(sum.quantity) } }]
      })
    },
  },
  {
    how: 'orders everything for delivery',
    fails: 'facts/positions',
    breaks: (broker) => withTerms(broker, (terms) => ({ ...terms, product: 'delivery' })),
  },
  {
    how: 'has all positions in one product',
    fails: 'facts/positions',
    breaks: (broker) =>
      withBooks(broker, (books) => ({
        ...books,
        positions: books.positions.map((position) => ({ ...position, product: 'delivery' })),
      })),
  },
  {
    how: 'tells cash in whole dollars',
    fails: 'facts/cash',
    breaks: (broker) =>
      withBooks(broker, ({ cash, ...books }) => ({
        ...books,
        cash: Object.fromEntries(Object.entries(cash).map(([currency, amount]) => [currency, amount.floor()])),
      })),
  },
  {
    how: 'takes the time of Mumbai for that of Greenwich',
    fails: 'facts/times',
    breaks: (broker) =>
      withBooks(broker, ({ fills, ...books }) => ({
        ...books,
        fills: fills.map((fill) => ({ ...fill, time: fill.time + 5.5 * 3_600_000 })),
      })),
  },
  {
    how: 'takes the number of an order in its day for its id',
    fails: 'facts/ids-for-good',
    breaks(broker) {
      const names = new Map<BrokerOrderId, BrokerOrderId>()
      const numberOf = (name: BrokerOrderId): BrokerOrderId => {
        const number = name.split(' ').at(-1) as BrokerOrderId
        names.set(number, name)
        return number
      }
      const numbered = <Row extends { readonly brokerOrderId: BrokerOrderId }>(row: Row): Row => ({
        ...row,
        brokerOrderId: numberOf(row.brokerOrderId),
      })
      const placing = withReply(withRows(broker, numbered), (reply) => {
        if (reply.outcome !== 'accepted') return reply
        const [first, ...others] = reply.brokerOrderIds
        return { ...reply, brokerOrderIds: [numberOf(first), ...others.map(numberOf)] }
      })
      const telling = withReports(placing, (report) => [
        report.type === 'fill' ? { ...report, fill: numbered(report.fill) } : report,
      ])
      return {
        ...withBooks(telling, (books) => ({ ...books, fills: books.fills.map(numbered) })),
        cancel: (ref) => broker.cancel({ ...ref, brokerOrderId: names.get(ref.brokerOrderId) ?? ref.brokerOrderId }),
      }
    },
  },
  {
    how: "takes somebody else's order for the last of its own",
    fails: 'facts/outside',
    breaks(broker) {
      let last: { readonly clientOrderId?: never } = {}
      const sending = withTerms(broker, (terms) => {
        last = { clientOrderId: terms.clientOrderId } as never
        return terms
      })
      return withBooks(sending, (books) => ({ ...books, orders: books.orders.map((row) => ({ ...last, ...row })) }))
    },
  },
]
