import { mock } from '@shagun/broker-mock'
import {
  createEnvironment,
  createInstrument,
  createTrader,
  type InstrumentId,
  type Quote,
  seededRandom,
  simulatedClock,
  type Trader,
} from '@shagun/core'
import { createRiskMonitor, type RiskLimit } from '@shagun/risk'
import type { Sample } from '../entry.ts'
import { timePasses } from '../stopwatch.ts'
import { ticks } from './load.ts'

/** Ten that look at everything and are never reached. */
const limits: readonly RiskLimit[] = (
  [
    'gross',
    'net',
    'position',
    'sector',
    'unrealized-loss',
    'daily-loss',
    'leverage',
    'concentration',
    'sector-concentration',
    'drawdown',
  ] as const
).map((measure) => ({ measure, at: 1e15, reaction: 'halt' }))

/** What a quote costs, from when it is handed over until every limit has been looked at. */
export async function measureMonitor(count: number): Promise<Sample> {
  const { trader, quotes } = await hold(count)
  const monitor = createRiskMonitor({ limits, sectorOf: ({ id }) => `sector ${Number(id.slice(7)) % 20}` })
  monitor.attach(trader)
  // What the account holds already it tells as it would at a start.
  for (const instrument of trader.view.positions.keys()) {
    const { kind, currency, multiplier } = trader.view.getInstrument(instrument)
    monitor.rule.observe!({ type: 'instrument.registered', time: 0, instrument, kind, currency, multiplier })
    for (const position of trader.view.positions.get(instrument)!)
      monitor.rule.observe!({ type: 'position.reconciled', time: 0, position, difference: position.quantity })
  }
  monitor.receive(quotes[0]!)
  await Promise.resolve()
  let pass = 0
  const ns = timePasses(() => {
    pass++
    for (const quote of quotes) monitor.receive({ ...quote, time: pass })
  })
  const { gross, net } = monitor.getSnapshot()
  await trader.stop()
  return { figures: { ns: ns / ticks }, outcome: Float64Array.of(gross, net) }
}

/** The same two sums, made anew for each quote. */
export async function measureRecomputation(count: number): Promise<Sample> {
  const { trader, quotes } = await hold(count)
  const held = Array.from(trader.view.positions, ([instrument]) => trader.view.getQuantity(instrument).toNumber())
  const index = new Map([...trader.view.positions.keys()].map((instrument, i) => [instrument, i]))
  const prices = new Float64Array(held.length).fill(100)
  let gross = 0
  let net = 0
  const few = quotes.slice(-Math.ceil((ticks * 10) / count))
  for (const { instrument, last } of quotes) prices[index.get(instrument)!] = last
  const ns = timePasses(() => {
    for (const { instrument, last } of few) {
      prices[index.get(instrument)!] = last
      gross = 0
      net = 0
      for (let i = 0; i < held.length; i++) {
        const value = held[i]! * prices[i]!
        net += value
        gross += Math.abs(value)
      }
    }
  })
  await trader.stop()
  return { figures: { ns: ns / few.length }, outcome: Float64Array.of(gross, net) }
}

/** An account that holds so many instruments, long and short, and a market that walks. */
async function hold(count: number): Promise<{ readonly trader: Trader; readonly quotes: readonly Quote[] }> {
  const clock = simulatedClock(Date.UTC(2026, 0, 5))
  const environment = createEnvironment({ clock, timers: clock, random: seededRandom(1) })
  const instruments = Array.from({ length: count }, (_, i) =>
    createInstrument({ id: `X:STOCK${i}`, currency: 'USD', tickSize: '0.05' }),
  )
  const broker = mock({ cash: 1e12, shortSelling: true, instruments }, environment)
  const trader = createTrader({ broker, instruments, reconcileEveryMs: 0 }) as unknown as Trader
  await trader.start()
  for (const [i, { id }] of instruments.entries()) {
    await trader.place({ instrument: id, side: i % 3 === 0 ? 'sell' : 'buy', quantity: 1 + (i % 50), type: 'market' })
    broker.venue.print({ instrument: id, time: clock.now(), price: 100, quantity: 1_000 })
  }
  await trader.idle()
  const random = seededRandom(2)
  const quotes = Array.from({ length: ticks }, (): Quote => {
    const instrument: InstrumentId = instruments[Math.floor(random() * count)]!.id
    return { instrument, time: 0, last: Math.round(2_000 * (0.95 + 0.1 * random())) / 20 }
  })
  return { trader, quotes }
}
