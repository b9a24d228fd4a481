import { Buffer } from 'node:buffer'
import { lacksUnit } from '../currency.ts'
import { type Nameless, pricesOf, volumeOf } from '../quotes/parse-quote.ts'
import { decodePricingData } from './pricing-data.ts'

/** What a frame of the stream is: a quote of a symbol, something without prices, or nothing that can be read. */
export type Frame = { readonly symbol: string; readonly quote: Nameless } | 'no-prices' | 'unreadable'

/** Both forms: `{"type":"pricing","message":"<base64>"}`, and the bare base64 of the version before. */
export function parseFrame(data: string | Uint8Array): Frame {
  const text = typeof data === 'string' ? data.trim() : Buffer.from(data).toString('utf8').trim()
  if (!text.startsWith('{')) return parseMessage(text)
  try {
    const { type, message } = JSON.parse(text) as { readonly type?: unknown; readonly message?: unknown }
    if (typeof message !== 'string' || (type !== undefined && type !== 'pricing')) return 'no-prices'
    return parseMessage(message)
  } catch {
    return 'unreadable'
  }
}

function parseMessage(base64: string): Frame {
  if (base64 === '') return 'no-prices'
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return 'unreadable'
  const message = decodePricingData(Buffer.from(base64, 'base64'))
  const { id, price, time } = message ?? {}
  if (message === undefined || id === undefined || id === '') return 'unreadable'
  if (price === undefined || !(price > 0 && price < Infinity) || !isTime(time)) return 'unreadable'
  if (lacksUnit(message.currency, id)) return 'unreadable'
  const quote = pricesOf({ ...message, last: price, time })
  return { symbol: id, quote: { ...quote, ...volumeOf(message.dayVolume) } }
}

/** Between 2000 and 2100; whatever else decodes to a number is garbage. */
function isTime(time: number | undefined): time is number {
  return time !== undefined && Number.isSafeInteger(time) && time > 946_684_800_000 && time < 4_102_444_800_000
}
