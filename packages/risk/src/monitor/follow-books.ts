import type { AccountView, Decimal, InstrumentId, JournalEvent, JournalEventOf, Timestamp } from '@shagun/core'
import type { Exposures, FirstPrice, Holding } from './exposures.ts'
import { isNear, isPrice, type TickFilter } from './judge-tick.ts'
import type { Profit } from './profit.ts'

/** Keeps exposures and profit in step with the account's own books, one event at a time. */
export interface BookFollower {
  /** Called when the account's state has the event already. */
  observe(event: JournalEvent): void
  /** Called in its place where the account cannot be looked at yet. */
  observeFacts(event: JournalEvent): void
  /** Takes over what the account holds already; it is capital, and nobody's profit. */
  readAll(now: Timestamp): void
  /** What prices have changed; equity follows, as something earned. */
  earn(): void
  readonly equity: number
  save(): SavedFollower
  restore(saved: SavedFollower): void
}

type Facts = readonly [multiplier: number, margined: boolean, provisional: boolean]

export interface SavedFollower {
  readonly cash: number
  readonly facts: readonly (readonly [InstrumentId, ...Facts])[]
}

export function createBookFollower({
  exposures,
  profit,
  view,
  filter,
}: {
  readonly exposures: Exposures
  readonly profit: Profit
  readonly view: () => AccountView
  readonly filter: TickFilter
}): BookFollower {
  const facts = new Map<InstrumentId, Facts>()
  let cash = 0

  function equityNow(): number {
    return cash + exposures.net - exposures.marginedCost
  }

  /** Takes over what is held now, and what cash there is. */
  function read(instrument: InstrumentId, time: Timestamp, fillPrice?: Decimal): void {
    cash = 0
    for (const amount of view().cash.values()) cash += amount.toNumber()
    const held = holdingOf(instrument)
    if (held === undefined) exposures.drop(instrument)
    else exposures.hold(instrument, held, firstPrice(instrument, held, time, fillPrice?.toNumber()))
  }

  function holdingOf(instrument: InstrumentId): Holding | undefined {
    const [multiplier, margined] = facts.get(instrument) ?? [1, false]
    let isHeld = false
    let exposure = 0
    let cost = 0
    for (const { quantity, averagePrice } of view().positions.get(instrument) ?? []) {
      if (quantity.isZero()) continue
      isHeld = true
      exposure += quantity.toNumber() * multiplier
      cost += quantity.times(averagePrice).toNumber() * multiplier
    }
    return isHeld ? { exposure, cost, margined } : undefined
  }

  /** The market's, where there is one and it is not absurd; else that of our own fill; else what the position cost. */
  function firstPrice(
    instrument: InstrumentId,
    { exposure, cost }: Holding,
    time: Timestamp,
    fillPrice: number | undefined,
  ): FirstPrice {
    const last = view().getQuote(instrument)?.last
    if (isPrice(last) && (fillPrice === undefined || isNear(last, fillPrice, filter)))
      return { price: last, isAssumed: false, time }
    if (fillPrice !== undefined) return { price: fillPrice, isAssumed: false, time }
    return { price: exposure === 0 ? 0 : cost / exposure, isAssumed: true, time }
  }

  /** What the broker's books bring is nobody's profit, though the account's own books count a part of it as that. */
  function bring(instrument: InstrumentId, time: Timestamp): void {
    const before = exposures.net - exposures.cost
    read(instrument, time)
    profit.rebase(exposures.net - exposures.cost - before)
    profit.shift(equityNow())
  }

  function adjust({ instrument, ratio, time }: JournalEventOf<'position.adjusted'>): void {
    const row = exposures.rows.get(instrument)
    if (row !== undefined && ratio !== undefined) exposures.mark(row, row.price / ratio.toNumber())
    read(instrument, time)
    profit.earn(equityNow())
  }

  /** @returns whether anything is known now that was not before */
  function register(event: JournalEventOf<'instrument.registered'>): boolean {
    const { instrument, kind, multiplier, provisional = false } = event
    const known = facts.get(instrument)
    if (known !== undefined && (provisional || !known[2])) return false
    facts.set(instrument, [multiplier.toNumber(), kind === 'future', provisional])
    return true
  }

  return {
    observeFacts(event) {
      if (event.type === 'instrument.registered') register(event)
    },
    readAll(now) {
      for (const instrument of new Set([...exposures.rows.keys(), ...view().positions.keys()])) bring(instrument, now)
      cash = 0
      for (const amount of view().cash.values()) cash += amount.toNumber()
      profit.shift(equityNow())
    },
    get equity() {
      return equityNow()
    },
    earn() {
      profit.earn(equityNow())
    },
    observe(event) {
      switch (event.type) {
        case 'instrument.registered': {
          const isNews = facts.has(event.instrument)
          return register(event) && isNews ? bring(event.instrument, event.time) : undefined
        }
        case 'order.filled':
        case 'fill.corrected':
          read(event.fill.instrument, event.time, event.fill.price)
          return profit.earn(equityNow())
        case 'position.adjusted':
          return adjust(event)
        case 'position.reconciled':
          return bring(event.position.instrument, event.time)
        case 'cash.adjusted':
          cash += event.amount.toNumber()
          return profit.shift(equityNow())
        case 'day.turned':
          // Where a price is only assumed, the account's books count differently, and the own figure is the better one.
          return profit.turnDay(exposures.assumed > 0 ? undefined : event.profit)
      }
    },
    save: () => ({ cash, facts: Array.from(facts, ([instrument, known]) => [instrument, ...known] as const) }),
    restore(saved) {
      cash = saved.cash
      for (const [instrument, ...known] of saved.facts) facts.set(instrument, known)
    },
  }
}
