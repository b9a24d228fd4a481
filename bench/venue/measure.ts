import { type MockBroker, mock } from '@shagun/broker-mock'
import { createEnvironment, createInstrument, type Instrument, seededRandom, simulatedClock } from '@shagun/core'
import { approve } from '@shagun/core/testing'
import type { Sample } from '../entry.ts'
import { heapMb } from '../memory.ts'
import { events, instrumentCount, quotesAnOrder, restingOrders, warmUpEvents, watchedEvents } from './load.ts'

export type Kind = 'quotes' | 'depth' | 'orders'

const listed: readonly Instrument[] = Array.from({ length: instrumentCount }, (_, i) =>
  createInstrument({ id: `X:STOCK${i}`, currency: 'USD', tickSize: '0.05' }),
)

/** Shows one event after the other to a venue where limit orders rest, and now and then lets an order take what is shown. */
function createMarket(kind: Kind): { readonly broker: MockBroker; readonly placed: number; show(count: number): void } {
  const clock = simulatedClock(Date.UTC(2026, 0, 5))
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1) })
  const broker = mock({ cash: 1e12, shortSelling: true, instruments: listed }, environment)
  const { venue } = broker
  let shown = 0
  let placed = 0

  function tell(event: number): void {
    const { id } = listed[event % instrumentCount]!
    const time = clock.now()
    // A walk between 99.50 and 100.50, next to the resting orders.
    const round = Math.floor(event / instrumentCount)
    const ticks = 1_990 + ((round * 7) % 20)
    const [bid, ask] = [ticks / 20, (ticks + 2) / 20]
    const size = 100 + (round % 50)
    if (kind === 'depth')
      venue.depth({ instrument: id, time, bids: levels(ticks, -1, size), asks: levels(ticks + 2, 1, size) })
    else venue.quote({ instrument: id, time, last: bid, bid, bidSize: size, ask, askSize: size })
    if (kind !== 'orders' || event % quotesAnOrder !== 0) return
    placed++
    place(event, placed % 2 === 0 ? 'buy' : 'sell')
  }

  function place(event: number, side: 'buy' | 'sell', limitPrice?: number): void {
    const instrument = listed[event % instrumentCount]!
    const request = { instrument: instrument.id, side, quantity: 10, timeInForce: 'gtc' } as const
    const prices = limitPrice === undefined ? { type: 'market' as const } : { type: 'limit' as const, limitPrice }
    broker.place(approve(broker, { ...request, ...prices }, instrument))
  }

  for (let i = 0; i < instrumentCount; i++) tell(i)
  for (let i = 0; i < instrumentCount; i++)
    for (let k = 0; k < restingOrders; k++) {
      place(i, 'buy', (1_989 - k) / 20)
      place(i, 'sell', (2_014 + k) / 20)
    }
  return {
    broker,
    get placed() {
      return placed
    },
    show(count) {
      for (const until = shown + count; shown < until; shown++) tell(shown)
    },
  }
}

function levels(bestTicks: number, direction: number, size: number) {
  return Array.from({ length: 5 }, (_, i) => ({ price: (bestTicks + direction * i) / 20, quantity: size }))
}

/** What an event takes, as CPU time of the whole process. */
export async function measureVenue(kind: Kind): Promise<Sample> {
  const market = createMarket(kind)
  const { broker, show } = market
  show(warmUpEvents)
  globalThis.gc?.()
  const cpu = process.cpuUsage()
  show(events)
  const { user, system } = process.cpuUsage(cpu)
  const ns = ((user + system) * 1_000) / events
  return { figures: { ns }, outcome: Float64Array.of(broker.venue.listFills().length, market.placed) }
}

/** What is left in memory of so many quotes, where no orders come. */
export async function measureMemory(): Promise<Sample> {
  const { broker, show } = createMarket('quotes')
  show(warmUpEvents)
  const heapAtFirst = heapMb()
  show(watchedEvents)
  const heapAtLast = heapMb()
  return { figures: { heapAtFirst, heapAtLast }, outcome: Float64Array.of(broker.venue.listFills().length, 0) }
}
