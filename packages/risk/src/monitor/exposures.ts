import type { InstrumentId, Timestamp } from '@shagun/core'
import { type Aged, createByAge } from './by-age.ts'
import type { Suspect } from './judge-tick.ts'
import { createLargest, type Ranked } from './largest.ts'
import { addTo, clear, createSum, type Sum, totalOf } from './sum.ts'

/** What is held of an instrument, in figures that a price turns into money. */
export interface Holding {
  /** Money for each point of price: quantity x multiplier, below 0 where it is short. */
  readonly exposure: number
  /** What that was opened for; below 0 for what a short brought in. */
  readonly cost: number
  /** A future settles its profit; everything else is paid in full. */
  readonly margined: boolean
}

/** One instrument that is held, at its last price. */
export interface Row extends Holding, Ranked, Aged<Row> {
  readonly instrument: InstrumentId
  exposure: number
  cost: number
  margined: boolean
  price: number
  value: number
  /** Nobody has shown a price yet: it is the average that the broker told. */
  isAssumed: boolean
  /** When its price was seen last, by our own clock, and what time that price bore. */
  seenAt: Timestamp
  quotedAt: Timestamp
  /** A price too far off to be believed before others confirm it. */
  suspect: Suspect | undefined
  readonly sector: Sector | undefined
}

/** What is held in one sector. `size` is its gross exposure. */
interface Sector extends Ranked {
  readonly net: Sum
  readonly gross: Sum
  held: number
}

/** What a price begins with, where a position is new. */
export interface FirstPrice {
  readonly price: number
  readonly isAssumed: boolean
  readonly time: Timestamp
}

/**
 * All that is held, and the sums over it. A price changes one row and the sums it is part of, by what it moved: the work
 * does not grow with the number of rows, but for the one heap that knows the largest.
 */
export interface Exposures {
  readonly rows: ReadonlyMap<InstrumentId, Row>
  readonly sectors: ReadonlyMap<string, Sector>
  readonly net: number
  readonly gross: number
  /** What all of it was opened for, and the part of that which was never paid because it is margined. */
  readonly cost: number
  readonly marginedCost: number
  readonly largest: Row | undefined
  readonly largestSector: Sector | undefined
  /** Whose price is the oldest. */
  readonly oldest: Row | undefined
  /** How many have no price but an assumed one. */
  readonly assumed: number
  hold(instrument: InstrumentId, holding: Holding, first: FirstPrice): void
  drop(instrument: InstrumentId): void
  /** @returns by how much the value changed */
  mark(row: Row, price: number): number
  /** A price of it was seen just now, and is the newest of all. */
  see(row: Row, now: Timestamp): void
  save(): SavedExposures
  restore(saved: SavedExposures): void
}

type SavedRow = readonly [
  instrument: InstrumentId,
  exposure: number,
  cost: number,
  margined: boolean,
  price: number,
  isAssumed: boolean,
  seenAt: Timestamp,
  quotedAt: Timestamp | null,
  suspect: Suspect | null,
]

/** In JSON; the sums are kept to the bit, so that who goes on from here comes to the same. */
export interface SavedExposures {
  /** Oldest price first. */
  readonly rows: readonly SavedRow[]
  readonly sums: readonly (readonly [high: number, low: number])[]
  readonly sectors: readonly (readonly [
    name: string,
    net: readonly [number, number],
    gross: readonly [number, number],
  ])[]
}

