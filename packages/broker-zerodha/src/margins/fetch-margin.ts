import { Decimal, type DecimalInput, exchangeOf, type OrderRequest, ShagunError, symbolOf } from '@shagun/core'
import type { KiteClient } from '../client/kite-client.ts'
import { type KiteTerms, kiteOrderType, kiteProduct, kiteSide } from '../orders/words.ts'
import { type ZerodhaSupports, zerodhaSupports } from '../supports.ts'
import { readAvailable, readBasket, type ZerodhaMargin } from './read-margin.ts'

/** How margins are worked out. */
export interface MarginOptions {
  /** Whether the positions there are offset the orders. Default: yes. */
  readonly considersPositions?: boolean
}

type Asked = OrderRequest<ZerodhaSupports> | KiteTerms
type Asking = Parameters<KiteClient['ask']>[1]

/** Asks Kite's calculator about orders as one basket, and what is there to pay for them. */
export async function fetchMargin(
  client: KiteClient,
  orders: readonly Asked[],
  { considersPositions = true }: MarginOptions = {},
  how?: Asking,
): Promise<ZerodhaMargin> {
  const basket = orders.map(paramsOf)
  if (basket.length === 0) throw noOrders()
  const [margins, funds] = await Promise.all([
    // All of it: a compact answer tells no charges.
    client.read(
      'margins of orders',
      (kite) => kite.orderBasketMargins(basket as never, considersPositions, null as never),
      how,
    ),
    client.read('margins', (kite) => kite.getMargins(), how),
  ])
  const needed = readBasket(
    margins,
    orders.map(({ instrument }) => instrument),
  )
  return { ...needed, available: readAvailable(funds, orders.some(isCommodity)) }
}

/** Unlike all other routes this one takes JSON, and numbers in it. */
function paramsOf(order: Asked): Readonly<Record<string, string | number>> {
  const { instrument, side, type, quantity, product = zerodhaSupports.products[0] } = order
  return {
    exchange: exchangeOf(instrument),
    tradingsymbol: symbolOf(instrument),
    transaction_type: kiteSide[side],
    variety: 'regular',
    product: kiteProduct[product],
    order_type: kiteOrderType[type],
    quantity: numberOf('quantity', quantity),
    price: 'limitPrice' in order ? numberOf('limitPrice', order.limitPrice) : 0,
    trigger_price: 'stopPrice' in order ? numberOf('stopPrice', order.stopPrice) : 0,
  }
}

function isCommodity({ instrument }: Pick<OrderRequest, 'instrument'>): boolean {
  return exchangeOf(instrument) === 'MCX'
}

function numberOf(field: string, input: DecimalInput): number {
  const number = Number(input instanceof Decimal ? input.toFixed() : input)
  if (number > 0 && number < Number.POSITIVE_INFINITY) return number
  const [value, expected] = [String(input), 'a number above 0']
  throw new ShagunError('invalid-order', `${field} is ${value}; expected ${expected}.`, {
    details: { field, value, expected },
  })
}

function noOrders(): ShagunError {
  const expected = 'one order or more'
  return new ShagunError('invalid-options', `There are no orders to work out the margin of; expected ${expected}.`, {
    details: { option: 'orders', value: '[]', expected },
  })
}
