import {
  bracket,
  iceberg,
  implementationShortfall,
  oco,
  pov,
  smartOrderRoute,
  trailingStop,
  twap,
  vwap,
} from '@shagun/algos'
import type { AlgoOrder, AlgoParams, Instrument } from '@shagun/core'
import type { SimulatedExecutions, SimulatedMoment } from '@shagun/core/testing'
import { drip } from './drip.ts'
import { inAndOut } from './in-and-out.ts'

export type AlgoName =
  | 'drip'
  | 'in-and-out'
  | 'twap'
  | 'vwap'
  | 'implementationShortfall'
  | 'pov'
  | 'iceberg'
  | 'smartOrderRoute'
  | 'bracket'
  | 'oco'
  | 'trailingStop'

/** How parent orders of an algo are drawn, and what is changed of them. */
export interface Drawn {
  readonly algo: { readonly algo: AlgoOrder['algo'] }
  readonly order: (common: Common, draw: Draw, at: SimulatedMoment) => AlgoOrder
  readonly change?: (draw: Draw, params: Params) => object
}

type Params = Readonly<Record<string, unknown>> & AlgoParams
type Common = AlgoParams & { readonly instrument: Instrument['id'] }

interface Draw {
  chance(share: number): boolean
  between(from: number, to: number): number
  oneOf<T>(...list: readonly T[]): T
  /** So many whole lots, as units. */
  units(from: number, to: number): number
  /** A price so many ticks from the last one at most. */
  near(ticks: number): number
  /** So many ticks better (above 0) or worse for the parent than the last price. */
  off(ticks: number): number
}

const schedule = (common: Common, d: Draw) => ({
  ...common,
  durationMs: d.between(5_000, 120_000),
  slices: d.between(1, 12),
  ...(d.chance(0.3) && { sizeJitter: d.oneOf(0.2, 0.9), timeJitter: d.oneOf(0.3, 1) }),
  ...(d.chance(0.4) && { minChildQuantity: d.units(1, 4) }),
  ...(d.chance(0.4) && { maxChildQuantity: d.units(4, 9) }),
  ...(d.chance(0.3) &&
    ({ maxParticipation: d.oneOf(0.05, 0.3, 1), ownVolume: d.oneOf('inclusive', 'exclusive') } as const)),
  ...(d.chance(0.5) && ({ catchUp: d.oneOf('spread', 'immediate', 'skip') } as const)),
  ...(d.chance(0.6) && ({ placement: d.oneOf('passive-then-aggressive', 'passive', 'aggressive') } as const)),
  ...(d.chance(0.5) && { completeAtEnd: true }),
})
const changeSchedule = (d: Draw) =>
  d.oneOf<object>(
    { slices: d.between(1, 20) },
    { durationMs: d.between(1_000, 200_000) },
    { placement: d.oneOf('passive', 'aggressive') },
    { completeAtEnd: d.chance(0.5) },
    { maxChildQuantity: d.units(5, 10) },
    { minChildQuantity: d.units(1, 3) },
    { sizeJitter: d.oneOf(0, 0.5) },
    { catchUp: d.oneOf('spread', 'immediate', 'skip') },
  )
const profileOf = (d: Draw) => ({
  binMs: 15_000,
  days: 5,
  volumes: Array.from({ length: 5_760 }, () => d.between(0, 9)),
})

