import { createInstrument } from '@shagun/core'
import type { BrokerOrderRef } from '@shagun/core/adapter'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentFees } from './fees.ts'
import { type Asked, type Ohlc, openSession } from './testing/session.ts'

const price = fc.integer({ min: 80, max: 120 })
const bars: fc.Arbitrary<Ohlc> = fc
  .tuple(price, price, price, price)
  .map(([a, b, open, close]) => [open, Math.max(a, open, close), Math.min(b, open, close), close])

const asked: fc.Arbitrary<Asked> = fc
  .record({
    side: fc.constantFrom('buy' as const, 'sell' as const),
    type: fc.constantFrom('market', 'limit', 'stop', 'stop-limit'),
    quantity: fc.integer({ min: 1, max: 9 }),
    timeInForce: fc.constantFrom('day' as const, 'gtc' as const, 'ioc' as const),
    limitPrice: price,
    stopPrice: price,
  })
  .map(({ type, limitPrice, stopPrice, ...rest }) => {
    const limit = type === 'limit' || type === 'stop-limit' ? { limitPrice } : {}
    const stop = type === 'stop' || type === 'stop-limit' ? { stopPrice } : {}
    return { ...rest, type, ...limit, ...stop } as Asked
  })

/** What happens between two bars: an order, a cancellation or new prices, and perhaps an order at the next fill. */
const step = fc.record({
  bar: bars,
  order: asked,
  cancels: fc.nat(9),
  reprices: fc.nat(9),
  to: price,
  reaction: fc.option(asked),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** Plays a history, and tells of each fill which order it was of and which bar it came from. */
async function play(history: readonly Step[], options: Parameters<typeof openSession>[0] = {}) {
  const session = await openSession({ cash: 5_000, ...options })
  const sent: { readonly ref: BrokerOrderRef; asked: Asked }[] = []
  const filled: { readonly fill: Fill; readonly asked: Asked; readonly bar: Ohlc }[] = []
  const place = (order: Asked): void => {
    sent.push({ ref: session.place(order), asked: order })
  }
  for (const { bar, order, cancels, reprices, to, reaction } of history) {
    place(order)
    const canceled = sent[sent.length - 1 - cancels]
    if (canceled !== undefined && cancels > 0) session.broker.cancel(canceled.ref)
    const changed = sent[sent.length - 1 - reprices]
    if (changed !== undefined && 'limitPrice' in changed.asked) {
      const reply = session.modify(changed.ref, { limitPrice: to })
      if (reply.outcome === 'requested') changed.asked = { ...changed.asked, limitPrice: to }
    }
    if (reaction !== null) session.whenFilled(() => place(reaction))
    const before = session.reports.length
    session.play(bar)
    for (const report of session.reports.slice(before)) {
      if (report.type !== 'fill') continue
      const { asked } = sent.find(({ ref }) => ref.brokerOrderId === report.fill.brokerOrderId)!
      filled.push({ fill: report.fill, asked, bar })
    }
  }
  return { session, filled }
}

type Fill = Extract<Awaited<ReturnType<typeof openSession>>['reports'][number], { readonly type: 'fill' }>['fill']

describe('whatever is ordered, and whatever the bars', () => {
  const histories = fc.array(step, { minLength: 1, maxLength: 25 })

  it('no order is filled worse than its limit', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        for (const { fill, asked } of (await play(history)).filled)
          if ('limitPrice' in asked)
            expect(
              fill.price
                .minus(String(asked.limitPrice))
                .times(asked.side === 'buy' ? 1 : -1)
                .lte(0),
            ).toBe(true)
      }),
    )
  })

  it('no fill lies outside its bar', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        for (const { fill, bar } of (await play(history)).filled) {
          expect(fill.price.toNumber()).toBeLessThanOrEqual(bar[1])
          expect(fill.price.toNumber()).toBeGreaterThanOrEqual(bar[2])
        }
      }),
    )
  })

  it('cash is opening cash less the sum of signed values and fees, and what is held is the signed sum of fills', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.boolean(), async (history, shortSelling) => {
        const { session, filled } = await play(history, { shortSelling, fees: percentFees('0.1') })
        // In thousandths and whole numbers, so that the sum owes nothing to Decimal.
        let thousandths = 5_000_000
        let held = 0
        for (const { fill, asked } of filled) {
          const value = fill.price.toNumber() * fill.quantity.toNumber()
          thousandths += (asked.side === 'buy' ? -1000 : 1000) * value - value
          held += (asked.side === 'buy' ? 1 : -1) * fill.quantity.toNumber()
          expect(fill.quantity.toNumber()).toBe(asked.quantity)
        }
        expect(session.broker.cash.times(1000).toNumber()).toBe(thousandths)
        const { positions } = await session.broker.fetchSnapshot()
        expect(positions[0]?.quantity.toNumber() ?? 0).toBe(held)
        if (!shortSelling) {
          expect(held).toBeGreaterThanOrEqual(0)
          expect(thousandths).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('an order fills once or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const { filled, session } = await play(history)
        const ids = filled.map(({ fill }) => fill.brokerOrderId)
        expect(new Set(ids).size).toBe(ids.length)
        const { orders } = await session.broker.fetchSnapshot()
        expect(orders.filter(({ lifecycle }) => lifecycle === 'filled')).toHaveLength(ids.length)
      }),
    )
  })

  it('slippage makes no fill better, and leaves every price on the tick', async () => {
    const instruments = [createInstrument({ id: 'X:A', currency: 'USD', tickSize: '0.5' })]
    const slippage = (side: 'buy' | 'sell', from: number): number => (side === 'buy' ? from * 1.013 : from * 0.987)
    // With this much cash no order is refused for what another one cost, so that the two runs fill the same orders.
    const rich = { cash: 1e9, shortSelling: true, instruments }
    const plain = histories.map((history) => history.map((each) => ({ ...each, reaction: null })))
    await fc.assert(
      fc.asyncProperty(plain, async (history) => {
        const without = (await play(history, rich)).filled
        const slipped = (await play(history, { ...rich, slippage })).filled
        expect(slipped).toHaveLength(without.length)
        for (const [i, { fill, asked }] of slipped.entries()) {
          const worse = fill.price.minus(without[i]!.fill.price).times(asked.side === 'buy' ? 1 : -1)
          expect(worse.gte(0)).toBe(true)
          expect(fill.price.mod('0.5').isZero()).toBe(true)
          if (asked.type === 'limit') expect(worse.isZero()).toBe(true)
        }
      }),
    )
  })
})
