import type { Quote } from '@shagun/core'
import { instruments } from '../stream/load.ts'

// What a client gets: the index of the instrument, when the vendor sent it, its price, and its volume, which counts up.
const bytes = 28
const indexes = new Map(instruments.map((instrument, i) => [instrument, i]))

export function packUpdate({ instrument, time, last, volume }: Quote): Uint8Array {
  const message = Buffer.allocUnsafe(bytes)
  message.writeUInt32BE(indexes.get(instrument)!, 0)
  message.writeDoubleBE(time, 4)
  message.writeDoubleBE(last, 12)
  message.writeDoubleBE(volume!, 20)
  return message
}

export function parseUpdate(message: Buffer): {
  readonly index: number
  readonly time: number
  readonly volume: number
} {
  return { index: message.readUInt32BE(0), time: message.readDoubleBE(4), volume: message.readDoubleBE(20) }
}
