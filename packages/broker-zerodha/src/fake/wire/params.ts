import { Decimal } from '@shagun/core'
import { badInput } from './refusal.ts'

/** Fields of a form or a query, as text. Empty ones are as good as none. */
export type Params = Readonly<Record<string, string>>

export function readParams(text: string | URLSearchParams): Params {
  return Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ''))
}

/** A field that must be there. */
export function required(params: Params, name: string): string {
  const value = params[name]
  if (value === undefined) throw badInput(`Missing or empty field \`${name}\``)
  return value
}

/** One of a few words. */
export function oneOf<const Word extends string>(params: Params, name: string, words: readonly Word[]): Word {
  const value = required(params, name) as Word
  if (words.includes(value)) return value
  throw badInput(`Invalid \`${name}\`.`)
}

/** A whole number of 0 or more; 0 where it is not there. */
export function whole(params: Params, name: string): number {
  const text = params[name]
  if (text === undefined) return 0
  if (/^\d{1,12}$/.test(text)) return Number(text)
  throw badInput(`Invalid request (failed to decode ${name}, got: ${text} (expected int))`)
}

/** A number of 0 or more; 0 where it is not there. */
export function amount(params: Params, name: string): Decimal {
  const text = params[name]
  if (text === undefined) return new Decimal(0)
  const value = decimalOf(text)
  if (value === undefined) throw badInput(`Invalid request (failed to decode ${name}, got: ${text} (expected decimal))`)
  if (value.lt(0)) throw badInput(`Invalid \`${name}\`.`)
  return value
}

/** A number, which may be below 0. */
export function decimalOf(text: string): Decimal | undefined {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? new Decimal(text) : undefined
}
