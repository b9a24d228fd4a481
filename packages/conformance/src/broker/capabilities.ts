import type { BrokerOrder, OrderTerms, Product } from '@shagun/core'
import { approve } from '@shagun/core/testing'
import { breach } from '../conformance-case.ts'
import type { BrokerClaim } from './claim.ts'
import { type Kind, kindsOf, lastingKind, needsResting, requestOf } from './requests.ts'
import { isPlaced, replyText } from './sent.ts'
import type { Stage } from './stage.ts'

/** What it declares is taken, and comes back as it was sent. */
export const capabilityClaims: readonly BrokerClaim[] = [
  {
    id: 'capabilities/taken',
    claim: 'takes every order type in every time in force and product that it declares, less what it excepts, as asked',
    async check(stage) {
      for (const product of stage.supports.products)
        for (const kind of kindsOf(stage.supports)) await expectTaken(stage, kind, product)
    },
  },
  {
    id: 'capabilities/tag',
    claim: "gives an order's whole id back, in what it finds, in its books and in what it reports",
    skipped: (fixtures) =>
      fixtures.supports.tagLength === 0 ? 'no id of ours travels with its orders' : needsTaggedKind(fixtures),
    async check(stage) {
      const placed = await stage.place({ kind: lastingKind(stage.supports, 'limit')! })
      const { clientOrderId } = placed.terms
      const { rows } = await stage.shows(placed, 'the order', (state) => state.rows.length > 0)
      const { orders } = await stage.fetchSnapshot()
      await stage.print(98, 4)
      const reported = stage.reports.flatMap((report) => (report.type === 'order' ? [report.order] : []))
      const own = [...rows, ...orders, ...reported].filter((row) => placed.brokerOrderIds.includes(row.brokerOrderId))
      const odd = own.find((row) => row.clientOrderId !== clientOrderId)
      if (odd !== undefined)
        throw breach(
          `An order was sent as ${clientOrderId}, and ${odd.brokerOrderId} came back as ${odd.clientOrderId ?? 'nobody'}.`,
          'Declare in `tagLength` how many characters travel with an order and come back.',
        )
    },
  },
  {
    id: 'capabilities/by-id',
    claim: 'makes no second order where one is sent again under the same id',
    skipped: (fixtures) =>
      fixtures.supports.idempotency === 'by-id'
        ? needsResting(fixtures)
        : `it declares \`idempotency\` ${fixtures.supports.idempotency}`,
    async check(stage) {
      const { terms } = await stage.place({ kind: lastingKind(stage.supports, 'limit')! })
      await stage.sendTerms(terms)
      await stage.pass(1_000)
      const orders = stage.venue.listOrders()
      if (orders.length !== 1)
        throw breach(`The venue has ${orders.length} orders of one id.`, 'Declare `by-tag`, which only finds orders.')
    },
  },
]

/** A trigger that waits at the broker may carry no tag; an order of the day does. */
const needsTaggedKind: NonNullable<BrokerClaim['skipped']> = (fixtures) =>
  lastingKind(fixtures.supports, 'limit')?.[1] === 'day' ? undefined : (needsResting(fixtures) ?? undefined)

async function expectTaken(stage: Stage, kind: Kind, product: Product): Promise<void> {
  const traded = stage.instrumentOf(product)
  const what = `An order to buy ${traded.id} at ${kind[0]}, ${kind[1]}, for ${product}`
  // Not whole: digits get lost on the way.
  const prices = { limit: kind[0] === 'limit' ? 97.35 : 103.35, stop: 102.65 }
  const terms = approve(stage.broker, requestOf(traded, { kind, product, lots: 1, ...prices }), traded)
  const sent = await stage.sendTerms(terms)
  if (!isPlaced(sent))
    throw breach(
      `${what} was answered with ${replyText(sent.reply)}.`,
      'Take what is declared; take out of `supports` what the broker does not, or name the pair in `except`.',
    )
  const { rows } = await stage.shows(sent, `an order as it was sent (${what})`, (state) => state.rows.length > 0)
  for (const row of rows) {
    const difference = differenceOf(row, terms)
    if (difference !== undefined)
      throw breach(`${what} is shown with ${difference}.`, 'Send every field, and read it back.')
  }
  if (rows.some(({ lifecycle }) => lifecycle === 'working')) await stage.cancel(sent)
}

/** What a row shows can be compared; what it does not show cannot. */
function differenceOf(row: BrokerOrder, terms: OrderTerms): string | undefined {
  const { limitPrice, stopPrice } = terms as Pick<BrokerOrder, 'limitPrice' | 'stopPrice'>
  if (row.instrument !== terms.instrument) return `instrument ${row.instrument}`
  if (row.side !== terms.side) return `side ${row.side}`
  if (!row.quantity.eq(terms.quantity)) return `quantity ${row.quantity} in place of ${terms.quantity}`
  if (limitPrice !== undefined && row.limitPrice !== undefined && !row.limitPrice.eq(limitPrice))
    return `limitPrice ${row.limitPrice} in place of ${limitPrice}`
  // Once its stop is reached an order shows none, and a market order may show the price that protects it.
  if (stopPrice !== undefined && row.stopPrice !== undefined && !row.stopPrice.eq(stopPrice))
    return `stopPrice ${row.stopPrice} in place of ${stopPrice}`
  if (row.timeInForce !== undefined && row.timeInForce !== terms.timeInForce)
    return `timeInForce ${row.timeInForce} in place of ${terms.timeInForce}`
  return undefined
}
