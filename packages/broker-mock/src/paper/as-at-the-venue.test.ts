import { createInstrument, type OrderRequest, seededRandom } from '@shagun/core'
import { approve } from '@shagun/core/testing'
import { describe, expect, it } from 'vitest'
import { type MockSupports, mock } from '../mock.ts'
import { createMachine, instrument } from './process.fixture.ts'

type Level = readonly [price: number, quantity: number]
type Step =
  | { readonly type: 'depth'; readonly bids: readonly Level[]; readonly asks: readonly Level[] }
  | { readonly type: 'trade'; readonly price: number; readonly quantity: number }
  | { readonly type: 'order'; readonly side: 'buy' | 'sell'; readonly price: number; readonly quantity: number }

/** A market around 100 that is shown first; orders come at prices that take nothing of what is shown. */
function stepsOf(seed: number): readonly Step[] {
  const random = seededRandom(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  let bid = 2_000
  const depth = (): Step => {
    bid = 1_990 + upTo(20)
    const levels = (from: number, away: number): Level[] =>
      [0, 1, 2].map((i) => [(from + i * away) / 20, 1 + upTo(30)] as const)
    return { type: 'depth', bids: levels(bid, -1), asks: levels(bid + 1 + upTo(3), 1) }
  }
  const first = depth()
  const others = Array.from({ length: 60 }, (): Step => {
    const kind = upTo(5)
    if (kind < 2) return depth()
    const price = (bid - 3 + upTo(7)) / 20
    if (kind < 4) return { type: 'trade', price, quantity: 1 + upTo(40) }
    const side = random() < 0.5 ? 'buy' : 'sell'
    const away = (1 + upTo(4)) / 20
    return { type: 'order', side, price: side === 'buy' ? bid / 20 - away + 0.05 : bid / 20 + away + 0.2, quantity: 20 }
  })
  return [first, ...others]
}

const requestOf = ({ side, price, quantity }: Extract<Step, { type: 'order' }>) =>
  ({ instrument, side, type: 'limit', quantity, limitPrice: price.toFixed(2) }) as const
const infosys = createInstrument({ id: instrument, currency: 'INR', tickSize: '0.05' })
const options = { cash: '10000000', currency: 'INR', instruments: [infosys], shortSelling: true } as const

async function onPaper(steps: readonly Step[]): Promise<string[]> {
  const { trader, broker, ...market } = await createMachine().boot(options)
  // So that it listens.
  await trader.place({ instrument, side: 'buy', type: 'limit', quantity: 1, limitPrice: '1.00' })
  for (const step of steps) {
    if (step.type === 'order') await trader.place(requestOf(step))
    else if (step.type === 'trade') await market.trade(step.price, step.quantity)
    else await market.depth(step.bids, step.asks)
  }
  return broker.venue.listFills().map(({ brokerOrderId, quantity, price }) => `${brokerOrderId} ${quantity} ${price}`)
}

function atTheVenue(steps: readonly Step[]): string[] {
  const broker = mock(options)
  const place = (request: OrderRequest<MockSupports>): unknown =>
    broker.place(approve(broker, request, infosys) as never)
  place({ instrument, side: 'buy', type: 'limit', quantity: 1, limitPrice: '1.00' })
  for (const [time, step] of steps.entries()) {
    if (step.type === 'order') place(requestOf(step))
    else if (step.type === 'trade') broker.venue.print({ instrument, time, ...step })
    else {
      const [bids, asks] = [step.bids, step.asks].map((side) => side.map(([price, quantity]) => ({ price, quantity })))
      broker.venue.depth({ instrument, time, bids: bids!, asks: asks! })
    }
  }
  return broker.venue.listFills().map(({ brokerOrderId, quantity, price }) => `${brokerOrderId} ${quantity} ${price}`)
}

describe('orders that rest in what is shown', () => {
  it('fill on paper as at the mock, whatever comes', async () => {
    let fills = 0
    for (let seed = 1; seed <= 40; seed++) {
      const steps = stepsOf(seed)
      const [live, expected] = [await onPaper(steps), atTheVenue(steps)]
      expect({ seed, live }).toEqual({ seed, live: expected })
      fills += live.length
    }
    expect(fills).toBeGreaterThan(100)
  })
})
