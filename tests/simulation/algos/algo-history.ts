import { mock, mockSupports, percentFees } from '@shagun/broker-mock'
import { createInstrument, type Supports } from '@shagun/core'
import { type SimulateOptions, type Simulation, simulate } from '@shagun/core/testing'
import { type AlgoName, executionsOf } from './parent-orders.ts'

const single = ['SIM:A', 'SIM:B'].map((id) =>
  createInstrument({ id: id as 'SIM:A', currency: 'USD', tickSize: '0.05', freezeQuantity: 25 }),
)
const inLots = ['SIM:A', 'SIM:B'].map((id) =>
  createInstrument({ id: id as 'SIM:A', currency: 'USD', tickSize: '0.05', lotSize: 5, freezeQuantity: 62 }),
)

/** What brokers can do, from everything to hardly anything. */
const brokers: readonly Supports[] = [
  mockSupports,
  { ...mockSupports, groups: ['oco', 'bracket'] },
  { ...mockSupports, groups: [] },
  { ...mockSupports, groups: [], modify: [] },
  { ...mockSupports, groups: ['oco'], timeInForce: ['day'], modify: ['limitPrice'] },
]

/** The history of a seed in which an algo carries out parent orders, at a broker that the seed chooses as well. */
export function algoHistory(name: AlgoName, seed: number, more: Partial<SimulateOptions> = {}): Promise<Simulation> {
  const instruments = seed % 2 === 0 ? single : inLots
  return simulate({
    seed,
    instruments,
    executions: executionsOf(name),
    broker: (environment) =>
      mock(
        {
          cash: '10000000',
          fees: percentFees('0.1'),
          shortSelling: true,
          instruments,
          checks: ['tick', 'lot', 'freeze'],
          supports: brokers[Math.abs(seed) % brokers.length]!,
          reports: (['both', 'orders', 'fills'] as const)[Math.abs(seed) % 3]!,
        },
        environment,
      ),
    ...more,
  })
}
