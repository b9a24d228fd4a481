import { breach } from '../conformance-case.ts'
import { all, type BrokerClaim } from './claim.ts'
import { rest } from './lifecycle.ts'
import { needsResting, priceAt } from './requests.ts'
import { playScene } from './scene.ts'
import { replyText } from './sent.ts'
import type { Stage } from './stage.ts'
import { isTold } from './told.ts'

/** A process has ended at once, and another one begins with the same account. */
export const restartClaims: readonly BrokerClaim[] = all(
  (fixtures) => (fixtures.again === undefined ? 'there is no `again`' : needsResting(fixtures)),
  [
    {
      id: 'restart/orders',
      claim: 'finds the orders of the instance before it, and has them in its books',
      async check(stage) {
        const { filled, working } = await playScene(stage)
        await restart(stage)
        await stage.shows(filled, 'a filled order', (state) => state.filled.eq(filled.terms.quantity))
        await stage.shows(working, 'an order at work', ({ isWorking }) => isWorking)
        const { orders } = await stage.fetchSnapshot()
        const known = new Set(orders.map(({ brokerOrderId }) => brokerOrderId))
        const missing = [filled, working].flatMap((order) => order.brokerOrderIds).find((id) => !known.has(id))
        if (missing !== undefined)
          throw breach(`Its books have no ${missing}.`, 'Read orders of the account, whichever process placed them.')
      },
    },
    {
      id: 'restart/fills',
      claim: 'names trades as the instance before it did',
      async check(stage) {
        await playScene(stage)
        await stage.pass(2_000)
        const before = await tradesOf(stage)
        await restart(stage)
        const after = await tradesOf(stage)
        if (before !== after)
          throw breach(`Trades that went by ${before} go by ${after}.`, "Take the broker's own ids, and count nothing.")
      },
    },
    {
      id: 'restart/cancel',
      claim: 'cancels an order of the instance before it by what is kept of it',
      async check(stage) {
        const placed = await rest(stage)
        await restart(stage)
        const reply = await stage.cancel(placed)
        if (reply.outcome !== 'requested')
          throw breach(
            `It was answered with ${replyText(reply)}.`,
            'Put what is needed to address an order into its `note`, and keep nothing of it in memory.',
          )
        await stage.shows(placed, 'the end of the order', ({ isWorking }) => !isWorking)
      },
    },
    {
      id: 'restart/change',
      claim: 'changes an order of the instance before it by what is kept of it',
      skipped: ({ supports }) =>
        supports.modify.includes('limitPrice') ? undefined : 'it declares no change of limitPrice',
      async check(stage) {
        const placed = await rest(stage)
        await restart(stage)
        const limitPrice = priceAt(stage.instrument, 97)
        const reply = await stage.modify(placed, { limitPrice })
        if (reply.outcome !== 'requested')
          throw breach(`It was answered with ${replyText(reply)}.`, 'Read from the book what has to be restated.')
        await stage.shows(placed, `a limit of ${limitPrice}`, ({ rows }) =>
          rows.some((row) => row.limitPrice === undefined || row.limitPrice.eq(limitPrice)),
        )
      },
    },
    {
      id: 'restart/reports',
      claim: 'reports what becomes of the orders of the instance before it',
      async check(stage) {
        const placed = await rest(stage)
        await restart(stage)
        await stage.print(98)
        if (!(await stage.comesTrue(() => isTold(stage.reports, placed))))
          throw breach(
            'An order of the instance before filled, and nothing was said.',
            'Report on all orders of the account.',
          )
      },
    },
  ],
)

async function restart(stage: Stage): Promise<void> {
  await stage.begin()
  await stage.connect()
}

async function tradesOf(stage: Stage): Promise<string> {
  const { fills } = await stage.fetchSnapshot()
  const names = fills.map(({ brokerOrderId, fillId, quantity }) => `${brokerOrderId} ${fillId} (${quantity})`)
  return names.sort().join(', ')
}
