import { encodeFrame } from './encode-packet.ts'
import type { Faults } from './faults.ts'

/** Packs packets into messages, with whatever is wrong with them. */
export function packMessages(
  packets: readonly Uint8Array[],
  packetsAMessage: number,
  faults: Faults,
  apiKey: string,
): readonly Uint8Array[] {
  const has = (kind: Parameters<Faults['find']>[0]): boolean => faults.find(kind, apiKey) !== undefined
  const messages: Uint8Array[] = []
  for (let first = 0; first < packets.length; first += packetsAMessage) {
    let some = packets.slice(first, first + packetsAMessage)
    if (has('oversized')) some = some.map((packet) => Uint8Array.of(...packet, ...new Uint8Array(16)))
    if (has('unknown-length')) some = some.flatMap((packet) => [new Uint8Array(12).fill(0xff), packet])
    const whole = encodeFrame(some)
    const message = has('surplus') ? Uint8Array.of(...whole, 0xff, 0xff, 0xff) : whole
    const cut = faults.find('truncated', apiKey)
    const { missingBytes = Math.ceil(message.length / 2) } = cut ?? { missingBytes: 0 }
    messages.push(message.subarray(0, Math.max(0, message.length - missingBytes)))
    if (has('zero-packets')) messages.push(encodeFrame([]))
  }
  return messages
}
