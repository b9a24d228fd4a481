import type { OrderType, Side, TimeInForce } from '@shagun/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Asked } from './testing/session.ts'
import { playTape, type Step, tapeHistory } from './testing/tape-history.ts'

/** An order in a market that deals one unit after the other. */
interface Dealt {
  readonly id: string
  readonly side: Side
  type: OrderType
  readonly timeInForce: TimeInForce
  limit: number
  readonly stop: number
  quantity: number
  filled: number
  time: number
  open: boolean
}

/** A market as simple as can be: each unit goes to the best order there is, and of several to the oldest. */
function createModel() {
  const orders: Dealt[] = []
  let time = 0

  function place({ side, type, timeInForce = 'day', quantity, ...prices }: Asked): void {
    const limit = 'limitPrice' in prices ? Number(prices.limitPrice) : Number.NaN
    const stop = 'stopPrice' in prices ? Number(prices.stopPrice) : Number.NaN
    const id = `M${orders.length + 1}`
    const size = Number(quantity)
    orders.push({ id, side, type, timeInForce, limit, stop, quantity: size, filled: 0, time: ++time, open: true })
  }

  /** A larger order, and one with a price of its own choosing, goes to the end. */
  function modify(order: Dealt, quantity = order.quantity, limit?: number): void {
    if (!order.open || quantity <= order.filled) return
    if (limit !== undefined || quantity > order.quantity) order.time = ++time
    Object.assign(order, { quantity, limit: limit ?? order.limit })
  }

  /** Market orders first, then by how far the limit is beyond the price; the price itself must be within it. */
  function rank({ side, type, limit }: Dealt, price: number): number {
    if (type === 'market') return 1_000
    return type === 'limit' ? (side === 'buy' ? limit - price : price - limit) : -1
  }

  function print(price: number, quantity: number): Map<string, number> {
    const dealt = new Map<string, number>()
    const skipped = new Set<Dealt>()
    for (const order of orders.toSorted((a, b) => a.time - b.time)) {
      const reached = order.side === 'buy' ? price >= order.stop : price <= order.stop
      if (!order.open || !order.type.startsWith('stop') || !reached) continue
      order.type = order.type === 'stop' ? 'market' : 'limit'
      order.time = ++time
    }
    for (let left = quantity; left > 0; ) {
      const [best] = orders
        .filter((order) => order.open && !skipped.has(order) && rank(order, price) >= 0)
        .sort((a, b) => rank(b, price) - rank(a, price) || a.time - b.time)
      if (best === undefined) break
      if (best.timeInForce === 'fok' && best.filled === 0 && best.quantity > left) {
        skipped.add(best)
        continue
      }
      left--
      best.filled++
      best.open = best.filled < best.quantity
      dealt.set(best.id, (dealt.get(best.id) ?? 0) + 1)
    }
    for (const order of orders) if (order.timeInForce === 'ioc' || order.timeInForce === 'fok') order.open = false
    return dealt
  }

  return {
    take(step: Step): Map<string, number> {
      if (step.do === 'place') place(step.order)
      if (step.do === 'print') return print(step.price, step.quantity)
      const order = 'which' in step ? orders[orders.length - 1 - step.which] : undefined
      if (order === undefined) return new Map()
      if (step.do === 'cancel') order.open = false
      if (step.do === 'modify') modify(order, step.quantity, Number.isNaN(order.limit) ? undefined : step.limitPrice)
      return new Map()
    },
  }
}

it('a print fills what dealing it out unit by unit fills, each to the best order and of several to the oldest', async () => {
  const plain = tapeHistory.map((history) =>
    history.flatMap((step): Step[] => {
      if (step.do === 'outside' || step.do === 'end-day') return []
      return [step.do === 'print' ? { ...step, reaction: null } : step]
    }),
  )
  await fc.assert(
    fc.asyncProperty(plain, async (history) => {
      const model = createModel()
      let known = 0
      await playTape(
        history,
        { cash: 1e9, shortSelling: true },
        {
          after(step, { broker }) {
            const fills = broker.venue.listFills()
            const dealt = fills.slice(known).map((fill) => [fill.brokerOrderId, fill.quantity.toNumber()])
            known = fills.length
            expect(dealt).toEqual([...model.take(step)])
          },
        },
      )
    }),
    { numRuns: 500 },
  )
})
