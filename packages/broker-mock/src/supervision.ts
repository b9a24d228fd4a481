import type { Bar, Clock, InstrumentId, Product, Timestamp } from '@shagun/core'
import type { ClosingOut } from './closing-out.ts'
import { createCutOff, type SquareOff } from './cut-off.ts'
import type { Ledger } from './ledger.ts'
import type { MarginRule } from './margins.ts'
import type { VenueOrder } from './venue-order.ts'

/** What a broker does where the account does not: it closes what is for the day, and what there is not enough margin for. */
export interface Supervision {
  /** Why it takes no more orders of that product today, where it does not. */
  objection(product: Product): string | undefined
  /** Something is about to happen in the market of that instrument. */
  begins(instrument: InstrumentId): void
  /** A bar ends; what was to be closed in it has that price, and `fill` trades it. */
  ends(bar: Bar, fill: (order: VenueOrder) => void): void
  /** Prices are other than they were. */
  priced(): void
}

export interface SupervisionOptions {
  readonly clock: Clock
  readonly ledger: Ledger
  readonly closingOut: ClosingOut
  readonly squareOff: SquareOff | undefined
  readonly maintenance: Maintenance | undefined
  /** They come to the market as others do. */
  enter(orders: readonly VenueOrder[]): void
  /** It is in the market, whether that is open or not. */
  admit(order: VenueOrder): void
}

/** What must be there of margin, so that nothing is closed, and what is closed where it is not. */
interface Maintenance {
  readonly rule: MarginRule
  concerns(product: Product): boolean
}

/** `undefined` where nobody watches. */
export function createSupervision(options: SupervisionOptions): Supervision | undefined {
  const { clock, ledger, closingOut, squareOff, maintenance, enter, admit } = options
  if (squareOff === undefined && maintenance === undefined) return undefined
  const cutOff = squareOff && createCutOff(squareOff)
  const products = squareOff?.products ?? ['intraday']
  const reason = squareOff && `Squared off at ${squareOff.at} in ${squareOff.timeZone}.`
  /** For which day each instrument has been seen to. */
  const done = new Map<InstrumentId, Timestamp>()

  /** What of the instrument is to be closed now, once a day. */
  function closeDay(instrument: InstrumentId): readonly VenueOrder[] {
    const due = cutOff!.last(clock.now())
    if (done.get(instrument) === due) return []
    done.set(instrument, due)
    return closingOut.close((of) => of.instrument === instrument && products.includes(of.product), reason!, due)
  }

  return {
    objection(product) {
      if (cutOff === undefined || !products.includes(product) || !cutOff.isPast(clock.now())) return undefined
      return `No ${product} orders are taken after ${squareOff!.at} in ${squareOff!.timeZone}.`
    },
    begins(instrument) {
      if (cutOff === undefined) return
      const closing = closeDay(instrument)
      if (closing.length > 0) enter(closing)
    },
    ends(bar, fill) {
      // A bar that ends with the cut-off leaves the closing to the next price.
      if (cutOff === undefined || cutOff.last(clock.now()) === clock.now()) return
      for (const order of closeDay(bar.instrument)) {
        admit(order)
        fill(order)
      }
    },
    priced() {
      if (maintenance === undefined) return
      const { has, needs } = maintenance.rule.standing(ledger)
      if (has.gte(needs)) return
      const [must, is] = [needs, has].map((amount) => amount.toDecimalPlaces(2).toFixed())
      const why = `Squared off: a margin of ${must} must be kept, and ${is} is there.`
      const closing = closingOut.close(({ product }) => maintenance.concerns(product), why)
      if (closing.length > 0) enter(closing)
    },
  }
}
