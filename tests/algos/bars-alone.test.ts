import {
  bracket,
  iceberg,
  implementationShortfall,
  oco,
  pov,
  smartOrderRoute,
  trailingStop,
  twap,
  type VolumeProfile,
  vwap,
} from '@shagun/algos'
import { backtest } from '@shagun/backtest'
import { type AlgoOrder, createBars, createInstrument, type ExecutionResult, nse, type Strategy } from '@shagun/core'
import { describe, expect, it } from 'vitest'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05' })
const opensAt = nse().nextOpen(Date.UTC(2026, 5, 1))
const minute = 60_000
/** Three hours in which the price goes up and down between 99 and 101. */
const bars = createBars(
  infy.id,
  '1m',
  Array.from({ length: 180 }, (_, i) => {
    const [open, close] = [i, i + 1].map((at) => Math.round((100 + Math.sin(at / 20)) * 20) / 20) as [number, number]
    const [high, low] = [Math.max(open, close) + 0.1, Math.min(open, close) - 0.1]
    return { time: opensAt + i * minute, open, high, low, close, volume: 5_000 }
  }),
)
const profile: VolumeProfile = { binMs: 5 * minute, volumes: Array.from({ length: 75 }, () => 25_000), days: 20 }

/** What becomes of an order that is given after ten minutes, in an account that holds 1 000. */
async function resultOf(order: AlgoOrder, calendar = true): Promise<ExecutionResult> {
  const { promise, resolve } = Promise.withResolvers<ExecutionResult>()
  const strategy: Strategy = {
    name: 'once',
    watch: [{ instrument: infy.id, timeframe: '1m' }],
    async onBar({ time }, trader) {
      if (time === opensAt)
        await trader.place({ instrument: infy.id, side: 'buy', quantity: 1_000, type: 'market', product: 'intraday' })
      if (time === opensAt + 9 * minute) void trader.execute(order).finished.then(resolve)
    },
  }
  const algos = [Object.assign(() => order, { algo: order.algo })]
  const instruments = [infy]
  await backtest({ bars, strategy, cash: 1_000_000, algos, instruments, ...(calendar && { calendar: nse() }) })
  return promise
}

const parent = { instrument: infy.id, side: 'buy', quantity: 1_000, product: 'intraday' } as const
const hour = { durationMs: 60 * minute }
const here = [{ account: 'backtest', instrument: infy.id }] as const
const orders: readonly (readonly [string, AlgoOrder<never>])[] = [
  ['twap', twap({ ...parent, ...hour, slices: 6 })],
  ['twap that never crosses', twap({ ...parent, ...hour, slices: 6, placement: 'passive' })],
  ['twap within a participation', twap({ ...parent, ...hour, slices: 6, maxParticipation: 0.1 })],
  ['vwap', vwap({ ...parent, ...hour, profile })],
  ['dynamic vwap', vwap({ ...parent, ...hour, profile, curve: 'dynamic' })],
  ['implementationShortfall', implementationShortfall({ ...parent, ...hour, slices: 6 })],
  ['pov', pov({ ...parent, participationRate: 0.05 })],
  ['iceberg', iceberg({ ...parent, limitPrice: 102, displayQuantity: 100 })],
  ['pegged iceberg', iceberg({ ...parent, limitPrice: 102, displayQuantity: 100, peg: 'primary' })],
  ['bracket', bracket({ ...parent, stopPrice: 98, takeProfitPrice: 100.7 })],
  ['oco', oco({ ...parent, side: 'sell', stopPrice: 99.2, takeProfitPrice: 110 })],
  ['trailingStop', trailingStop({ ...parent, side: 'sell', trailBy: { percent: 0.5 } })],
  ['smartOrderRoute', smartOrderRoute({ ...parent, limitPrice: 102, routes: here })],
  ['smartOrderRoute without a limit', smartOrderRoute({ ...parent, touchQuantity: 100, routes: here })],
  [
    'smartOrderRoute that waits for nothing',
    smartOrderRoute({ ...parent, routes: here, touchQuantity: 1_000, remainder: 'ioc' }),
  ],
] as unknown as [string, AlgoOrder<never>][]

describe('with bars alone, without bids and asks, fills the whole of a', () => {
  it.each(orders)('%s', async (_, order) => {
    const { status, filledQuantity, reason } = await resultOf(order as unknown as AlgoOrder)
    expect({ status, filled: filledQuantity.toFixed(), reason: status === 'done' ? undefined : reason }).toEqual({
      status: 'done',
      filled: '1000',
      reason: undefined,
    })
  })

  it.each(orders)('%s where no calendar is given', async (_, order) => {
    const { status } = await resultOf(order as unknown as AlgoOrder, false)
    expect(status).toBe('done')
  })
})

describe('in a backtest of bars', () => {
  it('follows the volume of the bars: a twentieth of 5 000 a minute is 250', async () => {
    const { fills } = await resultOf(pov({ ...parent, participationRate: 0.05 }) as unknown as AlgoOrder)
    expect(fills.map(({ quantity }) => quantity.toFixed())).toEqual(['250', '250', '250', '250'])
  })

  it('keeps to a schedule of equal bins: the first slice at the start, the last with what is left', async () => {
    const { fills } = await resultOf(twap({ ...parent, ...hour, slices: 6 }) as unknown as AlgoOrder)
    expect(fills.map(({ time, quantity }) => [(time - opensAt) / minute, quantity.toFixed()])).toEqual([
      [10, '167'],
      [20, '166'],
      [30, '167'],
      [40, '167'],
      [50, '166'],
      [60, '167'],
    ])
  })
})