export const drawnAlgos: Readonly<Record<AlgoName, Drawn>> = {
  drip: {
    algo: drip,
    order: (common, d) => drip({ ...common, everyMs: d.between(500, 8_000), lots: d.between(1, 20) }),
    change: (d) => d.oneOf<object>({ everyMs: d.between(500, 8_000) }, { lots: d.between(1, 20) }),
  },
  'in-and-out': {
    algo: inAndOut,
    order: (common, d) => inAndOut({ ...common, holdMs: d.between(1_000, 60_000) }),
  },
  twap: { algo: twap, order: (common, d) => twap(schedule(common, d)), change: changeSchedule },
  vwap: {
    algo: vwap,
    order: (common, d) => {
      const { slices, ...rest } = schedule(common, d)
      return vwap({
        ...rest,
        ...(d.chance(0.4) && { slices }),
        profile: profileOf(d),
        ...(d.chance(0.5) && { curve: 'dynamic' }),
      })
    },
    change: (d) => d.oneOf<object>({ curve: d.oneOf('static', 'dynamic') }, changeSchedule(d)),
  },
  implementationShortfall: {
    algo: implementationShortfall,
    order: (common, d) =>
      implementationShortfall({ ...schedule(common, d), urgency: d.oneOf('low', 'medium', 'high') }),
    change: (d) => d.oneOf<object>({ urgency: d.oneOf('low', 'medium', 'high') }, changeSchedule(d)),
  },
  pov: {
    algo: pov,
    order: (common, d) =>
      pov({
        ...common,
        participationRate: d.oneOf(0.05, 0.2, 0.5, 1),
        ...(d.chance(0.4) && { minRate: 0.02 }),
        ...(d.chance(0.4) && ({ ownVolume: 'exclusive', participationRate: d.oneOf(0.1, 0.4) } as const)),
        ...(d.chance(0.6) && { durationMs: d.between(5_000, 150_000) }),
        ...(d.chance(0.5) && { completeAtEnd: true }),
        ...(d.chance(0.5) && { intervalMs: d.between(500, 6_000) }),
        ...(d.chance(0.3) && { smoothingMs: d.between(0, 9_000) }),
        ...(d.chance(0.3) && { maxIntervalVolume: d.between(5, 100) }),
        ...(d.chance(0.4) && { minChildQuantity: d.units(1, 3) }),
        ...(d.chance(0.4) && { maxChildQuantity: d.units(4, 9) }),
        ...(d.chance(0.3) && { sizeJitter: 0.3, timeJitter: 0.5 }),
      }),
    change: (d) =>
      d.oneOf<object>(
        { participationRate: d.oneOf(0.1, 0.6) },
        { durationMs: d.between(1_000, 200_000) },
        { intervalMs: d.between(500, 9_000) },
        { completeAtEnd: d.chance(0.5) },
      ),
  },
  iceberg: {
    algo: iceberg,
    order: (common, d) =>
      iceberg({
        ...common,
        limitPrice: d.near(12),
        displayQuantity: d.units(1, 8),
        ...(d.chance(0.4) && { displayVariance: d.oneOf(0.2, 0.9) }),
        ...(d.chance(0.5) && { refreshDelayMs: d.between(0, 4_000), timeJitter: d.oneOf(0, 0.5) }),
        ...(d.chance(0.5) && ({ peg: 'primary', pegIntervalMs: d.between(200, 3_000) } as const)),
        ...(d.chance(0.6) && { durationMs: d.between(5_000, 150_000) }),
        ...(d.chance(0.5) && { completeAtEnd: true }),
        ...(d.chance(0.3) && { maxChildQuantity: d.units(8, 12) }),
      }),
    change: (d) =>
      d.oneOf<object>(
        { displayQuantity: d.units(1, 8) },
        { refreshDelayMs: d.between(0, 4_000) },
        { durationMs: d.between(1_000, 200_000) },
        { completeAtEnd: d.chance(0.5) },
      ),
  },
  smartOrderRoute: {
    algo: smartOrderRoute,
    order: (common, d, { instruments }) =>
      smartOrderRoute({
        ...common,
        instrument: instruments[0]!.id,
        routes: instruments.map(({ id }) => ({
          account: 'main',
          instrument: id,
          takerBps: d.between(-2, 8),
          makerBps: d.between(-3, 3),
        })),
        ...(d.chance(0.4) && { minRouteQuantity: d.units(1, 3) }),
        ...(d.chance(0.4) && ({ remainder: 'ioc' } as const)),
        ...(d.chance(0.4) && ({ postAt: 'cheapest' } as const)),
        ...(d.chance(0.5) && { durationMs: d.between(3_000, 150_000) }),
        childTimeoutMs: d.between(300, 5_000),
        routeBackOffMs: d.between(500, 9_000),
      }),
    change: (d) =>
      d.oneOf<object>(
        { remainder: d.oneOf('ioc', 'post') },
        { childTimeoutMs: d.between(300, 5_000) },
        { durationMs: d.between(1_000, 200_000) },
      ),
  },
  bracket: {
    algo: bracket,
    order: (common, d, at) => {
      const { limitPrice: _, ...plain } = common
      const isStop = d.chance(0.2)
      return bracket({
        ...plain,
        ...(isStop
          ? { entryStopPrice: d.off(-d.between(1, 8)) }
          : d.chance(0.6) && { limitPrice: d.off(d.between(-3, 6)) }),
        ...exitsOf(d, isStop ? 12 : 8),
        ...(d.chance(0.3) && ({ trigger: 'full' } as const)),
        ...(d.chance(0.3) && ({ legs: 'one' } as const)),
        ...(d.chance(0.3) && { nativeGroups: false }),
        ...(d.chance(0.3) && ({ onExitRejected: 'alert' } as const)),
        ...(d.chance(0.4) && ({ onCancel: 'flatten' } as const)),
        ...(d.chance(0.3) && { flattenAt: at.now + d.between(1_000, 120_000) }),
      })
    },
    change: (d) =>
      d.oneOf<object>(
        { stopPrice: d.near(30) },
        { takeProfitPrice: d.near(30) },
        { onCancel: d.oneOf('flatten', 'protect') },
      ),
  },
  oco: {
    algo: oco,
    order: (common, d) => {
      const { limitPrice: _, ...plain } = common
      // It is on the side of what it closes: its stop is where things get worse.
      return oco({
        ...plain,
        stopPrice: d.off(-d.between(2, 20)),
        takeProfitPrice: d.off(d.between(2, 20)),
        ...(d.chance(0.4) && { stopLimitPrice: d.off(-30), escalateAfterMs: d.between(500, 20_000) }),
        ...(d.chance(0.3) && ({ legs: 'one' } as const)),
        ...(d.chance(0.3) && { nativeGroups: false }),
        ...(d.chance(0.4) && ({ onExitRejected: 'flatten' } as const)),
      })
    },
    change: (d) => d.oneOf<object>({ stopPrice: d.near(30) }, { takeProfitPrice: d.near(30) }),
  },
  trailingStop: {
    algo: trailingStop,
    order: (common, d) => {
      const { limitPrice: _, ...plain } = common
      return trailingStop({
        ...plain,
        trailBy: d.oneOf<{ percent: number } | { ticks: number } | { absolute: number }>(
          { percent: d.oneOf(0.2, 0.6) },
          { ticks: d.between(2, 20) },
          { absolute: d.oneOf(0.15, 0.5) },
        ),
        ...(d.chance(0.3) && { activationPrice: d.near(10) }),
        ...(d.chance(0.3) && { initialStopPrice: d.off(-d.between(5, 20)) }),
        ...(d.chance(0.4) && ({ triggerBy: d.oneOf('bid-ask', 'mark') } as const)),
        ...(d.chance(0.3) && { limitOffset: d.oneOf(0, 0.2), escalateAfterMs: d.between(500, 20_000) }),
        ...(d.chance(0.3) && { resting: false }),
        ...(d.chance(0.3) && ({ confirmPrints: 2 } as const)),
        throttleMs: d.between(0, 3_000),
      })
    },
    change: (d) => d.oneOf<object>({ trailBy: { ticks: d.between(2, 30) } }, { throttleMs: d.between(0, 3_000) }),
  },
}

