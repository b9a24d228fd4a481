import type { InstrumentId, JournalEvent, Json, RiskRule, Timestamp } from '@shagun/core'
import { invalidOption } from '../invalid.ts'
import { toNumber } from '../numbers.ts'
import { readCount } from '../options.ts'
import { createFillReader } from './fill-reader.ts'
import { onlyReduces } from './reach.ts'
import { type DayOptions, dayStart } from './trading-day.ts'

/**
 * After `limit` round trips in a row that lost money, denies what could open or enlarge a position, for the rest of the day.
 *
 * A round trip is a position in an instrument from flat to flat, or to the other side; it lost where what came in was less than
 * what was paid, fees included. One that gained, or came out even, begins the count anew, and so does a new day. What can
 * only reduce a position passes. It counts what has happened: open orders lose nothing yet.
 * What the broker's books add to a position counts at their average price, and a price that is corrected once its round trip
 * is over changes nothing any more.
 *
 * @param limit - a number of round trips, above 0
 * @throws ShagunError `invalid-options` where the limit is not a whole number above 0
 * @example
 * ```ts
 * import { nse, type RiskRule } from '@shagun/core'
 * import { maxConsecutiveLosses } from '@shagun/risk'
 *
 * const rules: RiskRule[] = [maxConsecutiveLosses(3, { calendar: nse() })]
 * ```
 */
export function maxConsecutiveLosses(limit: number, options: DayOptions = {}): RiskRule {
  const { calendar, name = 'max-consecutive-losses' } = options
  if (readCount('maxConsecutiveLosses', 'limit', limit) === 0)
    throw invalidOption('maxConsecutiveLosses', 'limit', limit, 'a whole number above 0')
  const trips = new Map<InstrumentId, Trip>()
  const multipliers = new Map<InstrumentId, number>()
  const fills = createFillReader()
  let losses = 0
  let day = Number.NEGATIVE_INFINITY

  function turn(now: Timestamp): void {
    const start = dayStart(now, calendar)
    if (start <= day) return
    day = start
    losses = 0
  }

  /** @param quantity - below 0 for a sale */
  function trade(instrument: InstrumentId, quantity: number, price: number, fees: number): void {
    const money = (multipliers.get(instrument) ?? 1) * price
    const before = trips.get(instrument) ?? { quantity: 0, flow: 0 }
    const exact = before.quantity + quantity
    // Floats of fractions leave a little where nothing is left.
    const after = Math.abs(exact) < 1e-9 * Math.abs(quantity) ? 0 : exact
    const closes = before.quantity * quantity < 0 && Math.sign(after) !== Math.sign(before.quantity)
    if (!closes) {
      trips.set(instrument, { quantity: after, flow: before.flow - quantity * money - fees })
      return
    }
    const share = -before.quantity / quantity
    const profit = before.flow + before.quantity * money - share * fees
    losses = profit < -1e-9 * Math.abs(before.quantity * money) ? losses + 1 : 0
    if (after === 0) trips.delete(instrument)
    else trips.set(instrument, { quantity: after, flow: -after * money - (1 - share) * fees })
  }

  function observe(event: JournalEvent): void {
    const traded = fills.read(event)
    if (traded !== undefined) {
      const { instrument, quantity, price, fees, better, lessFees } = traded
      turn(event.time)
      const trip = trips.get(instrument)
      const more = (multipliers.get(instrument) ?? 1) * better + lessFees
      if (trip !== undefined) trips.set(instrument, { ...trip, flow: trip.flow + more })
      if (quantity !== 0) trade(instrument, quantity, price, fees)
      return
    }
    switch (event.type) {
      case 'instrument.registered':
        multipliers.set(event.instrument, toNumber(event.multiplier))
        return
      case 'position.reconciled': {
        const { instrument, averagePrice } = event.position
        const before = trips.get(instrument) ?? { quantity: 0, flow: 0 }
        const difference = event.difference.toNumber()
        const quantity = before.quantity + difference
        const money = (multipliers.get(instrument) ?? 1) * averagePrice.toNumber()
        if (Math.abs(quantity) < 1e-9 * Math.abs(difference)) trips.delete(instrument)
        else trips.set(instrument, { quantity, flow: before.flow - difference * money })
        return
      }
      case 'position.adjusted': {
        const trip = trips.get(event.instrument)
        if (trip === undefined) return
        const amount = trip.quantity * (event.amount?.toNumber() ?? 0)
        trips.set(event.instrument, {
          quantity: trip.quantity * (event.ratio?.toNumber() ?? 1),
          flow: trip.flow + amount,
        })
      }
    }
  }

  return {
    name,
    observe,
    check(intent, view) {
      turn(view.now)
      if (losses < limit || onlyReduces(intent, view)) return undefined
      const reason = `The last ${losses} round trips lost money and the limit is ${limit}, so only orders that reduce a position pass today.`
      return { rule: name, reason, limit, actual: losses }
    },
    reset() {
      trips.clear()
      multipliers.clear()
      fills.reset()
      losses = 0
      day = Number.NEGATIVE_INFINITY
    },
    save(): Json {
      return {
        trips: [...trips].map(([instrument, { quantity, flow }]) => [instrument, quantity, flow]),
        multipliers: [...multipliers],
        fills: fills.save(),
        losses,
        ...(Number.isFinite(day) && { day }),
      }
    },
    restore(saved) {
      const kept = saved as unknown as Saved
      for (const [instrument, quantity, flow] of kept.trips) trips.set(instrument, { quantity, flow })
      for (const [instrument, multiplier] of kept.multipliers) multipliers.set(instrument, multiplier)
      fills.restore(kept.fills)
      ;({ losses, day = day } = kept)
    },
  }
}

/** A position since it was flat: what is held, and the money that came in less what was paid. */
interface Trip {
  readonly quantity: number
  readonly flow: number
}

interface Saved {
  readonly trips: readonly (readonly [InstrumentId, number, number])[]
  readonly multipliers: readonly (readonly [InstrumentId, number])[]
  readonly fills: Json
  readonly losses: number
  readonly day?: Timestamp
}
