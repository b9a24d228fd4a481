import { mock } from '@shagun/broker-mock'
import {
  createEnvironment,
  createInstrument,
  createTrader,
  Decimal,
  type Instrument,
  type OrderIntent,
  type OrderTerms,
  type RiskRule,
  seededRandom,
  simulatedClock,
  type Trader,
} from '@shagun/core'
import { createFakeProvider } from '@shagun/core/testing'

/** A trader whose account holds so many instruments, at prices that it sees, with orders that rest. */
export async function openAccount(held: number, resting: number, rules: readonly RiskRule[]): Promise<Account> {
  const clock = simulatedClock(Date.UTC(2026, 0, 5, 5))
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1) })
  const instruments = Array.from({ length: held }, (_, i) =>
    createInstrument({ id: `X:STOCK${i}`, currency: 'INR', tickSize: '0.05' }),
  )
  const broker = mock({ cash: 1e9, currency: 'INR', instruments }, environment)
  const provider = createFakeProvider({ instruments }, environment)
  const trader = createTrader({
    broker,
    data: [provider],
    instruments,
    rules,
    strategies: [{ name: 'looks', watch: instruments.map(({ id }) => ({ instrument: id })) }],
  })
  await trader.start()
  for (const { id } of instruments) {
    broker.venue.print({ instrument: id, time: clock.now(), price: 100, quantity: 1_000 })
    provider.push({ type: 'quote', quote: { instrument: id, time: clock.now(), last: 100, bid: 99.95, ask: 100.05 } })
    await trader.place({ instrument: id, side: 'buy', quantity: 10, type: 'market' })
    broker.venue.print({ instrument: id, time: clock.now(), price: 100, quantity: 1_000 })
    // Those of one kind may not follow each other too soon.
    clock.advanceTo(clock.now() + 1_000)
  }
  for (let i = 0; i < resting; i++) {
    const request = { instrument: instruments[i % (resting / 2)]!.id, side: 'buy', quantity: 5 + i } as const
    await trader.place({ ...request, type: 'limit', limitPrice: 95 })
    clock.advanceTo(clock.now() + 1_000)
  }
  await trader.idle()
  for (const { id } of instruments)
    provider.push({ type: 'quote', quote: { instrument: id, time: clock.now(), last: 100, bid: 99.95, ask: 100.05 } })
  return { trader, instruments, intents: intentsOf(trader, instruments) }
}

export interface Account {
  readonly trader: Trader
  readonly instruments: readonly Instrument[]
  /** One new order for each instrument and one modification for each order that rests. */
  readonly intents: readonly OrderIntent[]
}

function intentsOf({ view }: Trader, instruments: readonly Instrument[]): readonly OrderIntent[] {
  const open = [...view.orders.values()].filter(({ lifecycle }) => lifecycle === 'working')
  const placed = instruments.map(({ id }, i): OrderIntent => {
    const terms = { ...open[0]!.terms, clientOrderId: `new${i}`, instrument: id, limitPrice: new Decimal('99.5') }
    return { type: 'place', terms: { ...terms, quantity: new Decimal(100 + i) } as unknown as OrderTerms }
  })
  const modified = open.map((order): OrderIntent => {
    const terms = { ...order.terms, quantity: order.terms.quantity.plus(3), limitPrice: new Decimal('99.05') }
    return { type: 'modify', order, terms: terms as OrderTerms }
  })
  return [...placed, ...modified]
}
