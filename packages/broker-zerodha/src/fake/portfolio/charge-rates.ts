import type { Listed } from '../exchange/listing.ts'
import type { KiteProduct } from '../orders/order.ts'

/** What is due of each rupee that is traded; of options, of the premium. In force from 2026-04-01. */
export interface ChargeRates {
  /** Of what is bought, and of what is sold. */
  readonly tax: readonly [buy: string, sell: string]
  readonly taxType: 'stt' | 'ctt'
  readonly exchange: string
  /** Of what is bought. */
  readonly stamp: string
  /** Whether an order costs 20 rupees, at most 20, or nothing. */
  readonly brokerage: 'none' | 'flat' | 'capped'
}

export const sebiRate = '0.000001'
export const gstRate = '0.18'
/** Of what is traded, and in rupees. */
export const brokerageRate = '0.0003'
export const brokerageCap = 20

export function ratesOf({ row: { exchange }, instrument: { kind } }: Listed, product: KiteProduct): ChargeRates {
  const nse = exchange === 'NSE' || exchange === 'NFO'
  const option = kind === 'option'
  if (exchange === 'MCX' || exchange === 'NCO')
    return option
      ? { tax: ['0', '0.0005'], taxType: 'ctt', exchange: '0.000418', stamp: '0.00003', brokerage: 'flat' }
      : { tax: ['0', '0.0001'], taxType: 'ctt', exchange: '0.000021', stamp: '0.00002', brokerage: 'capped' }
  if (exchange === 'CDS' || exchange === 'BCD')
    return option
      ? { tax: ['0', '0'], taxType: 'stt', exchange: '0.000311', stamp: '0.000001', brokerage: 'flat' }
      : { tax: ['0', '0'], taxType: 'stt', exchange: '0.0000035', stamp: '0.000001', brokerage: 'capped' }
  if (option)
    return {
      tax: ['0', '0.0015'],
      taxType: 'stt',
      exchange: nse ? '0.0003553' : '0.000325',
      stamp: '0.00003',
      brokerage: 'flat',
    }
  if (kind === 'future')
    return {
      tax: ['0', '0.0005'],
      taxType: 'stt',
      exchange: nse ? '0.0000183' : '0',
      stamp: '0.00002',
      brokerage: 'capped',
    }
  const charge = nse ? '0.0000307' : '0.0000375'
  return product === 'MIS' || product === 'CO'
    ? { tax: ['0', '0.00025'], taxType: 'stt', exchange: charge, stamp: '0.00003', brokerage: 'capped' }
    : { tax: ['0.001', '0.001'], taxType: 'stt', exchange: charge, stamp: '0.00015', brokerage: 'none' }
}
