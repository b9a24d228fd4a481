import {
  bracket,
  estimateImpact,
  iceberg,
  implementationShortfall,
  oco,
  pov,
  smartOrderRoute,
  trailingStop,
  twap,
  vwap,
} from '@shagun/algos'
import { mock } from '@shagun/broker-mock'
import { type AlgoFactory, createInstrument, createTrader, isShagunError, memory, type Trader } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createStage } from '../stage.ts'

const infy = createInstrument({ id: 'NSE:INFY', currency: 'INR', tickSize: '0.05', lotSize: 5, freezeQuantity: 100 })
const parent = { instrument: infy.id, side: 'sell', quantity: 1_000, seed: 1 }
const slices = { minChildQuantity: 5, maxChildQuantity: 50, ownVolume: 'inclusive', sizeJitter: 0.1, timeJitter: 0.1 }
const hour = { startAt: undefined, durationMs: 3_600_000, completeAtEnd: false }
const schedule = { ...parent, ...slices, ...hour, slices: 10, maxParticipation: 0.1, closingAuction: false }
const impact = estimateImpact({ price: 100, annualVolatility: 0.3, spread: 0.1, dailyVolume: 1e6 })
const profile = { binMs: 300_000, volumes: Array.from({ length: 288 }, () => 100), days: 5 }
const routes = [{ account: 'main', instrument: infy.id }]

const orders: readonly (readonly [string, unknown, Record<string, unknown>])[] = [
  ['twap', twap, { ...schedule, catchUp: 'spread', placement: 'passive' }],
  ['vwap', vwap, { ...schedule, profile, curve: 'static' }],
  ['implementationShortfall', implementationShortfall, { ...schedule, riskAversion: 1e-6, impact }],
  [
    'pov',
    pov,
    {
      ...parent,
      ...slices,
      ...hour,
      participationRate: 0.1,
      minRate: 0.05,
      maxRate: 0.2,
      intervalMs: 5_000,
      smoothingMs: 1,
      maxIntervalVolume: 500,
    },
  ],
  [
    'iceberg',
    iceberg,
    {
      ...parent,
      ...hour,
      limitPrice: 99,
      displayQuantity: 50,
      displayVariance: 0.1,
      displayLowQuantity: 10,
      refreshDelayMs: 5,
      timeJitter: 0.1,
      peg: 'primary',
      pegIntervalMs: 100,
      native: false,
    },
  ],
  [
    'bracket',
    bracket,
    {
      ...parent,
      stopPrice: 105,
      takeProfitPrice: 95,
      trigger: 'partial',
      legs: 'both',
      nativeGroups: true,
      onExitRejected: 'alert',
      onCancel: 'protect',
      flattenAt: undefined,
      escalateAfterMs: 5,
    },
  ],
  ['oco', oco, { ...parent, stopPrice: 95, takeProfitPrice: 105, legs: 'both', onExitRejected: 'alert' }],
  [
    'trailingStop',
    trailingStop,
    {
      ...parent,
      trailBy: { percent: 1 },
      activationPrice: 101,
      triggerBy: 'last',
      limitOffset: 1,
      escalateAfterMs: 1,
      resting: true,
      throttleTicks: 5,
      throttleMs: 5,
      badTickPercent: 5,
      confirmPrints: 2,
    },
  ],
  [
    'smartOrderRoute',
    smartOrderRoute,
    {
      ...parent,
      startAt: undefined,
      durationMs: 3_600_000,
      routes,
      remainder: 'post',
      postAt: 'cheapest',
      touchQuantity: 10,
    },
  ],
]

/** What no parameter can be, whatever it is of; callers without types pass such things. */
const nonsense = ['many', '', Number.NaN, Number.NEGATIVE_INFINITY, null, {}, [], () => 1, Symbol('s')]

async function open() {
  const stage = createStage()
  const broker = mock({ instruments: [infy], cash: 1e9, shortSelling: true }, stage.environment)
  const algos = [twap, vwap, pov, implementationShortfall, iceberg, bracket, oco, trailingStop, smartOrderRoute]
  const trader = createTrader({ broker, storage: memory(), account: 'main', algos }) as unknown as Trader
  await trader.start()
  return trader
}

describe('nonsense is refused with a typed error, before the first child, by', () => {
  it.each(orders)('%s', async (_, algo, params) => {
    const trader = await open()
    const execute = (changed: object): unknown => trader.execute((algo as AlgoFactory)(changed as never))
    for (const name of Object.keys(params).filter((key) => key !== 'instrument' && key !== 'seed'))
      for (const value of nonsense) {
        const refused = (() => {
          try {
            return execute({ ...params, [name]: value })
          } catch (cause) {
            return isShagunError(cause) ? 'refused' : cause
          }
        })()
        expect({ name, value, refused }).toEqual({ name, value, refused: 'refused' })
      }
    expect(trader.view.orders.size).toBe(0)
    // What it was made from is no nonsense.
    expect(execute(params)).toHaveProperty('id')
    await trader.stop()
  })
})
