import { performance } from 'node:perf_hooks'
import { twap } from '@shagun/algos'
import type { Sample } from '../entry.ts'
import { heapMb } from '../memory.ts'
import { median } from '../statistics.ts'
import { instrumentCount, parentCount, sliceMs, slices } from './load.ts'
import { openSimulated, type Simulated } from './market.ts'

/** What it takes from the wake of a parent to the fill of the order that it places, journal and all. */
export function measureWakes(): Promise<Sample> {
  return measure([twap], ({ trader, instruments, clock }, parent, phaseMs) => {
    trader.execute(
      twap({
        instrument: instruments[parent % instruments.length]!.id,
        side: 'buy',
        quantity: 100 * slices,
        startAt: clock.now() + phaseMs,
        durationMs: sliceMs * slices,
        slices,
        placement: 'aggressive',
      }),
    )
  })
}

/** The same orders, placed by timers that do nothing else. */
export function measureTimers(): Promise<Sample> {
  return measure([], ({ trader, instruments, clock }, parent, phaseMs) => {
    const instrument = instruments[parent % instruments.length]!.id
    let left = slices
    const place = (): void => {
      void trader.place({ instrument, side: 'buy', quantity: 100, type: 'market' })
      if (--left > 0) clock.after(sliceMs, place)
    }
    clock.after(phaseMs, place)
  })
}

async function measure(
  algos: Parameters<typeof openSimulated>[0],
  begin: (market: Simulated, parent: number, phaseMs: number) => void,
): Promise<Sample> {
  const market = await openSimulated(algos, instrumentCount)
  const { trader, instruments, clock, show, tell } = market
  for (const { id: instrument } of instruments) {
    const quote = { instrument, time: clock.now(), last: 100, bid: 99.95, ask: 100 }
    show(quote)
    tell({ type: 'quote', quote })
  }
  let filled = 0
  trader.on('order.filled', () => {
    filled++
  })
  for (let i = 0; i < parentCount; i++) begin(market, i, Math.floor((i * sliceMs) / parentCount))

  const pass = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i++) {
      clock.advanceTo(clock.now() + sliceMs)
      await trader.idle()
    }
  }
  await pass(warmUpSlices)
  const [orders, heap] = [trader.view.orders.size, heapMb()]
  const cpu = process.cpuUsage()
  const ms: number[] = []
  for (let i = warmUpSlices + 1; i < slices; i++) {
    const from = performance.now()
    await pass(1)
    ms.push(performance.now() - from)
  }
  const { user, system } = process.cpuUsage(cpu)
  const placed = trader.view.orders.size - orders
  const orderKb = ((heapMb() - heap) * 1_000) / placed
  await pass(2)
  await trader.stop()
  const figures = { us: (median(ms) * 1_000) / parentCount, cpuUs: (user + system) / placed, orderKb }
  return { figures, outcome: Float64Array.of(filled) }
}

const warmUpSlices = 5
