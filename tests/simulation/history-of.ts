import { mock, percentFees } from '@shagun/broker-mock'
import { type SimulateOptions, type Simulation, simulate } from '@shagun/core/testing'

/** The history of a seed, at a broker that the seed chooses as well: how it reports, how long its books last, how it slices. */
export function historyOf(seed: number, more: Partial<SimulateOptions> = {}): Promise<Simulation> {
  return simulate({
    seed,
    broker: (environment) =>
      mock(
        {
          cash: '1000000',
          fees: percentFees('0.1'),
          shortSelling: true,
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
