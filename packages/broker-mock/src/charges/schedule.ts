import type { ChargedFill, FeeModel } from '../fees.ts'
import type { ChargeRate, ChargeTable } from './charge-rate.ts'
import { type ChargedDay, type ChargeTerms, createDay, indianDate } from './charged-day.ts'
import { indianCharges } from './indian-charges.ts'
import type { GroupOf } from './market-of.ts'
import { checkTable } from './parse-charge-table.ts'

/** What a broker's clients pay, as a model of fees; `chargesOf` breaks it down. */
export interface ChargeSchedule extends FeeModel {
  /** All rates that it goes by, the broker's among them. */
  readonly table: ChargeTable
  /** The group of a share, where its exchange charges by groups. */
  readonly groupOf: GroupOf
}

/** What may be said of every Indian schedule. */
export interface ScheduleOptions {
  /** Newer tables, as of `parseChargeTable`; of two rates from the same day on, the later table's holds. */
  readonly tables?: readonly ChargeTable[]
  /** The group of a share, such as `X` at BSE. Default: one that most shares are in. */
  readonly groupOf?: GroupOf
}

/** @throws ShagunError `invalid-data` where a table holds what cannot be */
export function createSchedule(own: readonly ChargeRate[], options: ScheduleOptions): ChargeSchedule {
  const { tables = [], groupOf = () => undefined } = options
  const table = tables.reduce(join, { ...indianCharges, rates: [...indianCharges.rates, ...own] })
  const terms: ChargeTerms = { table, groupOf }
  /** What was read of a list of earlier fills, so that each is read once: the list grows by the fill that was asked about. */
  const read = new WeakMap<readonly ChargedFill[], { readonly day: ChargedDay; readonly length: number }>()

  function dayAfter(earlier: readonly ChargedFill[], date: string): ChargedDay {
    const known = read.get(earlier)
    const goesOn = known !== undefined && known.day.date === date && known.length <= earlier.length
    const { day, length } = goesOn ? known : { day: createDay(date, terms), length: 0 }
    for (let i = length; i < earlier.length; i++) if (indianDate(earlier[i]!.time) === date) day.add(earlier[i]!)
    read.set(earlier, { day, length: earlier.length })
    return day
  }

  const feesOf: FeeModel = (fill, earlier) => dayAfter(earlier, indianDate(fill.time)).shareOf(fill).total
  return Object.freeze(Object.assign(feesOf, terms))
}

function join(known: ChargeTable, newer: ChargeTable): ChargeTable {
  checkTable(newer)
  const knownUntil = newer.knownUntil > known.knownUntil ? newer.knownUntil : known.knownUntil
  return { knownUntil, rates: [...known.rates, ...newer.rates] }
}
