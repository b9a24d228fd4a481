import { Decimal } from '@shagun/core'

/** Text from which `unpack` makes the same value again: Decimals stay Decimals, keys stand in order. */
export function pack(value: unknown): string {
  return JSON.stringify(plain(value))
}

export function unpack(text: string): unknown {
  return revive(JSON.parse(text))
}

/** The one key of what stands for a Decimal, which no field of ours is called. */
const decimal = '$'

function plain(value: unknown): unknown {
  if (Decimal.isDecimal(value)) return { [decimal]: value.toFixed() }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const fields: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) fields[name] = plain(field)
  return fields
}

function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive)
  if (typeof value !== 'object' || value === null) return value
  const exact = (value as Readonly<Record<string, unknown>>)[decimal]
  if (typeof exact === 'string') return new Decimal(exact)
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, revive(field)]))
}
