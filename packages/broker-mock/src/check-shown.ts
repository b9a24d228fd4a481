import { type Depth, type InstrumentId, ShagunError, type Trade } from '@shagun/core'
import type { SizedQuote } from './venue.ts'

/** What is shown to a market must be numbers; each check throws ShagunError `invalid-data` where it is not. */
export function checkTrade({ instrument, price, quantity }: Trade): void {
  if (!Number.isFinite(price)) throw invalid('print', instrument, 'price', price, 'a finite number')
  if (!Number.isFinite(quantity) || quantity <= 0)
    throw invalid('print', instrument, 'quantity', quantity, 'a number above 0')
}

export function checkQuote({ instrument, last, bid, ask, bidSize = 0, askSize = 0 }: SizedQuote): void {
  const price = !Number.isFinite(last) ? last : !Number.isFinite(bid ?? 0) ? bid : ask
  if (!Number.isFinite(price ?? 0)) throw invalid('quote', instrument, 'price', price, 'a finite number')
  const size = bidSize >= 0 ? askSize : bidSize
  if (!(size >= 0)) throw invalid('quote', instrument, 'size', size, 'a number of 0 or more')
}

export function checkDepth({ instrument, bids, asks }: Omit<Depth, 'time'>): void {
  for (const levels of [bids, asks])
    for (let i = 0; i < levels.length; i++) {
      const { price, quantity } = levels[i]!
      if (!Number.isFinite(price)) throw invalid('depth', instrument, 'price', price, 'a finite number')
      if (!(quantity >= 0)) throw invalid('depth', instrument, 'quantity', quantity, 'a number of 0 or more')
      const before = levels[i - 1]?.price
      if (before !== undefined && (levels === bids ? price >= before : price <= before))
        throw invalid('depth', instrument, 'price', price, 'one worse than the level before it')
    }
}

function invalid(what: string, instrument: InstrumentId, field: string, number: unknown, expected: string) {
  const value = String(number)
  return new ShagunError(
    'invalid-data',
    `The ${field} of a ${what} of ${instrument} is ${value}; expected ${expected}.`,
    {
      details: { source: 'mock', field, value, expected },
    },
  )
}
