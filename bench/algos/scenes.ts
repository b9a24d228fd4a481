import {
  bracket,
  iceberg,
  implementationShortfall,
  pov,
  smartOrderRoute,
  trailingStop,
  twap,
  type VolumeProfile,
  vwap,
} from '@shagun/algos'
import type { AlgoCommand, AlgoFactory, AlgoInput, AlgoParams } from '@shagun/core'
import { momentMs, moments, type Planner, slicesRecorded } from './load.ts'
import { tick } from './market.ts'

/** Decides on one input as plainly as can be, without anything that could go wrong: 0 for nothing. */
type PlainLoop = (input: AlgoInput) => number

/** A planner and its parents at work, and a plain loop that decides the same. */
export interface Scene {
  readonly factory: AlgoFactory
  /** What begins when: one parent every tenth moment. */
  readonly parents: readonly AlgoParams[]
  /** How much waits at each level of the book. */
  readonly levelSize: number
  /** Which of its steps act, and what they decide, as a number. */
  decisionOf(command: AlgoCommand): number
  plain(): PlainLoop
}

const parent = { instrument: 'X:STOCK0', side: 'buy', quantity: 10_000, seed: 1 } as const
const durationMs = moments * momentMs
const sliced = { ...parent, durationMs, slices: slicesRecorded }
/** Livelier at both ends of the day. */
const profile: VolumeProfile = {
  binMs: durationMs / slicesRecorded,
  volumes: Array.from({ length: slicesRecorded }, (_, i) => 100 + (i - slicesRecorded / 2) ** 2),
  days: 20,
}
const rate = 0.01
const shown = 100
const trailTicks = 15
const routes = [
  { account: 'main', instrument: 'X:STOCK0', takerBps: 0.3 },
  { account: 'main', instrument: 'X:STOCK1', takerBps: 0.4 },
] as const

const placed = (command: AlgoCommand): number => (command.type === 'place' ? command.lots : 0)

export const scenes: Readonly<Record<Planner, () => Scene>> = {
  twap: () => scheduled(twap, sliced, new Array<number>(slicesRecorded).fill(1)),
  vwap: () => scheduled(vwap, { ...parent, durationMs, profile }, profile.volumes),
  implementationShortfall: () =>
    scheduled(
      implementationShortfall,
      sliced,
      Array.from({ length: slicesRecorded }, (_, i) => leftAt(i) - leftAt(i + 1)),
    ),
  pov: () =>
    scene(pov, [{ ...parent, participationRate: rate, intervalMs: 1_000 }], {
      levelSize: 1_000,
      decisionOf: placed,
      plain() {
        let begin: number | undefined
        return ({ type, quote, parent: { filledLots, openLots } }) => {
          begin ??= quote!.volume!
          if (type === 'quote' || type === 'trade') return 0
          return Math.floor(rate * (quote!.volume! - begin)) - filledLots - openLots
        }
      },
    }),
  iceberg: () =>
    scene(iceberg, [{ ...parent, limitPrice: 200, displayQuantity: shown }], {
      levelSize: shown / 5,
      decisionOf: placed,
      plain:
        () =>
        ({ parent: { remainingLots, openLots } }) =>
          openLots === 0 ? Math.min(shown, remainingLots) : 0,
    }),
  trailingStop: () =>
    scene(trailingStop, [{ ...parent, side: 'sell', trailBy: { ticks: trailTicks }, throttleTicks: 1 }], {
      levelSize: 1_000,
      decisionOf: (command) => (command.type === 'modify' ? command.stopPrice! : 0),
      plain:
        () =>
        ({ quote, children }) => {
          const stop = Math.round(quote!.last / tick - trailTicks) / Math.round(1 / tick)
          const resting = children.at(-1)?.stopPrice
          return resting !== undefined && stop > resting ? stop : 0
        },
    }),
  bracket: () =>
    scene(bracket, [{ ...parent, limitPrice: 200, stopPrice: 50, takeProfitPrice: 300, nativeGroups: false }], {
      levelSize: 20,
      decisionOf: (command) => (command.type === 'modify' ? command.lots! : 0),
      plain:
        () =>
        ({ children, parent: { positionLots } }) => {
          let changed = 0
          for (const { exit, lots } of children) if (exit && lots !== positionLots) changed += positionLots
          return changed
        },
    }),
  smartOrderRoute: () =>
    scene(
      smartOrderRoute,
      [
        { ...parent, limitPrice: 50, routes },
        ...Array.from({ length: slicesRecorded - 1 }, () => ({ ...parent, quantity: 130, routes })),
      ],
      {
        levelSize: 20,
        decisionOf: (command) =>
          command.type === 'place' && command.limitPrice! > 50 ? command.lots * command.limitPrice! : 0,
        plain: () => sweepPlainly,
      },
    ),
}

function scene<P extends AlgoParams>(
  factory: AlgoFactory<P>,
  parents: readonly P[],
  rest: Omit<Scene, 'factory' | 'parents'>,
): Scene {
  return { factory: factory as unknown as AlgoFactory, parents, ...rest }
}

/** Slices by weight: the target of a slice is rounded, less what is filled and open. */
function scheduled<P extends AlgoParams>(factory: AlgoFactory<P>, params: P, weights: readonly number[]): Scene {
  return scene(factory, [params], {
    levelSize: 1_000,
    decisionOf: placed,
    plain() {
      const all = weights.reduce((sum, weight) => sum + weight, 0)
      const done = weights.map((_, i) => weights.slice(0, i + 1).reduce((sum, weight) => sum + weight, 0) / all)
      let begin: number | undefined
      return ({ now, lots, parent: { filledLots, openLots } }) => {
        begin ??= now
        const bin = Math.min(done.length - 1, Math.floor(((now - begin) * done.length) / durationMs))
        return Math.round(lots * done[bin]!) - filledLots - openLots
      }
    },
  })
}

/** What Almgren and Chriss leave at medium urgency, of 1. */
function leftAt(slice: number): number {
  return Math.sinh(3 * (1 - slice / slicesRecorded)) / Math.sinh(3)
}

/** All levels of both books, the cheapest first, until there is enough. */
function sweepPlainly({ routes: views, parent: { remainingLots } }: AlgoInput): number {
  if (remainingLots === 0) return 0
  const levels = views
    .flatMap(({ depth }, route) =>
      depth!.asks.map(({ price, quantity }) => ({
        route,
        price,
        quantity,
        cost: price * (1 + routes[route]!.takerBps / 10_000),
      })),
    )
    .sort((a, b) => a.cost - b.cost)
  const taken = [0, 0]
  const last = [0, 0]
  let left = remainingLots
  for (const { route, price, quantity } of levels) {
    if (left === 0) break
    const part = Math.min(left, quantity)
    taken[route]! += part
    last[route] = price
    left -= part
  }
  return taken[0]! * last[0]! + taken[1]! * last[1]!
}
