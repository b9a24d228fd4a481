import { type BrokerOrder, Decimal } from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { fillsWhen } from './books.ts'
import { all, type BrokerClaim } from './claim.ts'
import { needsResting } from './requests.ts'
import { playScene } from './scene.ts'
import type { Placed } from './sent.ts'
import type { Stage } from './stage.ts'

/** Wherever it tells of an order or a trade, it tells the same, and what is true. */
export const toldFactClaims: readonly BrokerClaim[] = all(needsResting, [
  {
    id: 'facts/rows',
    claim: 'tells what was ordered and what became of it in every row, of its books and of its reports',
    async check(stage) {
      const { filled, working, canceled } = await playScene(stage)
      const rows = await rowsToldOf(stage)
      for (const [order, ends] of [
        [filled, ['working', 'filled']],
        [working, ['working']],
        [canceled, ['working', 'canceled']],
      ] as const)
        for (const [where, row] of rows.filter(([, { brokerOrderId: id }]) => order.brokerOrderIds.includes(id))) {
          const fault = ends.includes(row.lifecycle as never) ? differenceOf(row, order) : `lifecycle ${row.lifecycle}`
          if (fault !== undefined)
            throw breach(
              `A row of its ${where} has ${fault}, of an order to ${order.terms.side} ${order.terms.quantity} that ends as ${ends.at(-1)}.`,
              'Read rows by one function, wherever they come from.',
            )
        }
    },
  },
  {
    id: 'facts/reported',
    claim: 'reports trades as the venue has them, and averages that explain what had filled',
    async check(stage) {
      const { filled } = await playScene(stage)
      await fillsWhen(stage, 2)
      const theirs = stage.venue.listFills()
      const text = ({ quantity, price }: BrokerFill): string => `${quantity} at ${price}`
      for (const report of stage.reports)
        if (report.type === 'fill') {
          const { fees } = report.fill
          const isThere = theirs.some(
            (fill) => text(fill) === text(report.fill) && (fees === undefined || fill.fees?.eq(fees)),
          )
          if (!isThere)
            throw breach(
              `It reports ${text(report.fill)} for ${fees}, and the venue has ${theirs.map((fill) => `${text(fill)} for ${fill.fees}`).join(', ')}.`,
              'Report each trade at its own price, and leave fees out where it has none.',
            )
        } else if (report.type === 'order' && filled.brokerOrderIds.includes(report.order.brokerOrderId)) {
          const { filledQuantity, averagePrice } = report.order
          const expected = averageOf(theirs, filledQuantity)
          // Brokers round an average to four digits behind the point, and some to two.
          if (averagePrice !== undefined && expected?.minus(averagePrice).abs().gt('0.005'))
            throw breach(
              `It reports an average of ${averagePrice} for ${filledQuantity} that were filled at ${expected.toFixed(4)}.`,
              'Leave the average out until the broker shows it.',
            )
        }
    },
  },
])

type Told = readonly (readonly [where: string, row: BrokerOrder])[]

async function rowsToldOf(stage: Stage): Promise<Told> {
  const { orders: books } = await stage.fetchSnapshot()
  return [
    ...stage.reports.flatMap((report) => (report.type === 'order' ? [['reports', report.order] as const] : [])),
    ...books.map((row) => ['books', row] as const),
  ]
}

function differenceOf(row: BrokerOrder, { terms }: Placed): string | undefined {
  const { limitPrice } = terms as Pick<BrokerOrder, 'limitPrice'>
  if (row.instrument !== terms.instrument) return `instrument ${row.instrument}`
  if (row.side !== terms.side) return `side ${row.side}`
  if (!row.quantity.eq(terms.quantity)) return `quantity ${row.quantity}`
  if (limitPrice !== undefined && row.limitPrice !== undefined && !row.limitPrice.eq(limitPrice))
    return `limitPrice ${row.limitPrice} in place of ${limitPrice}`
  return undefined
}

/** Of the first trades, as far as they make up that quantity. */
function averageOf(fills: readonly BrokerFill[], quantity: Decimal): Decimal | undefined {
  let [sum, value] = [new Decimal(0), new Decimal(0)]
  for (const fill of fills) {
    if (sum.gte(quantity)) break
    sum = sum.plus(fill.quantity)
    value = value.plus(fill.price.times(fill.quantity))
  }
  return sum.isZero() || !sum.eq(quantity) ? undefined : value.div(sum)
}
