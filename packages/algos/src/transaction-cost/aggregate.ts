import {
  type AggregateShortfall,
  Decimal,
  type IntervalBenchmark,
  type PriceBenchmark,
  ShagunError,
  type TcaAggregate,
  type TcaResult,
  type WeightedAverage,
} from '@shagun/core'
import { sumOf, weightedMean } from './sums.ts'

/**
 * What many parents cost together, each weighted by its notional; a plain mean of basis points would let the smallest count
 * as much as the largest.
 *
 * Each figure is a sum of money over a sum of money, as if all were one order, and says how many parents it stands for. For
 * one figure per trader, algo or day, group the results first.
 *
 * @throws ShagunError `invalid-data` where they are not all in one currency
 * @example
 * ```ts
 * import { aggregateTransactionCost } from '@shagun/algos'
 * import type { TcaResult } from '@shagun/core'
 *
 * function bySide(results: readonly TcaResult[]): void {
 *   for (const [side, group] of Map.groupBy(results, ({ side }) => side)) {
 *     const { count, arrival, shortfall } = aggregateTransactionCost(group)
 *     console.log(side, count, arrival.value, shortfall.bps)
 *   }
 * }
 * ```
 */
export function aggregateTransactionCost(results: readonly TcaResult[]): TcaAggregate {
  const currency = results[0]?.currency ?? null
  const other = results.findIndex((result) => result.currency !== currency)
  if (other >= 0) throw mixed(other, results[other]!.currency, currency)

  const average = (weigh: Weigh): WeightedAverage => averageOf(results, weigh)
  const slippage = (of: (result: TcaResult) => PriceBenchmark | IntervalBenchmark): WeightedAverage =>
    average((result) => {
      const { slippageBps, price } = of(result)
      if (slippageBps === null || price === null) return undefined
      const weight = result.filledQuantity.times(price).times(result.multiplier).toNumber()
      return { value: slippageBps, weight }
    })
  const horizons = new Set(results.flatMap(({ reversion }) => reversion.map(({ afterMs }) => afterMs)))
  const covered = ({ spread }: TcaResult, value: number | null): Weighed | undefined =>
    value === null ? undefined : { value, weight: spread.notional.toNumber() }

  return {
    count: results.length,
    filledCount: results.filter(({ fills }) => fills.length > 0).length,
    currency,
    notional: sum(results.map(({ notional }) => notional)),
    fees: sum(results.map(({ shortfall }) => shortfall.fees)),
    fillRate: average(
      ({ fillRate, shortfall: { paperNotional } }) =>
        paperNotional && { value: fillRate, weight: paperNotional.toNumber() },
    ),
    arrival: slippage(({ arrival }) => arrival),
    vwap: slippage(({ vwap }) => vwap),
    vwapOfOthers: slippage(({ vwapOfOthers }) => vwapOfOthers),
    twap: slippage(({ twap }) => twap),
    shortfall: shortfallOf(results),
    spreadCaptured: average((result) => covered(result, result.spread.captured)),
    effectiveSpread: average((result) => covered(result, result.spread.effectiveBps)),
    reversion: [...horizons]
      .sort((a, b) => a - b)
      .map((afterMs) => ({
        afterMs,
        ...average(({ reversion, notional }) => {
          const { bps = null } = reversion.find((each) => each.afterMs === afterMs) ?? {}
          return bps === null ? undefined : { value: bps, weight: notional.toNumber() }
        }),
      })),
  }
}

/** What a parent adds to an average; nothing where it has no such figure. */
type Weigh = (result: TcaResult) => Weighed | null | undefined

interface Weighed {
  readonly value: number
  /** Money, above 0. */
  readonly weight: number
}

function averageOf(results: readonly TcaResult[], weigh: Weigh): WeightedAverage {
  const parts = results.map(weigh).filter((part) => part != null)
  const notional = sumOf(parts.length, (i) => parts[i]!.weight)
  return { value: weightedMean(parts), count: parts.length, notional }
}

/** Only of parents of which all parts are known, so that the parts sum to the total. */
function shortfallOf(results: readonly TcaResult[]): AggregateShortfall {
  const known = results.map(({ shortfall }) => shortfall).filter(({ total }) => total !== null)
  const of = (part: 'delay' | 'trading' | 'opportunity' | 'fees' | 'paperNotional'): Decimal =>
    sum(known.map((shortfall) => shortfall[part]!))
  const [delay, trading, opportunity, fees] = [of('delay'), of('trading'), of('opportunity'), of('fees')]
  const total = delay.plus(trading).plus(opportunity).plus(fees)
  const paperNotional = of('paperNotional')
  const bps = paperNotional.gt(0) ? total.div(paperNotional).times(10_000).toNumber() : null
  return { delay, trading, opportunity, fees, total, count: known.length, paperNotional, bps }
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), new Decimal(0))
}

function mixed(row: number, found: string | null, first: string | null): ShagunError<'invalid-data'> {
  const [value, expected] = [String(found), `${first}, as of the first: aggregate each currency by itself`]
  return new ShagunError('invalid-data', `results[${row}] has currency ${value}; expected ${expected}.`, {
    details: { source: 'results', field: 'currency', value, expected, row },
  })
}
