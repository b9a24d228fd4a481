import { mock, percentFees } from '@shagun/broker-mock'
import { createInstrument } from '@shagun/core'
import { type SimulateOptions, type Simulation, simulate } from '@shagun/core/testing'

const equity = createInstrument({ id: 'SIM:A', currency: 'USD', tickSize: '0.05' })
const future = createInstrument({ id: 'SIM:F', currency: 'USD', tickSize: '0.05', kind: 'future', multiplier: 25 })

/**
 * The history of a seed, at a broker that the seed chooses as well: what is traded, how fills are reported, how long books
 * last, how large orders are sliced.
 */
export function historyOf(seed: number, more: Partial<SimulateOptions> = {}): Promise<Simulation> {
  return simulate({
    seed,
    ...(seed % 11 === 0 && { instruments: [future, equity] }),
    broker: (environment) =>
      mock(
        {
          cash: '1000000',
          fees: percentFees('0.1'),
          shortSelling: true,
          ...(seed % 11 === 0 && { instruments: [future, equity] }),
          reports: pick(['both', 'orders', 'fills'] as const, seed),
          books: seed % 7 === 0 ? 'daily' : 'kept',
          ...(seed % 5 === 0 && { sliceAbove: 15, maxSlices: 2 }),
        },
        environment,
      ),
    ...more,
  })
}

function pick<T>(list: readonly T[], seed: number): T {
  return list[Math.abs(seed) % list.length]!
}
