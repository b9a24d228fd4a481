import type { Column } from './bars.ts'
import type { Decimal } from './decimal.ts'
import type { InstrumentId } from './ids.ts'
import type { Side } from './supports.ts'
import type { Timestamp } from './time.ts'

/**
 * What a parent order cost against the prices that were there: its transaction cost analysis.
 *
 * Positive is a cost, whichever the side; only a captured spread is the other way round. What cannot be known is `null`, and
 * a note says why.
 */
export interface TcaResult {
  readonly instrument: InstrumentId | null
  /** ISO 4217, of all money here; `null` where it was not told. */
  readonly currency: string | null
  /** Money moved by a price change of 1 on a quantity of 1. */
  readonly multiplier: Decimal
  readonly side: Side
  /** What was ordered. */
  readonly quantity: Decimal
  readonly filledQuantity: Decimal
  /** Filled of ordered, from 0 to 1. */
  readonly fillRate: number
  /** In the order of time. */
  readonly fills: readonly TcaFill[]
  readonly averagePrice: Decimal | null
  /** Money that was traded: price times quantity times multiplier, over all fills. */
  readonly notional: Decimal

  readonly decision: PriceBenchmark
  readonly arrival: PriceBenchmark
  readonly end: PriceBenchmark
  /** The volume-weighted average price of all prints while the order was alive, our own among them. */
  readonly vwap: IntervalBenchmark
  /** The same of what others traded among themselves: our own prints are left out. */
  readonly vwapOfOthers: IntervalBenchmark
  /** The same of the prints that were within the order's limit, our own among them; only where there was one. */
  readonly vwapWithinLimit?: IntervalBenchmark
  /** The time-weighted average price while the order was alive. */
  readonly twap: IntervalBenchmark

  readonly shortfall: ImplementationShortfall
  readonly spread: SpreadCost
  /** What became of the price after the last fill, one entry for each horizon that was asked for. */
  readonly reversion: readonly Reversion[]
  readonly participation: Participation
  readonly durations: TcaDurations

  /** How much was to be filled by when, cumulative, as planned; straight lines lead from one to the next. */
  readonly schedule: readonly SchedulePoint[] | null
  /** The price over the order's life, for drawing. */
  readonly prices: TcaPrices | null
  /** Why something is `null`, and what to know of what is not. */
  readonly notes: readonly TcaNote[]
}

/** A fill as it counts towards what an order cost. */
export interface TcaFill {
  readonly time: Timestamp
  readonly quantity: Decimal
  readonly price: Decimal
  /** In the instrument's currency; positive is paid. */
  readonly fees: Decimal
}

/**
 * Where a benchmark comes from: `given` by the caller, the `mid` of bid and ask, the `last` price of a quote, a `trade` of the
 * market, what a quote's volume grew by at its last price (`quote-volume`), the close or the typical price of a `bar`, or the
 * price at `arrival` where no decision was told.
 */
export type BenchmarkSource = 'given' | 'mid' | 'last' | 'trade' | 'quote-volume' | 'bar' | 'arrival'

/** The price at one moment. */
export interface PriceBenchmark {
  readonly price: Decimal | null
  readonly source: BenchmarkSource | null
  /** The moment it stands for, by the clock of whoever gave the order. */
  readonly time: Timestamp | null
  /** When it was seen last until then, by the clock of the market data; `null` where it was given. */
  readonly observedAt: Timestamp | null
  /** The average price against it, in basis points of it. */
  readonly slippageBps: number | null
  /** The same in money. */
  readonly cost: Decimal | null
}

/** An average price over an interval. It is observed, so it is no exact number. */
export interface IntervalBenchmark {
  readonly price: number | null
  readonly source: BenchmarkSource | null
  /** The first moment that it covers, by the clock of the market data. */
  readonly from: Timestamp | null
  /** The last moment that it covers. */
  readonly to: Timestamp | null
  /** The average price against it, in basis points of it. */
  readonly slippageBps: number | null
  /** The same in money. */
  readonly cost: number | null
}

/**
 * Perold's implementation shortfall: what the decision would have been worth on paper, less what became of it.
 *
 * `delay`, `trading`, `opportunity` and `fees`, in this order, sum to `total` to the last digit.
 */
export interface ImplementationShortfall {
  /** From decision to arrival, on what was executed. */
  readonly delay: Decimal | null
  /** From arrival to the fills. */
  readonly trading: Decimal | null
  /** From decision to end, on what was not executed. */
  readonly opportunity: Decimal | null
  readonly fees: Decimal
  /** `null` where any part is. */
  readonly total: Decimal | null
  /** What was ordered, in money at the decision's price. */
  readonly paperNotional: Decimal | null
  /** The same parts in basis points of the paper notional. */
  readonly bps: {
    readonly delay: number | null
    readonly trading: number | null
    readonly opportunity: number | null
    readonly fees: number | null
    readonly total: number | null
  }
}

