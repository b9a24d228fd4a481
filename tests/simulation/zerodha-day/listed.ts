import { createInstrument, type Instrument, type InstrumentId } from '@shagun/core'

const expiry = Date.UTC(2026, 0, 27, 10)
const share = (id: InstrumentId): Instrument =>
  createInstrument({ id, currency: 'INR', tickSize: '0.05', freezeQuantity: 5_000 })

/** What is traded on the day, and where its price begins. */
export const listed: readonly { readonly instrument: Instrument; readonly price: number }[] = [
  { instrument: share('NSE:INFY'), price: 1_500 },
  { instrument: share('NSE:SBIN'), price: 800 },
  { instrument: share('BSE:INFY'), price: 1_500 },
  {
    instrument: createInstrument({
      id: 'NFO:NIFTY26JANFUT',
      currency: 'INR',
      kind: 'future',
      tickSize: '0.05',
      lotSize: 65,
      freezeQuantity: 1_800,
      underlying: 'NIFTY',
      expiry,
    }),
    price: 25_000,
  },
  {
    instrument: createInstrument({
      id: 'NFO:NIFTY26JAN25000CE',
      currency: 'INR',
      kind: 'option',
      optionType: 'call',
      strike: 25_000,
      tickSize: '0.05',
      lotSize: 65,
      freezeQuantity: 1_800,
      underlying: 'NIFTY',
      expiry,
    }),
    price: 210,
  },
]
