import { Decimal, type GroupKind, type Instrument, type InstrumentId, type Product, type Side } from '@shagun/core'
import type { Ledger } from './ledger.ts'
import { lacking } from './margins.ts'
import { mayBeShort, type RefusalOptions } from './refusal.ts'
import { leavesOf, type VenueOrder, type VenueTerms } from './venue-order.ts'

/** What money and shares are blocked for, while orders wait. */
export interface Funds {
  /**
   * Why there is not enough for these and all that waits, where there is not.
   *
   * @param kind - how they belong together
   * @param instead - in the place of which order they would be
   */
  objection(asked: readonly Asked[], kind?: GroupKind, instead?: VenueOrder): string | undefined
}

/** An order that might be taken. */
export interface Asked {
  readonly terms: VenueTerms
  readonly instrument: Instrument
}

export interface FundsOptions extends RefusalOptions {
  readonly ledger: Ledger
  getLast(instrument: InstrumentId): number | undefined
  listOpen(): readonly VenueOrder[]
  /** Whether it is an exit that is not in the market yet. */
  isHeldBack(order: VenueOrder): boolean
  pairOf(order: VenueOrder): object
}

/** An order, as far as it may need something. */
interface Waiting {
  readonly instrument: Instrument
  readonly product: Product
  readonly side: Side
  /** What may still be filled. */
  readonly quantity: Decimal
  /** At which it is reckoned; none where nobody knows one yet, and then nothing is blocked for it. */
  readonly price: Decimal | undefined
  /** The same for orders of which only one can fill. */
  readonly pair: object
}

/**
 * What waits is reckoned as if all purchases of an instrument had filled, or all sales, whichever needs more. Fees are not in it;
 * what they make of it shows when an order fills.
 */
export function createFunds(options: FundsOptions): Funds {
  const { ledger, getLast, listOpen, isHeldBack, pairOf, currency, marginRule } = options

  function waitingOf({ terms, instrument }: Asked, quantity: Decimal, pair: object): Waiting {
    const last = getLast(instrument.id)
    const price = priceOf(terms) ?? (last === undefined ? undefined : new Decimal(last))
    return { instrument, product: terms.product, side: terms.side, quantity, price, pair }
  }

  function listWaiting(asked: readonly Asked[], kind: GroupKind | undefined, instead: VenueOrder | undefined) {
    const before = listOpen().filter((order) => order !== instead && !isHeldBack(order))
    // The exits of a bracket only ever close what its entry opened.
    const added = kind === 'bracket' ? asked.slice(0, 1) : asked
    const pair = instead === undefined ? {} : pairOf(instead)
    const filled = instead?.filledQuantity ?? 0
    return [
      ...before.map((order) => waitingOf(order, leavesOf(order), pairOf(order))),
      ...added.map((each) => waitingOf(each, each.terms.quantity.minus(filled), pair)),
    ]
  }

  function objectionToSales(line: Waits): string | undefined {
    const { instrument, product, held, sales } = line
    const has = Decimal.max(0, held)
    if (sales.quantity.lte(has) || mayBeShort(options.shortSelling, product)) return undefined
    const offered = `sells ${sales.quantity.toFixed()} ${instrument.id} with all that waits`
    return `Together it ${offered} and holds ${has.toFixed()}; short selling is off.`
  }

  return {
    objection(asked, kind, instead) {
      if (instead !== undefined && needsNoMore(asked[0]!.terms, instead.terms)) return undefined
      const lines = linesOf(listWaiting(asked, kind, instead), ledger, getLast)
      for (const line of lines) {
        const objection = objectionToSales(line)
        if (objection !== undefined) return objection
      }
      if (marginRule === undefined) {
        const needs = sum(lines.map(costOf))
        if (needs.isZero() || needs.lte(ledger.cash)) return undefined
        return `Needs ${needs.toFixed()} ${currency} with all that waits and has ${ledger.cash.toFixed()}.`
      }
      const { has, needs } = marginRule.standing(ledger)
      const more = sum(
        lines.map((line) => {
          const now = marginRule.needOf(positionOf(line, line.held, line.held))
          const then = [bought(line), sold(line)].map((to) => marginRule.needOf(positionOf(line, line.held, to)))
          return Decimal.max(...then, now).minus(now)
        }),
      )
      // What needs nothing more is taken, whatever has become of the account.
      return more.isZero() || needs.plus(more).lte(has) ? undefined : lacking(needs.plus(more), has, currency)
    },
  }

  /** The position that filling would lead to, at the price which gives its parts their values. */
  function positionOf({ instrument, product, last, purchases, sales }: Waits, from: Decimal, to: Decimal) {
    const same = from.isNegative() === to.isNegative() ? Decimal.min(from.abs(), to.abs()) : new Decimal(0)
    const { quantity, value } = to.gt(from) ? purchases : sales
    const added = to.abs().minus(same)
    const each = quantity.isZero() ? last : value.div(quantity)
    const price = to.isZero() ? last : same.times(last).plus(added.times(each)).div(to.abs())
    return { instrument, product, quantity: to, price }
  }
}

