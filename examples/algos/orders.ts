import {
  bracket,
  iceberg,
  implementationShortfall,
  oco,
  pov,
  smartOrderRoute,
  trailingStop,
  twap,
  volumeProfile,
  vwap,
} from '@shagun/algos'
import { type AlgoOrder, Decimal } from '@shagun/core'
import { atOnce } from './at-once.ts'
import { calendar, closesAt, createHistory, firstPrice, listings } from './market-day.ts'

/** An order that is traded through a day. */
export interface NamedOrder {
  readonly order: AlgoOrder
  /** Units of it that are bought before, because it sells what is held. */
  readonly holds?: number
  /** It follows a schedule that is known before. */
  readonly isPlanned?: boolean
}

/** Two and a half percent of what trades in a day, and what is to be had in a moment. */
const large = 50_000
const small = 5_000
const atHand = 2_000

const [{ id: nse }, { id: bse }] = listings
const buy = { instrument: nse, side: 'buy', quantity: large, product: 'intraday', seed: 7 } as const
/** Five minutes each. */
const window = { endAt: closesAt, slices: 75 } as const
const sell = { ...buy, side: 'sell', quantity: small } as const
/** What an order costs there beside what every order costs: charges of the exchange, and brokerage with its tax. */
const routes = [
  { account: 'main', instrument: nse, takerBps: 0.307, perOrder: 23.6 },
  { account: 'main', instrument: bse, takerBps: 0.375, perOrder: 23.6 },
]

/** One of each algo, and some of what they are held against; all buy or sell the same share on the same day. */
export function createOrders(): Readonly<Record<string, NamedOrder>> {
  const profile = volumeProfile(createHistory(), { calendar })
  const haste = { ...buy, ...window, placement: 'aggressive' } as const
  const routed = { ...buy, quantity: atHand, remainder: 'ioc' } as const
  return {
    'at once': { order: atOnce(buy) },
    twap: { order: twap({ ...buy, ...window }), isPlanned: true },
    'twap, crossing': { order: twap(haste), isPlanned: true },
    vwap: { order: vwap({ ...buy, ...window, profile }), isPlanned: true },
    'pov 10 %': { order: pov({ ...buy, participationRate: 0.1, ownVolume: 'exclusive', intervalMs: 30_000 }) },
    'shortfall, low': {
      order: implementationShortfall({ ...haste, urgency: 'low' }),
      isPlanned: true,
    },
    'shortfall, high': {
      order: implementationShortfall({ ...haste, urgency: 'high' }),
      isPlanned: true,
    },
    iceberg: {
      order: iceberg({
        ...buy,
        limitPrice: price(1.05),
        peg: 'primary',
        displayQuantity: 500,
        displayVariance: 0.2,
        refreshDelayMs: 10_000,
        timeJitter: 0.5,
      }),
    },
    router: { order: smartOrderRoute({ ...routed, routes }) },
    'router, NSE only': { order: smartOrderRoute({ ...routed, routes: routes.slice(0, 1) }) },
    'router, BSE only': { order: smartOrderRoute({ ...routed, instrument: bse, routes: routes.slice(1) }) },
    bracket: {
      order: bracket({
        ...buy,
        quantity: small,
        stopPrice: price(0.994),
        takeProfitPrice: price(1.006),
        flattenAt: closesAt - 900_000,
      }),
    },
    oco: { order: oco({ ...sell, stopPrice: price(0.994), takeProfitPrice: price(1.006) }), holds: small },
    'trailing stop': { order: trailingStop({ ...sell, trailBy: { percent: 0.5 } }), holds: small },
  }
}

function price(share: number): string {
  return new Decimal(firstPrice).times(share).toFixed(2)
}
