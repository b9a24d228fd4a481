import type { Timestamp } from '@shagun/core'
import type { Line } from '../exchange/line.ts'
import { circuit } from '../orders/back-office.ts'
import { istText } from '../wire/ist.ts'
import type { Row } from '../wire/reply.ts'
import { tickOf } from './ticks.ts'

/** As `/quote/ltp` has it. */
export function ltpRow(line: Line): Row {
  return { instrument_token: line.listed.token, last_price: line.last?.toNumber() ?? 0 }
}

/** As `/quote/ohlc` has it; `close` is that of the day before. */
export function ohlcRow(line: Line): Row {
  const { open, high, low, close } = tickOf(line)
  return { ...ltpRow(line), ohlc: { open, high, low, close } }
}

/** As `/quote` has it. Nothing is traded in an index, so there is no depth of it. */
export function quoteRow(line: Line, now: Timestamp): Row {
  const tick = tickOf(line)
  const change = tick.close === 0 || tick.lastPrice === 0 ? 0 : tick.lastPrice - tick.close
  const shared = { ...ohlcRow(line), timestamp: istText(line.changedAt ?? now), net_change: change }
  if (line.listed.isIndex) return shared
  const [lower, upper] = circuit(line)
  return {
    ...shared,
    last_trade_time: tick.lastTradeAt === undefined ? null : istText(tick.lastTradeAt),
    last_quantity: tick.lastQuantity,
    buy_quantity: tick.buyQuantity,
    sell_quantity: tick.sellQuantity,
    volume: tick.volume,
    average_price: tick.averagePrice,
    oi: tick.oi,
    oi_day_high: tick.oiDayHigh,
    oi_day_low: tick.oiDayLow,
    lower_circuit_limit: lower.toNumber(),
    upper_circuit_limit: upper.toNumber(),
    depth: { buy: fiveOf(tick.bids), sell: fiveOf(tick.asks) },
  }
}

/** Always five levels: those that are not there are zeros. */
function fiveOf(levels: ReturnType<typeof tickOf>['bids']) {
  return Array.from({ length: 5 }, (_, i) => levels[i] ?? { price: 0, quantity: 0, orders: 0 })
}