function needsNoMore(terms: VenueTerms, before: VenueTerms): boolean {
  const [price, than] = [priceOf(terms), priceOf(before)]
  return terms.quantity.lte(before.quantity) && (price === undefined || than === undefined || price.lte(than))
}

function priceOf(terms: VenueTerms): Decimal | undefined {
  return 'limitPrice' in terms ? terms.limitPrice : 'stopPrice' in terms ? terms.stopPrice : undefined
}

/** Everything that waits for one position. */
interface Waits {
  readonly instrument: Instrument
  readonly product: Product
  readonly held: Decimal
  /** What it costs by the position itself. */
  readonly last: Decimal
  readonly purchases: Total
  readonly sales: Total
}

interface Total {
  quantity: Decimal
  value: Decimal
}

function bought({ held, purchases }: Waits): Decimal {
  return held.plus(purchases.quantity)
}

function sold({ held, sales }: Waits): Decimal {
  return held.minus(sales.quantity)
}

/** What is bought beyond what covers a short must be paid for in full; a future moves no money. */
function costOf({ instrument, held, purchases }: Waits): Decimal {
  const { quantity, value } = purchases
  const more = Decimal.max(0, quantity.plus(Decimal.min(0, held)))
  if (instrument.kind === 'future' || more.isZero()) return new Decimal(0)
  return value.times(more).div(quantity).times(instrument.multiplier)
}

function linesOf(
  waiting: readonly Waiting[],
  ledger: Ledger,
  getLast: (instrument: InstrumentId) => number | undefined,
): readonly Waits[] {
  const lines = new Map<string, Waits>()
  for (const { instrument, product, side, quantity, price } of onePerPair(waiting)) {
    const key = `${instrument.id} ${product}`
    let line = lines.get(key)
    if (line === undefined) {
      const held = ledger.getQuantity(instrument.id, product)
      const empty = (): Total => ({ quantity: new Decimal(0), value: new Decimal(0) })
      const last = new Decimal(getLast(instrument.id) ?? price ?? 0)
      line = { instrument, product, held, last, purchases: empty(), sales: empty() }
      lines.set(key, line)
    }
    const total = side === 'buy' ? line.purchases : line.sales
    total.quantity = total.quantity.plus(quantity)
    total.value = total.value.plus(quantity.times(price ?? 0))
  }
  return [...lines.values()]
}

/** Of those of which only one can fill, on each side, the one that needs more. */
function onePerPair(waiting: readonly Waiting[]): readonly Waiting[] {
  const worth = ({ quantity, price }: Waiting): Decimal => quantity.times(price ?? 0)
  const pairs = new Map<object, Waiting[]>()
  for (const one of waiting) {
    const kept = pairs.get(one.pair) ?? []
    const same = kept.findIndex(({ instrument, product, side }) => {
      return instrument.id === one.instrument.id && product === one.product && side === one.side
    })
    if (same === -1) kept.push(one)
    else if (worth(one).gt(worth(kept[same]!))) kept[same] = one
    pairs.set(one.pair, kept)
  }
  return [...pairs.values()].flat()
}

function sum(amounts: readonly Decimal[]): Decimal {
  return amounts.reduce((total, amount) => total.plus(amount), new Decimal(0))
}
