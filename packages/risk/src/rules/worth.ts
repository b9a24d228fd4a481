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
 * What an account could come to hold, in money, as of the last `measure`. Columns and no objects, because there are many
 * rows and every order goes through them.
 */
export interface Worth extends Kept {
  /** Instruments that count; of each the money of the limit for a quantity of 1, and what the intent would add to it. */
  readonly rows: readonly KnownReach[]
  readonly units: Float64Array
  /** Quantities, not below 0. */
  readonly addedLong: Float64Array
  readonly addedShort: Float64Array
  /** Tells what is missing, so that the rows mean nothing; `undefined` where nothing is. */
  measure(intent: OrderIntent, view: AccountView): string | undefined
  /** What there is in all, in the limit's money; a text says what is missing. */
  equity(view: AccountView): number | string
}

export interface KnownReach extends Reach {
  readonly facts: Instrument
}

/** Follows what an account could come to hold, and what that is worth in the limit's money. */
export function createWorth(options: ExposureOptions): Worth {
  const { fx, counts } = options
  const exposures = createExposures()
  const rows: KnownReach[] = []
  const rowOf = new Map<InstrumentId, number>()
  /** How many rows there are without what an intent brings in. */
  let held = 0
  let unknown: string | undefined
  /** Whether rows tell of an account that was forgotten. */
  let isStale = false
  let units = new Float64Array(16)
  let addedLong = new Float64Array(16)
  let addedShort = new Float64Array(16)

  function rebuild(): void {
    rows.length = 0
    rowOf.clear()
    unknown = undefined
    isStale = false
    for (const reach of exposures.reaches.values()) take(reach)
    held = rows.length
    if (held + 16 <= units.length) return
    units = new Float64Array(2 * held + 16)
    addedLong = new Float64Array(2 * held + 16)
    addedShort = new Float64Array(2 * held + 16)
  }

  /** Most often what changed is in its row still, and nothing moves. */
  function canReplace(changed: ReadonlySet<InstrumentId>): boolean {
    for (const instrument of changed) {
      const row = rowOf.get(instrument)
      const reach = exposures.reaches.get(instrument)
      if (row === undefined || reach === undefined || !isKnown(reach)) return false
      rows[row] = reach
    }
    return true
  }

  /** The row of an instrument that counts. */
  function take(reach: Reach): number | undefined {
    if (!isKnown(reach)) unknown ??= `Nothing is known of ${reach.instrument}`
    else if (counts?.(reach.facts) ?? true) {
      const first = rows[0]?.facts.currency ?? reach.facts.currency
      // Where nobody converts, the first currency that counts stands for all of them.
      if (fx === undefined && first !== reach.facts.currency) unknown ??= unconverted(reach.facts.currency, first)
      rowOf.set(reach.instrument, rows.length)
      return rows.push(reach) - 1
    }
    return undefined
  }

  function add({ instrument, side, quantity }: Addition, view: AccountView): void {
    const row =
      rowOf.get(instrument) ?? (exposures.reaches.has(instrument) ? undefined : take(reachOf(instrument, view)))
    if (row !== undefined) (side === 'buy' ? addedLong : addedShort)[row]! += quantity
  }

  return {
    rows,
    get units() {
      return units
    },
    get addedLong() {
      return addedLong
    },
    get addedShort() {
      return addedShort
    },
    observe: exposures.observe,
    reset() {
      exposures.reset()
      isStale = true
    },
    save: exposures.save,
    restore: exposures.restore,
    measure(intent, view) {
      const changed = exposures.refresh(view)
      // What an intent brought in may have stayed outside.
      while (rows.length > held) rowOf.delete(rows.pop()!.instrument)
      if (isStale || unknown !== undefined || !canReplace(changed)) rebuild()
      addedLong.fill(0)
      addedShort.fill(0)
      for (const addition of additionsOf(intent)) add(addition, view)
      if (unknown !== undefined) return unknown
      for (let i = 0; i < rows.length; i++) {
        const unit = unitOf(rows[i]!, view, options)
        if (Number.isNaN(unit)) return missingOf(rows[i]!, view, options)
        units[i] = unit
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

/** What a quantity of 1 is worth; not a number where anything is missing. */
export function unitOf({ instrument, facts, multiplier }: Reach, view: AccountView, options: ExposureOptions): number {
  const { price, fx } = options
  const each = price === undefined ? view.getQuote(instrument)?.last : price(instrument, view)
  // Some feeds send 0 before the first trade of the day.
  if (facts === undefined || each === undefined || !(each > 0 && each < Infinity)) return Number.NaN
  if (fx === undefined) return each * multiplier
  const rate = fx(facts.currency, view)
  return rate !== undefined && rate > 0 && rate < Infinity ? each * multiplier * rate : Number.NaN
}

/** Why that is not a number. */
export function missingOf(
  { instrument, facts, multiplier }: Reach,
  view: AccountView,
  options: ExposureOptions,
): string {
  if (facts === undefined) return `Nothing is known of ${instrument}`
  const inItsCurrency = unitOf({ instrument, facts, multiplier } as Reach, view, { ...options, fx: () => 1 })
  return Number.isNaN(inItsCurrency) ? `${instrument} has no price` : unconverted(facts.currency, undefined)
}

/** Gross exposure before and after, of the rows that are meant. */
export function grossOf(worth: Worth, isMeant?: (row: KnownReach) => boolean): { before: number; after: number } {
  const { rows, units, addedLong, addedShort } = worth
  let before = 0
  let after = 0
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!
    if (isMeant !== undefined && !isMeant(row)) continue
    const gross = furthest(row, 0, 0) * units[i]!
    before += gross
    const isSame = addedLong[i] === 0 && addedShort[i] === 0
    after += isSame ? gross : furthest(row, addedLong[i]!, addedShort[i]!) * units[i]!
  }
  return { before, after }
}

/** The most that could be held of it, on whichever side that is. */
export function furthest({ long, short }: Reach, addedLong: number, addedShort: number): number {
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

function unconverted(currency: string, first: string | undefined): string {
  return first === undefined
    ? `No rate is known for ${currency}`
    : `There is exposure in ${first} and in ${currency}, and no rate between them`
}
