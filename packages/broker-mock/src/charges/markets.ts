import type { ChargeExchange } from './charge-rate.ts'

export const shares: readonly ChargeExchange[] = ['NSE', 'BSE']
/** Of shares and their indices. */
export const derivatives: readonly ChargeExchange[] = ['NFO', 'BFO']
export const currencies: readonly ChargeExchange[] = ['CDS', 'BCD']
export const allExchanges: readonly ChargeExchange[] = [...shares, ...derivatives, ...currencies, 'MCX']

/**
 * Underlyings of MCX that are agricultural in the sense of the commodities transaction tax.
 *
 * What is processed, such as mentha oil, crude palm oil or cottonseed oil, is not.
 */
export const agricultural: readonly string[] = [
  'BLACKPEPPER',
  'CARDAMOM',
  'CASTORSEED',
  'COTTON',
  'COTTONCNDY',
  'KAPAS',
  'MAIZE',
  'PEPPER',
  'POTATO',
  'SOYABEAN',
  'TURMERIC',
  'WHEAT',
]
