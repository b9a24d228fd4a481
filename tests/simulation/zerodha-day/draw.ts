import {
  type Instrument,
  type Order,
  type OrderChange,
  type OrderRequest,
  type Product,
  roundToTick,
} from '@shagun/core'
import { isOpen } from '../../../packages/core/src/model/order.ts'
import { listed } from './listed.ts'

/** Orders and changes as somebody might want them, drawn around the last prices. */
export interface Draw {
  instrument(): Instrument
  request(priceOf: (instrument: Instrument) => number): OrderRequest
  change(order: Order, price: number): OrderChange
  /** Of several that are open, one; of none, any that there was. */
  order(orders: ReadonlyMap<unknown, Order>): Order | undefined
  outside(): {
    readonly instrument: Instrument['id']
    readonly side: 'buy' | 'sell'
    readonly quantity: number
    readonly product: Product
  }
}

export function createDraw(random: () => number): Draw {
  const upTo = (n: number): number => Math.floor(random() * n)
  const between = (from: number, to: number): number => from + upTo(to - from + 1)
  const oneOf = <T>(list: readonly T[]): T => list[upTo(list.length)]!
  const happens = (probability: number): boolean => random() < probability
  const side = (): 'buy' | 'sell' => oneOf(['buy', 'sell'])

  function quantityOf(instrument: Instrument): number {
    const lot = instrument.lotSize.toNumber()
    if (lot === 1) return between(1, 60)
    // Now and then more than the exchange takes at once, which Kite slices.
    return lot * (happens(0.03) ? between(28, 60) : between(1, 5))
  }

  /** Now and then one that Kite does not take there. */
  function productOf({ kind }: Instrument): Product {
    if (happens(0.01)) return kind === 'equity' ? 'carryforward' : 'delivery'
    return kind === 'equity'
      ? oneOf(['delivery', 'delivery', 'intraday', 'margin'])
      : oneOf(['carryforward', 'intraday'])
  }

  const draw: Draw = {
    instrument: () => listed[happens(0.4) ? 0 : upTo(listed.length)]!.instrument,
    request(priceOf) {
      const instrument = draw.instrument()
      const price = priceOf(instrument)
      const at = (ticks: number) => roundToTick(instrument, price + ticks * 0.05)
      const buys = happens(0.52)
      const away = (ticks: number) => at(buys ? ticks : -ticks)
      const terms = {
        instrument: instrument.id,
        side: buys ? ('buy' as const) : ('sell' as const),
        quantity: quantityOf(instrument),
        product: productOf(instrument),
      }
      const timeInForce = happens(0.2) ? ('ioc' as const) : ('day' as const)
      const kind = random()
      if (kind < 0.5) return { ...terms, timeInForce, type: 'limit', limitPrice: at(between(-12, 12)) }
      if (kind < 0.75) return { ...terms, timeInForce, type: 'market' }
      // Mostly on the side of the market where a stop may wait.
      const stop = happens(0.92) ? between(1, 15) : between(-6, 0)
      if (kind < 0.87) return { ...terms, type: 'stop', stopPrice: away(stop) }
      const limit = stop + (happens(0.95) ? between(0, 10) : between(-4, -1))
      return { ...terms, type: 'stop-limit', stopPrice: away(stop), limitPrice: away(limit) }
    },
    change({ terms, filledQuantity }, price) {
      const { instrument } = listed.find((each) => each.instrument.id === terms.instrument)!
      const at = (ticks: number) => roundToTick(instrument, price + ticks * 0.05)
      const what = upTo(4)
      const sign = terms.side === 'buy' ? 1 : -1
      return {
        ...((what === 0 || what === 3) && {
          quantity: happens(0.5) ? quantityOf(instrument) : filledQuantity.plus(quantityOf(instrument)),
        }),
        ...(what > 0 && 'limitPrice' in terms && { limitPrice: at(between(-10, 10)) }),
        ...(what === 2 && 'stopPrice' in terms && { stopPrice: at(sign * between(1, 12)) }),
      }
    },
    order(orders) {
      const open = [...orders.values()].filter(isOpen)
      return open.length > 0 ? oneOf(open) : oneOf([...orders.values()].slice(-20))
    },
    outside() {
      const instrument = draw.instrument()
      const product = instrument.kind === 'equity' ? oneOf(['delivery', 'intraday'] as const) : 'carryforward'
      return { instrument: instrument.id, side: side(), quantity: quantityOf(instrument), product }
    },
  }
  return draw
}
