import {
  type BrokerOrderId,
  createInstrument,
  Decimal,
  type DecimalInput,
  type Instrument,
  type Product,
  type Side,
  type Timestamp,
} from '@shagun/core'
import type { ChargedFill } from '../fees.ts'

const rupees = { currency: 'INR' } as const

/** What the worked contract notes are about. */
export const share: Instrument = createInstrument({ id: 'NSE:INFY', ...rupees })
export const shareAtBse: Instrument = createInstrument({ id: 'BSE:RELIANCE', ...rupees })
export const niftyFuture: Instrument = createInstrument({
  id: 'NFO:NIFTY26AUGFUT',
  kind: 'future',
  ...rupees,
  lotSize: 65,
})
export const niftyCall: Instrument = createInstrument({
  id: 'NFO:NIFTY26AUG25000CE',
  kind: 'option',
  ...rupees,
  lotSize: 65,
  strike: 25_000,
  optionType: 'call',
})
export const sensexCall: Instrument = createInstrument({ id: 'BFO:SENSEX26AUG80000CE', kind: 'option', ...rupees })
export const dollar: Instrument = createInstrument({
  id: 'CDS:USDINR26AUGFUT',
  kind: 'future',
  ...rupees,
  multiplier: 1000,
})
export const gold: Instrument = createInstrument({ id: 'MCX:GOLD26OCTFUT', kind: 'future', ...rupees, multiplier: 100 })
export const crudeCall: Instrument = createInstrument({
  id: 'MCX:CRUDEOIL26AUG6000CE',
  kind: 'option',
  ...rupees,
  multiplier: 100,
})

/** Noon in Mumbai. */
export function noonOf(date: string): Timestamp {
  return Date.parse(`${date}T06:30:00Z`)
}

export interface Traded {
  readonly instrument?: Instrument
  readonly product?: Product
  /** Default: 2026-08-10, a Monday. */
  readonly date?: string
  /** Default: one of its own. */
  readonly order?: string
  readonly exercised?: boolean
}

let orders = 0

/** A fill of `NSE:INFY` for delivery, unless it says otherwise. */
export function traded(side: Side, quantity: DecimalInput, price: DecimalInput, rest: Traded = {}): ChargedFill {
  const {
    instrument = share,
    product = 'delivery',
    date = '2026-08-10',
    order = `O${++orders}`,
    exercised = false,
  } = rest
  const exact = { quantity: new Decimal(quantity), price: new Decimal(price) }
  return {
    order: order as BrokerOrderId,
    instrument,
    side,
    product,
    ...exact,
    value: exact.quantity.times(exact.price).times(instrument.multiplier),
    time: noonOf(date),
    ...(exercised && { exercised }),
  }
}
