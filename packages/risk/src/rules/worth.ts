import type { AccountView, Instrument, InstrumentId, OrderIntent, Side } from '@shagun/core'
import { createExposures, type Reach, reachOf } from './exposures.ts'
import type { Kept } from './kept.ts'
import { type Addition, additionsOf } from './reach.ts'

/** How money is worked out by the rules that add up exposure. */
export interface ExposureOptions {
  /**
   * The price that a quantity of an instrument counts at, before its multiplier: for an option, say, its delta times the
   * price of the underlying. Nothing, or no number above 0, counts as missing. Default: the last price of its quote.
   */
  readonly price?: (instrument: InstrumentId, view: AccountView) => number | undefined
  /**
   * How much of the limit's currency one unit of another is. Without it everything that counts must be in one currency,
   * and where it is not, nothing that opens a position passes.
   */
  readonly fx?: (currency: string, view: AccountView) => number | undefined
  /** Whether exposure in an instrument counts. Default: all do. */
  readonly counts?: (instrument: Instrument) => boolean
  /** Needed where a trader has two rules of one kind. Default: that of the rule. */
  readonly name?: string
}

/**
 * Shown for each instrument that counts: where it is, the money of the limit that a quantity of 1 is worth, and what the
 * intent would add to either side, as quantities that are not below 0. Arguments and no object, because there are many.
 */
export type Visit = (reach: KnownReach, unit: number, addedLong: number, addedShort: number) => void

export interface KnownReach extends Reach {
  readonly facts: Instrument
}

export interface Worth extends Kept {
  /**
   * Shows everything that counts, with the intent as it would then stand.
   *
   * @returns what is missing, so that what was shown means nothing; `undefined` where nothing is
   */
  measure(intent: OrderIntent, view: AccountView, visit: Visit): string | undefined
  /** What there is in all, in the limit's money; a text says what is missing. */
  equity(view: AccountView): number | string
}

/** What an account could come to hold, in money. */
export function createWorth(options: ExposureOptions): Worth {
  const { fx, counts } = options
  const { reaches, refresh, ...kept } = createExposures()
  return {
    ...kept,
    measure(intent, view, visit) {
      refresh(view)
      const additions = additionsOf(intent)
      // Where nobody converts, the first currency that counts stands for all of them.
      let currency: string | undefined

      function show(reach: Reach): string | undefined {
        if (!isKnown(reach)) return unknown(reach.instrument)
        if (counts !== undefined && !counts(reach.facts)) return undefined
        const unit = unitOf(reach, view, options)
        if (typeof unit === 'string') return unit
        currency ??= reach.facts.currency
        if (fx === undefined && reach.facts.currency !== currency) return unconverted(reach.facts.currency, currency)
        const { instrument } = reach
        visit(reach, unit, addedTo(additions, instrument, 'buy'), addedTo(additions, instrument, 'sell'))
        return undefined
      }

      for (const reach of reaches.values()) {
        const missing = show(reach)
        if (missing !== undefined) return missing
      }
      for (let i = 0; i < additions.length; i++) {
        const { instrument } = additions[i]!
        const isShown = reaches.has(instrument) || additions.findIndex((one) => one.instrument === instrument) < i
        const missing = isShown ? undefined : show(reachOf(instrument, view))
        if (missing !== undefined) return missing
      }
      return undefined
    },
    equity(view) {
      if (fx === undefined) {
        const owned = [...view.cash].filter(([, amount]) => !amount.isZero()).map(([currency]) => currency)
        return owned.length < 2 ? view.getEquity() : unconverted(owned[1]!, owned[0])
      }
      let sum = 0
      for (const [currency, { equity }] of view.getPortfolio().totals) {
        const rate = equity === 0 ? 0 : (fx(currency, view) ?? Number.NaN)
        if (Number.isNaN(rate)) return unconverted(currency, undefined)
        sum += equity * rate
      }
      return sum
    },
  }
}

/** What a quantity of 1 is worth; a text says what is missing. */
export function unitOf(reach: Reach, view: AccountView, { price, fx }: ExposureOptions): number | string {
  const { instrument, facts, multiplier } = reach
  if (facts === undefined) return unknown(instrument)
  const each = price === undefined ? view.getQuote(instrument)?.last : price(instrument, view)
  // Some feeds send 0 before the first trade of the day.
  if (each === undefined || !(each > 0 && each < Infinity)) return `${instrument} has no price`
  if (fx === undefined) return each * multiplier
  const rate = fx(facts.currency, view)
  return rate !== undefined && rate > 0 && rate < Infinity
    ? each * multiplier * rate
    : unconverted(facts.currency, undefined)
}

/** The most that could be held of it, on whichever side that is. */
export function furthest({ long, short }: Reach, addedLong = 0, addedShort = 0): number {
  return Math.max(long + addedLong, addedShort - short)
}

function isKnown(reach: Reach): reach is KnownReach {
  return reach.facts !== undefined
}

/** How much the intent would add to one side of an instrument. */
export function addedTo(additions: readonly Addition[], instrument: InstrumentId, side: Side): number {
  let sum = 0
  for (const addition of additions)
    if (addition.side === side && addition.instrument === instrument) sum += addition.quantity
  return sum
}

function unknown(instrument: InstrumentId): string {
  return `Nothing is known of ${instrument}`
}

function unconverted(currency: string, first: string | undefined): string {
  return first === undefined
    ? `No rate is known for ${currency}`
    : `There is exposure in ${first} and in ${currency}, and no rate between them`
}