export function executionsOf(name: AlgoName): SimulatedExecutions {
  const { algo, order, change }: Drawn = drawnAlgos[name]
  return {
    algos: [algo],
    // A pair is there to trade what it is for.
    ...(name === 'oco' && { endsFlat: false }),
    order(at) {
      const { random, instruments } = at
      const instrument = instruments[random() < 0.8 ? 0 : Math.floor(random() * instruments.length)]!
      const side = random() < 0.5 ? 'buy' : 'sell'
      const d = drawFrom(at, instrument, side)
      const common = {
        instrument: instrument.id,
        side,
        quantity: d.units(1, 40),
        ...(d.chance(0.4) && { limitPrice: d.near(15) }),
      } as const
      return order(common, d, at)
    },
    change(params, at) {
      const instrument = at.instruments.find(({ id }) => id === params['instrument'])!
      const d = drawFrom(at, instrument, params['side'] as 'buy' | 'sell')
      const own = change?.(d, params as Params) ?? {}
      const what = d.between(0, 3)
      if (what === 0) return { quantity: d.units(1, 60) }
      if (what === 1 && params['limitPrice'] !== undefined) return { limitPrice: d.near(15) }
      return own
    },
  }
}

/** A stop, a target, or both, for what a parent has opened. */
function exitsOf(d: Draw, least: number): { stopPrice?: number; takeProfitPrice?: number } {
  const which = d.between(0, 3)
  // What is opened closes the other way round: a stop is where the parent's own side would pay less.
  return {
    ...(which !== 0 && { stopPrice: d.off(d.between(least, least + 12)) }),
    ...(which !== 1 && { takeProfitPrice: d.off(-d.between(least + 4, least + 16)) }),
  }
}

function drawFrom({ random, last }: SimulatedMoment, instrument: Instrument, side: 'buy' | 'sell'): Draw {
  const tick = instrument.tickAt(100).toNumber()
  const price = (ticks: number): number => Math.round((last(instrument.id) + ticks * tick) * 100) / 100
  const between = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1))
  return {
    chance: (share) => random() < share,
    between,
    oneOf: (...list) => list[Math.floor(random() * list.length)]!,
    units: (from, to) => between(from, to) * instrument.lotSize.toNumber(),
    near: (ticks) => price(between(-ticks, ticks)),
    // Better is cheaper for who buys and dearer for who sells.
    off: (ticks) => price(side === 'buy' ? -ticks : ticks),
  }
}
