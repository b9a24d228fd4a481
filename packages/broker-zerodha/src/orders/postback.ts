import { createHash, timingSafeEqual } from 'node:crypto'
import { isRow, text } from '../books/wire.ts'

/**
 * The order that a postback tells of, where Kite has signed it; `undefined` where it has not.
 *
 * `{"order_id":"…","order_timestamp":"2021-05-31 09:18:57","status":"COMPLETE",…,"checksum":"…"}`: the checksum is the
 * SHA-256 of order id, timestamp as it stands there, and API secret.
 */
export function readPostback(body: string, apiSecret: string): Readonly<Record<string, unknown>> | undefined {
  const order = parse(body)
  if (!isRow(order)) return undefined
  const { order_id: id, order_timestamp: time, checksum } = order
  if (!text(id) || !text(time) || !text(checksum)) return undefined
  const expected = createHash('sha256').update(`${id}${time}${apiSecret}`).digest()
  const given = Buffer.from(checksum, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected) ? order : undefined
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
