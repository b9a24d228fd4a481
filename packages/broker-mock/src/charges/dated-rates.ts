import { Decimal, type Side } from '@shagun/core'
import type { ChargedMarket, ChargeName, ChargeRate, ChargeTable } from './charge-rate.ts'

/** A rate as it is counted with; what nobody charges is 0. */
export interface RateInForce {
  /** Of a rupee. */
  readonly share: Decimal | undefined
  readonly rupees: Decimal | undefined
  readonly untaxed: boolean
  readonly ofSettlementValue: boolean
}

/** The rates of one day. */
export interface DatedRates {
  rateOf(charge: ChargeName, market: ChargedMarket, side: Side): RateInForce
  /** What is not known of that day, and what was taken instead. It grows with what is asked for. */
  readonly remarks: ReadonlySet<string>
}

/** @param date - in India, such as `2026-04-01` */
export function ratesOn(date: string, { rates, knownUntil }: ChargeTable): DatedRates {
  const found = new Map<string, RateInForce>()
  const remarks = new Set<string>()
  if (date > knownUntil)
    remarks.add(`No change of charges after ${knownUntil} is known; what was in force then was taken.`)

  function find(charge: ChargeName, market: ChargedMarket, side: Side): ChargeRate | undefined {
    const there = rates.filter((rate) => rate.charge === charge && isFor(rate, market, side))
    // What is for some goes before what is for all, as far as it is in force.
    const sorts = [there.filter(({ only }) => only !== undefined), there.filter(({ only }) => only === undefined)]
    for (const sort of sorts) {
      const begun = sort.filter(({ from }) => from <= date)
      // What stands later in the list was told later.
      if (begun.length > 0) return begun.reduce((latest, rate) => (rate.from >= latest.from ? rate : latest))
    }
    const [first, ...others] = sorts.find((sort) => sort.length > 0) ?? []
    if (first === undefined) return undefined
    const earliest = others.reduce((known, rate) => (rate.from <= known.from ? rate : known), first)
    const { exchange, segment } = market
    remarks.add(
      `The charge '${charge}' for ${segment} at ${exchange} is not known before ${earliest.from}; what it was then was taken.`,
    )
    return earliest
  }

  return {
    remarks,
    rateOf(charge, market, side) {
      const key = `${charge} ${market.exchange} ${market.segment} ${side} ${market.name}`
      const known = found.get(key)
      if (known !== undefined) return known
      const rate = inForce(find(charge, market, side))
      found.set(key, rate)
      return rate
    },
  }
}

function isFor(rate: ChargeRate, { exchange, segment, name }: ChargedMarket, side: Side): boolean {
  const { on, segments, only } = rate
  if (on !== undefined && !on.includes(exchange)) return false
  if (segments === undefined ? segment === 'exercise' : !segments.includes(segment)) return false
  if (rate.side !== undefined && rate.side !== side) return false
  return only === undefined || (name !== undefined && only.includes(name))
}

function inForce(rate: ChargeRate | undefined): RateInForce {
  return {
    share: rate?.percent === undefined ? undefined : new Decimal(rate.percent).div(100),
    rupees: rate?.rupees === undefined ? undefined : new Decimal(rate.rupees),
    untaxed: rate?.untaxed === true,
    ofSettlementValue: rate?.base === 'settlement-value',
  }
}