export function createExposures(sectorOf?: (instrument: InstrumentId) => string | undefined): Exposures {
  const rows = new Map<InstrumentId, Row>()
  const sectors = new Map<string, Sector>()
  const [net, gross, cost, marginedCost] = [createSum(), createSum(), createSum(), createSum()]
  const sums = [net, gross, cost, marginedCost]
  const byValue = createLargest<Row>()
  const bySector = createLargest<Sector>()
  let assumed = 0
  const byAge = createByAge<Row>()

  function sectorNamed(name: string | undefined): Sector | undefined {
    if (name === undefined) return undefined
    let sector = sectors.get(name)
    if (sector !== undefined) return sector
    sector = { name, net: createSum(), gross: createSum(), held: 0, size: 0, slot: 0 }
    sectors.set(name, sector)
    bySector.add(sector)
    return sector
  }

  /** Takes the old value out of every sum and puts the new one in. */
  function revalue(row: Row, value: number): void {
    const before = row.value
    const size = Math.abs(value)
    addTo(net, -before)
    addTo(net, value)
    addTo(gross, -row.size)
    addTo(gross, size)
    const { sector } = row
    if (sector !== undefined) {
      addTo(sector.net, -before)
      addTo(sector.net, value)
      addTo(sector.gross, -row.size)
      addTo(sector.gross, size)
      sector.size = totalOf(sector.gross)
      bySector.update(sector)
    }
    row.value = value
    row.size = size
    byValue.update(row)
  }

  function takeCost(row: Row, { cost: after, margined }: Pick<Holding, 'cost' | 'margined'>): void {
    addTo(cost, -row.cost)
    addTo(cost, after)
    if (row.margined) addTo(marginedCost, -row.cost)
    if (margined) addTo(marginedCost, after)
    row.cost = after
    row.margined = margined
  }

  function begin(instrument: InstrumentId, { price, isAssumed, time }: FirstPrice): Row {
    const row: Row = {
      instrument,
      exposure: 0,
      cost: 0,
      margined: false,
      price,
      value: 0,
      size: 0,
      isAssumed,
      seenAt: time,
      quotedAt: Number.NEGATIVE_INFINITY,
      suspect: undefined,
      sector: sectorNamed(sectorOf?.(instrument)),
      name: instrument,
      slot: 0,
      older: undefined,
      newer: undefined,
    }
    rows.set(instrument, row)
    if (isAssumed) assumed++
    if (row.sector !== undefined) row.sector.held++
    byValue.add(row)
    byAge.add(row)
    return row
  }

  return {
    rows,
    sectors,
    get net() {
      return totalOf(net)
    },
    get gross() {
      return totalOf(gross)
    },
    get cost() {
      return totalOf(cost)
    },
    get marginedCost() {
      return totalOf(marginedCost)
    },
    get largest() {
      return byValue.top
    },
    get largestSector() {
      return bySector.top
    },
    get oldest() {
      return byAge.oldest
    },
    get assumed() {
      return assumed
    },
    hold(instrument, holding, first) {
      const row = rows.get(instrument) ?? begin(instrument, first)
      takeCost(row, holding)
      row.exposure = holding.exposure
      revalue(row, holding.exposure * row.price)
    },
    drop(instrument) {
      const row = rows.get(instrument)
      if (row === undefined) return
      takeCost(row, { cost: 0, margined: false })
      revalue(row, 0)
      byValue.remove(row)
      byAge.remove(row)
      rows.delete(instrument)
      if (row.isAssumed) assumed--
      if (rows.size === 0) for (const sum of sums) clear(sum)
      const { sector } = row
      if (sector === undefined || --sector.held > 0) return
      bySector.remove(sector)
      sectors.delete(sector.name)
    },
    mark(row, price) {
      const before = row.value
      const value = row.exposure * price
      row.price = price
      revalue(row, value)
      return value - before
    },
    see(row, now) {
      row.seenAt = now
      if (row.isAssumed) assumed--
      row.isAssumed = false
      byAge.renew(row)
    },
    save() {
      const saved: SavedRow[] = []
      for (let row = byAge.oldest; row !== undefined; row = row.newer)
        saved.push([
          row.instrument,
          row.exposure,
          row.cost,
          row.margined,
          row.price,
          row.isAssumed,
          row.seenAt,
          Number.isFinite(row.quotedAt) ? row.quotedAt : null,
          row.suspect ?? null,
        ])
      return {
        rows: saved,
        sums: sums.map(pairOf),
        sectors: Array.from(
          sectors.values(),
          ({ name, ...of }) => [name, pairOf(of.net), pairOf(of.gross)] as const,
        ).sort(([a], [b]) => (a < b ? -1 : 1)),
      }
    },
    restore(saved) {
      for (const [instrument, exposure, paid, margined, price, isAssumed, time, quotedAt, suspect] of saved.rows) {
        const row = begin(instrument, { price, isAssumed, time })
        takeCost(row, { cost: paid, margined })
        row.exposure = exposure
        row.quotedAt = quotedAt ?? Number.NEGATIVE_INFINITY
        row.suspect = suspect ?? undefined
        revalue(row, exposure * price)
      }
      for (const [i, pair] of saved.sums.entries()) take(sums[i]!, pair)
      for (const [name, ofNet, ofGross] of saved.sectors) {
        const sector = sectors.get(name)
        if (sector === undefined) continue
        take(sector.net, ofNet)
        take(sector.gross, ofGross)
      }
    },
  }
}

function pairOf({ high, low }: Sum): readonly [number, number] {
  return [high, low]
}

function take(sum: Sum, [high, low]: readonly [number, number]): void {
  sum.high = high
  sum.low = low
}
