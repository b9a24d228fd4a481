/** What a message of Yahoo's stream says, as far as it is of use; a field that is absent is not 0 but unsaid. */
export interface PricingData {
  readonly id?: string
  readonly price?: number
  /** Epoch milliseconds. */
  readonly time?: number
  readonly currency?: string
  readonly dayVolume?: number
  readonly bid?: number
  readonly ask?: number
  readonly priceHint?: number
}

/** Numbers of fields in the message, which is proto3: `sint64` is a zigzag varint, prices are float32. */
const fields: Readonly<Record<number, readonly [keyof PricingData, 'text' | 'float' | 'sint']>> = {
  1: ['id', 'text'],
  2: ['price', 'float'],
  3: ['time', 'sint'],
  4: ['currency', 'text'],
  9: ['dayVolume', 'sint'],
  23: ['bid', 'float'],
  25: ['ask', 'float'],
  27: ['priceHint', 'sint'],
}

/** How each kind is sent: a varint, or bytes after their length, or four bytes. */
const wireTypes = { sint: 0, text: 2, float: 5 } as const

/** @returns `undefined` for bytes that are no such message */
export function decodePricingData(bytes: Uint8Array): PricingData | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const message: Record<string, string | number> = {}
  let at = 0

  /** Above 2^53 the last digits are lost; what is of use is below. */
  function varint(): number {
    let value = 0
    for (let i = 0; i < 10; i++) {
      const byte = view.getUint8(at++)
      value += (byte & 0x7f) * 2 ** (7 * i)
      if (byte < 0x80) return value
    }
    throw new RangeError('a varint without an end')
  }

  function skip(bytes: number): number {
    const start = at
    at += bytes
    if (at > view.byteLength) throw new RangeError('beyond the end')
    return start
  }

  function value(wireType: number): string | number | undefined {
    if (wireType === 0) return varint()
    if (wireType === 1) return void skip(8)
    if (wireType === 5) return view.getFloat32(skip(4), true)
    if (wireType !== 2) throw new RangeError('no such wire type')
    const length = varint()
    const start = skip(length)
    return text.decode(bytes.subarray(start, at))
  }

  try {
    while (at < view.byteLength) {
      const tag = varint()
      const [name, kind] = fields[Math.floor(tag / 8)] ?? []
      const read = value(tag % 8)
      if (tag < 8) return undefined
      if (name === undefined || kind === undefined || read === undefined) continue
      if (wireTypes[kind] !== tag % 8) return undefined
      message[name] = kind === 'sint' ? unzigzag(read as number) : read
    }
    return message
  } catch {
    // DataView and the checks above throw where bytes are missing.
    return undefined
  }
}

const text = new TextDecoder()

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}
