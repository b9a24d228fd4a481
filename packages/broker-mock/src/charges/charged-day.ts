import type { BrokerOrderId, Decimal, Timestamp } from '@shagun/core'
import type { ChargedFill } from '../fees.ts'
import type { ChargeTable } from './charge-rate.ts'
import { add, type ChargeParts, type Charges, noParts, round, subtract, withTotal } from './charges.ts'
import { costsOf } from './costs-of.ts'
import { ratesOn } from './dated-rates.ts'
import { type Dealings, deal, noDealings } from './dealings.ts'
import { type GroupOf, marketOf } from './market-of.ts'

/** The contract note of a day as it grows, fill by fill. */
export interface ChargedDay {
  readonly date: string
  /** What the day would cost more with this fill. */
  ask(fill: ChargedFill): AskedFill
  /** Adds the fill to the note, and gives what the day costs more with it. */
  add(fill: ChargedFill): Charges
  /** Of all fills: as it is paid, and before rounding. */
  sum(): { readonly charges: Charges; readonly exact: Charges }
  readonly remarks: ReadonlySet<string>
}

export interface AskedFill {
  readonly fill: ChargedFill
  readonly share: Charges
  /** Adds it to the note, where nothing else was added since. */
  book(): void
}

export interface ChargeTerms {
  readonly table: ChargeTable
  readonly groupOf: GroupOf
}

/** The day in India, on which a trade is charged. */
export function indianDate(time: Timestamp): string {
  return new Date(time + 19_800_000).toISOString().slice(0, 10)
}

export function createDay(date: string, { table, groupOf }: ChargeTerms): ChargedDay {
  const rates = ratesOn(date, table)
  /** By security, what was done in it and what that costs. */
  const securities = new Map<string, { readonly dealings: Dealings; readonly costs: ChargeParts }>()
  /** What each order has traded. */
  const orders = new Map<BrokerOrderId, Decimal>()
  /** By exchange, each of which has its own part of the note, where it is rounded. */
  const notes = new Map<string, ChargeParts>()

  function ask(fill: ChargedFill): AskedFill {
    const market = marketOf(fill, groupOf)
    const key = `${fill.instrument.id} ${market.segment === 'exercise'}`
    const known = securities.get(key)
    const ordered = orders.get(fill.order)
    const dealings = deal(known?.dealings ?? noDealings(market), market, fill, ordered, rates)
    const costs = costsOf(dealings, rates)
    const before = notes.get(market.exchange) ?? noParts
    const after = add(subtract(before, known?.costs ?? noParts), costs)
    const share = withTotal(subtract(round(after), round(before)))
    function book(): void {
      securities.set(key, { dealings, costs })
      orders.set(fill.order, fill.value.abs().plus(ordered ?? 0))
      notes.set(market.exchange, after)
    }
    return { fill, share, book }
  }

  return {
    date,
    remarks: rates.remarks,
    ask,
    add(fill) {
      const { share, book } = ask(fill)
      book()
      return share
    },
    sum() {
      const parts = [...notes.values()]
      return {
        charges: withTotal(parts.map(round).reduce(add, noParts)),
        exact: withTotal(parts.reduce(add, noParts)),
      }
    },
  }
}
