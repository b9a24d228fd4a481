import { exchangeOf, type Instrument, ShagunError, symbolOf } from '@shagun/core'
import { parseIndianDerivative } from '@shagun/core/instruments'
import type { ChargedFill } from '../fees.ts'
import type { ChargedMarket, ChargeExchange } from './charge-rate.ts'
import { shares } from './markets.ts'

/** The group of a share at its exchange, such as `X` at BSE; `undefined` for one that most shares are in. */
export type GroupOf = (instrument: Instrument) => string | undefined

/**
 * Which rates a fill goes by.
 *
 * @throws ShagunError `unsupported` where it was not at an exchange of India, or is of nothing that trades there,
 * `invalid-options` where it is not priced in rupees
 */
export function marketOf({ instrument, product, exercised }: ChargedFill, groupOf: GroupOf): ChargedMarket {
  const { id, kind, currency } = instrument
  if (currency !== 'INR') throw notInRupees(instrument)
  const prefix = exchangeOf(id)
  if (kind === 'future' || kind === 'option') {
    const exchange = derivativesAt[prefix]
    const segment = kind === 'future' ? 'futures' : exercised === true ? 'exercise' : 'options'
    if (exchange !== undefined) return { exchange, segment, name: underlyingOf(instrument) }
  }
  const exchange = shares.find((each) => each === prefix)
  if (exchange === undefined || (kind !== 'equity' && kind !== 'etf')) throw notCharged(instrument)
  const segment = product === 'intraday' ? 'intraday' : 'delivery'
  return { exchange, segment, name: kind === 'etf' ? 'ETF' : groupOf(instrument) }
}

const derivativesAt: Readonly<Record<string, ChargeExchange>> = {
  NSE: 'NFO',
  NFO: 'NFO',
  BSE: 'BFO',
  BFO: 'BFO',
  CDS: 'CDS',
  BCD: 'BCD',
  MCX: 'MCX',
}

function underlyingOf({ id, underlying }: Instrument): string | undefined {
  return underlying ?? parseIndianDerivative(symbolOf(id))?.underlying
}

function notInRupees({ id, currency: value }: Instrument): ShagunError {
  const expected = 'INR, in which these charges are'
  return new ShagunError(
    'invalid-options',
    `The currency of ${id} is ${value}; expected ${expected}. Give the venue currency: 'INR', or the instrument.`,
    { details: { option: 'currency', value, expected } },
  )
}

function notCharged({ id, kind }: Instrument): ShagunError {
  const known = 'shares at NSE and BSE, futures and options at NSE, NFO, BSE, BFO, CDS, BCD and MCX'
  return new ShagunError(
    'unsupported',
    `Nobody knows what ${id}, of the kind ${kind}, costs in India; expected ${known}. Say in instruments what it is.`,
    { details: { feature: `charges of ${id}`, by: 'the charges of India' } },
  )
}
