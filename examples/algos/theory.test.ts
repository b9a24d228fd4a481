import { describe, expect, it } from 'vitest'
import { createDays, liveliness } from './market-day.ts'
import { createOrders } from './orders.ts'
import { namesOfTheory, type Traded, theoryOver } from './theory.ts'
import { tradeDay } from './trade-day.ts'

const orders = createOrders()

async function tradeAll(seed: number): Promise<Traded> {
  const days = createDays(seed)
  const traded: [string, Traded[string]][] = []
  for (const name of namesOfTheory) traded.push([name, await tradeDay(days, orders[name]!)])
  return Object.fromEntries(traded)
}

describe('costs over a day', { timeout: 120_000 }, () => {
  it('are in the order that theory says, over several days', async () => {
    const days = []
    for (let seed = 101; seed <= 106; seed++) days.push(await tradeAll(seed))
    for (const traded of days)
      for (const { result } of Object.values(traded)) {
        expect(result.status).toBe('done')
        expect(result.filledQuantity.eq(result.quantity)).toBe(true)
      }
    const claims = theoryOver(days)
    expect(claims.every((claim) => claim.days <= days.length)).toBe(true)
    expect(claims.filter(({ holds }) => !holds)).toEqual([])
  })

  it('are the same for the same seed, to the last digit', async () => {
    const [one, other] = await Promise.all([
      tradeDay(createDays(3), orders['iceberg']!),
      tradeDay(createDays(3), orders['iceberg']!),
    ])
    const read = ({ cost }: typeof one) => cost.fills.map(({ time, price, quantity }) => `${time} ${price} ${quantity}`)
    expect(read(one)).toEqual(read(other))
    expect(read(one).length).toBeGreaterThan(100)
  })
})

describe('the day that is simulated', () => {
  const [nse, bse] = createDays(1)

  it('shows five levels on both sides, best first, and never locked', () => {
    for (const day of [nse!, bse!])
      for (const tick of day.ticks) {
        if (tick.type !== 'quote') continue
        const { bids, asks } = tick.depth
        expect([bids.length, asks.length]).toEqual([5, 5])
        const prices = [...bids.toReversed(), ...asks].map(({ price }) => price)
        expect(prices.every((price, i) => i === 0 || price > prices[i - 1]!)).toBe(true)
        expect(tick.quote).toMatchObject({ bid: bids[0]!.price, ask: asks[0]!.price })
      }
  })

  it('tells in its quotes the volume that its prints have', () => {
    let printed = 0
    for (const tick of nse!.ticks)
      if (tick.type === 'trade') printed += tick.trade.quantity
      else if (tick.type === 'quote') expect(tick.quote.volume).toBe(printed)
    expect(printed / 2_000_000).toBeCloseTo(1, 0)
  })

  it('is livelier at both ends than at noon', () => {
    const parts = Array.from({ length: 1_000 }, (_, i) => liveliness((i + 0.5) / 1_000))
    expect(parts.reduce((sum, part) => sum + part, 0) / 1_000).toBeCloseTo(1, 3)
    expect(liveliness(0) / liveliness(0.5)).toBe(6)
  })
})