/** What crossing the spread cost, of the fills at which bid and ask were known, each weighted by its notional. */
export interface SpreadCost {
  /** The part of half the spread that was earned: 1 at the near touch, 0 at the mid, -1 at the far touch. Positive is a gain. */
  readonly captured: number | null
  /** The spread as it was quoted, in basis points of its mid. */
  readonly quotedBps: number | null
  /** Twice the distance from the mid at each fill, in basis points of that mid. */
  readonly effectiveBps: number | null
  /** Price times quantity times multiplier, of these fills. */
  readonly notional: Decimal
  /** Twice the distance from a later mid, one entry for each horizon that was asked for. */
  readonly realized: readonly RealizedSpread[]
}

/** What is left of the effective spread once the price has moved on; the difference is the order's impact. */
export interface RealizedSpread {
  /** How long after each fill. */
  readonly afterMs: number
  /** Twice the distance from the mid of that moment, in basis points of the mid at the fill. */
  readonly bps: number | null
  /** Price times quantity times multiplier, of the fills that it is known of. */
  readonly notional: Decimal
}

/** How far the price came back after the last fill: positive where it did, so that waiting would have been better. */
export interface Reversion {
  /** How long after the last fill. */
  readonly afterMs: number
  readonly price: Decimal | null
  readonly source: BenchmarkSource | null
  /** The average price against it, in basis points of the average price. */
  readonly bps: number | null
}

/** How much of the market's trading was ours. */
export interface Participation {
  /** Traded in the interval, in units of the instrument, our own fills included. */
  readonly marketVolume: number | null
  /** Our part of it, from 0 to 1. */
  readonly rate: number | null
  readonly source: BenchmarkSource | null
  /** The first moment that it covers, by the clock of the market data. */
  readonly from: Timestamp | null
  /** The last moment that it covers. */
  readonly to: Timestamp | null
}

/** How long everything took. */
export interface TcaDurations {
  readonly decisionToArrivalMs: number | null
  readonly arrivalToFirstFillMs: number | null
  readonly firstToLastFillMs: number | null
  readonly arrivalToEndMs: number | null
}

/** How much is to be filled by a moment. */
export interface SchedulePoint {
  readonly time: Timestamp
  /** Since the beginning. */
  readonly quantity: Decimal
}

/** Prices over time, of one source. */
export interface TcaPrices {
  readonly source: BenchmarkSource
  readonly time: Column
  readonly price: Column
}

/** What there is to know of one figure. */
export interface TcaNote {
  /** Its name in the result, such as `vwap` or `shortfall.opportunity`. */
  readonly about: string
  readonly text: string
}

/** What many parents cost together: sums of money over sums of money, so that a large parent counts for more than a small one. */
export interface TcaAggregate {
  /** How many parents. */
  readonly count: number
  /** How many of them were filled at least in part. */
  readonly filledCount: number
  /** ISO 4217, of all money here; `null` where it was not told. */
  readonly currency: string | null
  /** Money that was traded. */
  readonly notional: Decimal
  readonly fees: Decimal
  /** What was filled of the money ordered at the decisions' prices, from 0 to 1. */
  readonly fillRate: WeightedAverage
  /** In basis points. */
  readonly arrival: WeightedAverage
  /** In basis points. */
  readonly vwap: WeightedAverage
  /** In basis points. */
  readonly vwapOfOthers: WeightedAverage
  /** In basis points. */
  readonly twap: WeightedAverage
  readonly shortfall: AggregateShortfall
  /** The part of half the spread that was earned; positive is a gain. */
  readonly spreadCaptured: WeightedAverage
  /** In basis points. */
  readonly effectiveSpread: WeightedAverage
  /** In basis points, one for each horizon of any parent, rising. */
  readonly reversion: readonly (WeightedAverage & { readonly afterMs: number })[]
}

/** A figure over several parents. */
export interface WeightedAverage {
  /** `null` where no parent has one. */
  readonly value: number | null
  /** How many parents it stands for. */
  readonly count: number
  /** The money that they are weighted by, all together. */
  readonly notional: number
}

/** The implementation shortfalls of those parents whose total is known; the parts sum to it to the last digit. */
export interface AggregateShortfall {
  readonly delay: Decimal
  readonly trading: Decimal
  readonly opportunity: Decimal
  readonly fees: Decimal
  readonly total: Decimal
  /** How many parents it stands for. */
  readonly count: number
  /** What they ordered, in money at the decisions' prices. */
  readonly paperNotional: Decimal
  /** The total in basis points of it; `null` where there is none. */
  readonly bps: number | null
}
