import { type InstrumentId, seededRandom } from '@shagun/core'
import { describe, expect, it } from 'vitest'
import { createExposures, type Exposures, type Holding } from './exposures.ts'

const idOf = (i: number): InstrumentId => `X:STOCK${i}`
const sectorNames = ['bank', 'it', 'oil', 'auto', 'pharma', undefined] as const
const sectorOf = (id: InstrumentId) => sectorNames[Number(id.slice('X:STOCK'.length)) % sectorNames.length]

/** What is held and what it costs, in plain columns that are added up anew each time. */
function createTruth(count: number) {
  const held = new Map<InstrumentId, Holding & { price: number }>()
  const add = (of: (row: Holding & { price: number }) => number, ids = [...held.keys()]) =>
    exactSum(ids.map((id) => of(held.get(id)!)))
  const worth = ({ exposure, price }: Holding & { price: number }) => exposure * price
  return {
    held,
    count,
    sums: () => ({
      net: add(worth),
      gross: add((row) => Math.abs(worth(row))),
      cost: add(({ cost }) => cost),
      marginedCost: add(({ cost, margined }) => (margined ? cost : 0)),
      largest: Math.max(0, ...[...held.values()].map((row) => Math.abs(worth(row)))),
    }),
    sector(name: string) {
      const ids = [...held.keys()].filter((id) => sectorOf(id) === name)
      return { net: add(worth, ids), gross: add((row) => Math.abs(worth(row)), ids) }
    },
  }
}

/** In 2^-60ths of a unit, of which every one of these floats is a whole number, near enough; bigints lose nothing. */
function exactSum(values: readonly number[]): number {
  return Number(values.reduce((sum, value) => sum + BigInt(Math.round(value * 2 ** 60)), 0n)) / 2 ** 60
}

/** Prices, fills, positions that end and begin. */
function walk(exposures: Exposures, count: number, steps: number, seed: number) {
  const random = seededRandom(seed)
  const truth = createTruth(count)
  const drawPrice = (): number => 3000 * random() + 0.05
  for (let step = 0; step < steps; step++) {
    const id = idOf(Math.floor(random() * count))
    const row = exposures.rows.get(id)
    if (row !== undefined && random() < 0.9) {
      const price = drawPrice()
      truth.held.get(id)!.price = price
      exposures.mark(row, price)
      if (random() < 0.5) exposures.see(row, step)
    } else if (row !== undefined && random() < 0.3) {
      truth.held.delete(id)
      exposures.drop(id)
    } else {
      const exposure = Math.floor(random() * 2000 - 1000)
      const price = row?.price ?? drawPrice()
      const holding = { exposure, cost: exposure * price, margined: random() < 0.3 }
      truth.held.set(id, { ...holding, price })
      exposures.hold(id, holding, { price, isAssumed: false, time: step })
    }
  }
  return truth
}

function sumsOf({ net, gross, cost, marginedCost, largest }: Exposures) {
  return { net, gross, cost, marginedCost, largest: largest?.size ?? 0 }
}

describe('exposures', () => {
  it('equal a full recomputation after a million ticks and fills, to 1e-9', () => {
    const exposures = createExposures(sectorOf)
    const truth = walk(exposures, 200, 1_000_000, 7)
    const expected = truth.sums()
    for (const [key, value] of Object.entries(sumsOf(exposures)))
      expect(Math.abs(value - expected[key as keyof typeof expected]), key).toBeLessThanOrEqual(1e-9)
    for (const name of ['bank', 'it', 'oil', 'auto', 'pharma']) {
      const sector = exposures.sectors.get(name)!
      const { net, gross } = truth.sector(name)
      expect(Math.abs(sector.size - gross)).toBeLessThanOrEqual(1e-9)
      expect(Math.abs(sector.net.high + sector.net.low - net)).toBeLessThanOrEqual(1e-9)
    }
    const largest = Math.max(...[...exposures.sectors.values()].map(({ size }) => size))
    expect(exposures.largestSector?.size).toBe(largest)
  })

  it('know the largest, the oldest and how many are held at every step', () => {
    const exposures = createExposures(sectorOf)
    for (let seed = 1; seed <= 30; seed++) {
      const truth = walk(exposures, 12, 60, seed)
      expect(exposures.rows.size).toBe(truth.held.size)
      expect(exposures.largest?.size ?? 0).toBe(truth.sums().largest)
      const times = [...exposures.rows.values()].map(({ seenAt }) => seenAt)
      if (times.length > 0) expect(exposures.oldest!.seenAt).toBe(Math.min(...times))
      for (const id of [...exposures.rows.keys()]) exposures.drop(id)
      // To the last bit: nothing is held, so nothing is left.
      expect(sumsOf(exposures)).toEqual({ net: 0, gross: 0, cost: 0, marginedCost: 0, largest: 0 })
      expect([...exposures.sectors]).toEqual([])
      expect(exposures.oldest).toBeUndefined()
    }
  })

  it('touch as few rows a tick with 5,000 instruments as with 10', () => {
    const touched = (count: number): number => {
      const exposures = createExposures(sectorOf)
      for (let i = 0; i < count; i++)
        exposures.hold(
          idOf(i),
          { exposure: 100, cost: 0, margined: false },
          { price: 100 + ((i * 7919) % 1000), isAssumed: false, time: 0 },
        )
      let reads = 0
      for (const row of exposures.rows.values()) {
        let { size } = row
        Object.defineProperty(row, 'size', {
          get: () => {
            reads++
            return size
          },
          set: (now: number) => (size = now),
        })
      }
      const random = seededRandom(3)
      const ticks = 20_000
      for (let tick = 0; tick < ticks; tick++) {
        const row = exposures.rows.get(idOf(Math.floor(random() * count)))!
        exposures.mark(row, row.price * (0.999 + 0.002 * random()))
        exposures.see(row, tick)
      }
      return reads / ticks
    }
    const [few, many] = [touched(10), touched(5_000)]
    // A scan of 5,000 rows would read hundreds of times as many.
    expect(many).toBeLessThan(few + 4)
    expect(many).toBeLessThan(20)
  })

  it('go on from what was saved as if nothing had been between, to the bit', () => {
    const first = createExposures(sectorOf)
    walk(first, 40, 5_000, 11)
    const second = createExposures(sectorOf)
    second.restore(JSON.parse(JSON.stringify(first.save())))
    expect(JSON.stringify(second.save())).toBe(JSON.stringify(first.save()))
    for (const exposures of [first, second]) {
      const random = seededRandom(12)
      for (const id of [...exposures.rows.keys()].sort()) {
        const row = exposures.rows.get(id)!
        exposures.mark(row, 0.1 + random())
        exposures.see(row, 6_000)
      }
    }
    expect(JSON.stringify(second.save())).toBe(JSON.stringify(first.save()))
    expect(sumsOf(second)).toEqual(sumsOf(first))
  })
})
