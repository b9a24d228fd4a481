import type { Decimal } from '@shagun/core'
import type { Exchange } from '../exchange/exchange.ts'
import { none, worth } from '../exchange/listing.ts'
import type { Row } from '../wire/reply.ts'
import type { Account } from './account.ts'
import type { Held } from './ledger.ts'

/** `net` is what is held, `day` what today alone made of it. Rows stay when nothing is left. */
export function positionRows(
  { ledger }: Account,
  exchange: Exchange,
): { readonly net: readonly Row[]; readonly day: readonly Row[] } {
  const today = ledger.list().filter(({ dayBuy, daySell }) => dayBuy > 0 || daySell > 0)
  const carried = ledger.list().filter((held) => !today.includes(held) && carriedOf(held) !== 0)
  return {
    net: [...carried, ...today].map((held) => rowOf(held, exchange, carriedOf(held))),
    day: today.map((held) => rowOf(held, exchange, 0)),
  }
}

/** What lies in the depository is a holding, and no position. */
function carriedOf({ product, overnight }: Held): number {
  return product === 'CNC' || product === 'MTF' ? 0 : overnight
}

/** 29 fields. */
function rowOf(held: Held, exchange: Exchange, overnight: number): Row {
  const { listed, product, dayBuy, dayBuyValue, daySell, daySellValue } = held
  const { last = none, close } = exchange.lineOf(listed)
  const carried = overnight === 0 ? none : held.overnightCost.abs()
  const marked = worth(listed, close, Math.abs(overnight))
  const buy = { quantity: dayBuy + Math.max(0, overnight), value: dayBuyValue.plus(overnight > 0 ? carried : none) }
  const sell = { quantity: daySell + Math.max(0, -overnight), value: daySellValue.plus(overnight < 0 ? carried : none) }
  const buyM2m = dayBuyValue.plus(overnight > 0 ? marked : none)
  const sellM2m = daySellValue.plus(overnight < 0 ? marked : none)
  const quantity = buy.quantity - sell.quantity
  const open = worth(listed, last, quantity)
  const pnl = sell.value.minus(buy.value).plus(open)
  const priceOf = (side: { readonly quantity: number; readonly value: Decimal }): Decimal =>
    side.quantity === 0 ? none : side.value.div(side.quantity).div(listed.instrument.multiplier)
  return {
    tradingsymbol: listed.row.tradingsymbol,
    exchange: listed.row.exchange,
    instrument_token: listed.token,
    product,
    quantity,
    overnight_quantity: overnight,
    multiplier: listed.instrument.multiplier.toNumber(),
    average_price: quantity === 0 ? 0 : priceOf(quantity > 0 ? buy : sell).toNumber(),
    close_price: close.toNumber(),
    last_price: last.toNumber(),
    value: sell.value.minus(buy.value).toNumber(),
    pnl: pnl.toNumber(),
    m2m: sellM2m.minus(buyM2m).plus(open).toNumber(),
    unrealised: pnl.minus(held.realizedToday).toNumber(),
    realised: held.realizedToday.toNumber(),
    buy_quantity: buy.quantity,
    buy_price: priceOf(buy).toNumber(),
    buy_value: buy.value.toNumber(),
    buy_m2m: buyM2m.toNumber(),
    sell_quantity: sell.quantity,
    sell_price: priceOf(sell).toNumber(),
    sell_value: sell.value.toNumber(),
    sell_m2m: sellM2m.toNumber(),
    day_buy_quantity: dayBuy,
    day_buy_price: priceOf({ quantity: dayBuy, value: dayBuyValue }).toNumber(),
    day_buy_value: dayBuyValue.toNumber(),
    day_sell_quantity: daySell,
    day_sell_price: priceOf({ quantity: daySell, value: daySellValue }).toNumber(),
    day_sell_value: daySellValue.toNumber(),
  }
}
