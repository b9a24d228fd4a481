import { Decimal } from '@shagun/core'
import type { BrokerFill } from '@shagun/core/adapter'
import { breach } from '../conformance-case.ts'
import { booksWhen, expectSame, fillsWhen } from './books.ts'
import { all, type BrokerClaim, needsFault } from './claim.ts'
import { night } from './night.ts'
import { needsResting } from './requests.ts'
import { playScene } from './scene.ts'
import type { Stage } from './stage.ts'

/** What its books and its reports say of trades is what is true at the venue. */
export const tradeFactClaims: readonly BrokerClaim[] = all(needsResting, [
  {
    id: 'facts/fills',
    claim: 'has in its books every trade of the venue once, for its own quantity and at its own price',
    async check(stage) {
      await playScene(stage)
      const fills = await fillsWhen(stage, stage.venue.listFills().length)
      const text = ({ quantity, price }: BrokerFill): string => `${quantity} at ${price}`
      expectSame('trades', fills.map(text), stage.venue.listFills().map(text))
    },
  },
  {
    id: 'facts/fill-ids',
    claim: 'names each trade of an order by an id of its own, the same whenever it is told',
    async check(stage) {
      const { filled } = await playScene(stage)
      const [first, again] = [await fillsWhen(stage, 2), (await stage.fetchSnapshot()).fills]
      const reported = stage.reports.flatMap((report) => (report.type === 'fill' ? [report.fill] : []))
      const name = ({ brokerOrderId, fillId }: BrokerFill): string => `${brokerOrderId} ${fillId}`
      const known = new Set(first.map(name))
      if (known.size !== first.length)
        throw breach(`${first.length} trades go by ${known.size} ids.`, "Take the broker's own id of the trade.")
      const odd = [...again, ...reported].find((fill) => !known.has(name(fill)))
      if (odd !== undefined)
        throw breach(
          `A trade that goes by ${[...known].join(' and ')} was also told as ${name(odd)}.`,
          "Take the broker's own id of the trade, in reports as in books.",
        )
      if (first.some(({ brokerOrderId }) => !filled.brokerOrderIds.includes(brokerOrderId)))
        throw breach('A trade is of an order that nobody sent.', 'Tell trades under the ids by which orders are known.')
    },
  },
  {
    id: 'facts/ids-for-good',
    claim: 'names orders and trades by ids that those of another day do not have',
    skipped: (fixtures) =>
      fixtures.clock === 'machine' ? "it lives on the machine's clock" : needsFault('ids-begin-anew')(fixtures),
    check: (stage) =>
      stage.under('ids-begin-anew', async () => {
        const first = await namesOfDay(stage)
        // After two nights it is another date everywhere.
        for (const _ of [1, 2]) await night(stage)
        const second = await namesOfDay(stage)
        const twice = second.find((name) => first.includes(name))
        if (twice !== undefined)
          throw breach(
            `What goes by ${twice} on one day was something else on another.`,
            'Put the day before numbers that begin anew each day.',
          )
      }),
  },
  {
    id: 'facts/fees',
    claim: 'tells the fees of a trade as the venue took them, once, or none at all',
    async check(stage) {
      await playScene(stage)
      const text = ({ quantity, fees }: BrokerFill): string => `${quantity} for ${fees}`
      const told = (await fillsWhen(stage, 2)).filter(({ fees }) => fees !== undefined).map(text)
      const taken = stage.venue.listFills().map(text)
      const odd = told.find((each) => !taken.includes(each))
      if (odd !== undefined)
        throw breach(
          `It tells of ${odd}, and the venue took ${taken.join(', ')}.`,
          'Leave fees out where the trade has none.',
        )
    },
  },
  {
    id: 'facts/average',
    claim: 'shows an average price that explains the trades of an order',
    async check(stage) {
      const { filled } = await playScene(stage)
      const value = stage.venue.listFills().reduce((sum, { quantity, price }) => sum.plus(price.times(quantity)), zero)
      const average = value.div(filled.terms.quantity)
      const { rows } = await stage.shows(filled, 'the order', (state) => state.rows.length > 0)
      const { orders } = await stage.fetchSnapshot()
      const listed = orders.filter(({ brokerOrderId }) => filled.brokerOrderIds.includes(brokerOrderId))
      // Brokers round an average to four digits behind the point, and some to two.
      for (const { averagePrice, filledQuantity } of [...rows, ...listed])
        if (averagePrice !== undefined && !filledQuantity.isZero() && averagePrice.minus(average).abs().gt('0.005'))
          throw breach(
            `Its trades come to an average of ${average.toFixed(4)}, and its row shows ${averagePrice}.`,
            'Leave the average out until the broker shows it.',
          )
    },
  },
  {
    id: 'facts/cumulative',
    claim: 'reports rows of which none has less filled than one before it',
    async check(stage) {
      await playScene(stage)
      const most = new Map<string, Decimal>()
      for (const report of stage.reports) {
        if (report.type !== 'order') continue
        const { brokerOrderId: id, filledQuantity } = report.order
        const before = most.get(id) ?? zero
        if (filledQuantity.lt(before))
          throw breach(
            `After a row with ${before} filled came one with ${filledQuantity}.`,
            'Report what is filled in all.',
          )
        most.set(id, filledQuantity)
      }
    },
  },
])

const zero = new Decimal(0)

/** By what ids the orders of one day go, and their trades. */
async function namesOfDay(stage: Stage): Promise<readonly string[]> {
  const { filled, working, canceled } = await playScene(stage)
  const ids = [filled, working, canceled].flatMap(({ brokerOrderIds }) => brokerOrderIds)
  const trades = (await booksWhen(stage, ({ fills }) => ofOrders(fills, ids).length >= 2)).fills
  await stage.cancel(working)
  await stage.shows(working, 'the end of the order', ({ isWorking }) => !isWorking)
  return [...ids, ...ofOrders(trades, ids).map(({ brokerOrderId, fillId }) => `${brokerOrderId} ${fillId}`)]
}

function ofOrders(fills: readonly BrokerFill[], ids: readonly string[]): readonly BrokerFill[] {
  return fills.filter(({ brokerOrderId }) => ids.includes(brokerOrderId))
}
