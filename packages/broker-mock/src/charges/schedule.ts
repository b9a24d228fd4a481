import type { ChargedFill, FeeModel } from '../fees.ts'
import type { ChargeRate, ChargeTable } from './charge-rate.ts'
import { type AskedFill, type ChargedDay, type ChargeTerms, createDay, indianDate } from './charged-day.ts'
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
  /** What was read of each list of earlier fills: it grows, mostly by the fill that was asked about, so nothing is read twice. */
  const read = new WeakMap<readonly ChargedFill[], Reading>()

  function readingOf(earlier: readonly ChargedFill[], date: string): Reading {
    const known = read.get(earlier)
    const goesOn = known !== undefined && known.day.date === date && known.length <= earlier.length
    const reading: Reading = goesOn ? known : { day: createDay(date, terms), length: 0, asked: undefined }
    for (; reading.length < earlier.length; reading.length++) {
      const fill = earlier[reading.length]!
      if (fill === reading.asked?.fill) reading.asked.book()
      else if (indianDate(fill.time) === date) reading.day.add(fill)
      reading.asked = undefined
    }
    read.set(earlier, reading)
    return reading
  }

  const feesOf: FeeModel = (fill, earlier) => {
    const reading = readingOf(earlier, indianDate(fill.time))
    reading.asked = reading.day.ask(fill)
    return reading.asked.share.total
  }
  return Object.freeze(Object.assign(feesOf, terms))
}

interface Reading {
  readonly day: ChargedDay
  /** How many of the list were read. */
  length: number
  /** The fill that was asked about since. */
  asked: AskedFill | undefined
}

function join(known: ChargeTable, newer: ChargeTable): ChargeTable {
  checkTable(newer)
  const knownUntil = newer.knownUntil > known.knownUntil ? newer.knownUntil : known.knownUntil
  return { knownUntil, rates: [...known.rates, ...newer.rates] }
}
