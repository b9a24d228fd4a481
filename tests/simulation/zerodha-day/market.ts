import type { FakeKite } from '@shagun/broker-zerodha/testing'
import type { Instrument, InstrumentId, Order, Timers, Trader } from '@shagun/core'
import type { Draw } from './draw.ts'
import { listed } from './listed.ts'
import type { Mishaps } from './mishaps.ts'
import { briefly, type Record } from './record.ts'

/** What the account, the market and chance do, one thing after the other. */
export interface Market {
  /** Something happens: mostly an order or a trade of others. */
  step(trader: Trader): void
  place(trader: Trader): void
  /** Others trade somewhere near. */
  walk(): void
}

export interface MarketOptions {
  readonly fake: FakeKite
  readonly draw: Draw
  readonly mishaps: Mishaps
  readonly timers: Timers
  readonly random: () => number
  readonly record: Record
  readonly placedOutside: (order: ReturnType<Draw['outside']>) => void
}

export function createMarket({ fake, draw, mishaps, timers, random, record, placedOutside }: MarketOptions): Market {
  const { note, count, attempt } = record
  const last = new Map<InstrumentId, number>(listed.map(({ instrument, price }) => [instrument.id, price]))
  /** How much of what happens goes wrong. */
  const wildness = 0.01 + 0.09 * random()
  const priceOf = ({ id }: Pick<Instrument, 'id'>): number => last.get(id)!
  for (const { instrument, price } of listed) fake.print(instrument.id, price, 1_000)

  function print(id: InstrumentId, price: number): void {
    last.set(id, price)
    note(`print ${id} at ${price}`)
    fake.print(id, price, 1 + Math.floor(random() * 400))
  }

  function walk(): void {
    const instrument = draw.instrument()
    const price = priceOf(instrument) + Math.round((random() - 0.5) * 10) * 0.05
    print(instrument.id, Math.round(price * 100) / 100)
  }

  function place(trader: Trader): void {
    const request = draw.request(priceOf)
    count(`asked ${request.type} ${request.timeInForce ?? 'day'}`)
    attempt('place', briefly(request), () => trader.place(request))
  }

  function modify(trader: Trader): void {
    const order = draw.order(trader.view.orders)
    if (order === undefined) return
    const { clientOrderId, instrument } = order.terms
    const change = draw.change(order, priceOf({ id: instrument }))
    if (Object.keys(change).length === 0) return
    attempt('modify', `${clientOrderId} ${briefly(change)}`, () => trader.modify(clientOrderId, change))
  }

  /** A trade may fill it, on either side of the cancel. */
  function cancel(trader: Trader): void {
    const order: Order | undefined = draw.order(trader.view.orders)
    if (order === undefined) return
    const { terms } = order
    if ('limitPrice' in terms && random() < 0.5)
      timers.after(Math.floor(random() * 200), () => print(terms.instrument, terms.limitPrice.toNumber()))
    attempt('cancel', terms.clientOrderId, () => trader.cancel(terms.clientOrderId))
  }

  function tradeOutside(): void {
    const order = draw.outside()
    note(`outside ${briefly(order)}`)
    count('outside')
    fake.placeOutside(order)
    placedOutside(order)
  }

  return {
    place,
    walk,
    step(trader) {
      const what = random()
      // Now and then more at once than Kite takes in a second.
      if (what < 0.4) for (let left = random() < 0.03 ? 12 : 1; left > 0; left--) place(trader)
      else if (what < 0.52) modify(trader)
      else if (what < 0.64) cancel(trader)
      else if (what < 0.65) tradeOutside()
      else if (what < 1 - wildness) walk()
      else note(`! ${mishaps.begin()}`)
    },
  }
}
