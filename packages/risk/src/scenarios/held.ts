import { type AccountView, Decimal, type Instrument, type InstrumentId, isShagunError } from '@shagun/core'

/** What an account holds of an instrument. */
export interface Held {
  readonly instrument: InstrumentId
  /** Over all products. */
  readonly quantity: Decimal
  readonly currency: string
  /** Its facts; a broker may report positions in what no list has. */
  readonly listed: Instrument | undefined
}

/** What is not flat, with its products added up, in the order of the portfolio. */
export function listHeld(view: AccountView): readonly Held[] {
  const sums = new Map<InstrumentId, Pick<Held, 'quantity' | 'currency'>>()
  for (const { instrument, quantity, currency } of view.getPortfolio().positions) {
    const before = sums.get(instrument)?.quantity ?? new Decimal(0)
    sums.set(instrument, { quantity: before.plus(quantity), currency })
  }
  return [...sums].flatMap(([instrument, sum]) =>
    sum.quantity.isZero() ? [] : [{ instrument, ...sum, listed: findListed(instrument, view) }],
  )
}

function findListed(instrument: InstrumentId, view: AccountView): Instrument | undefined {
  try {
    return view.getInstrument(instrument)
  } catch (error) {
    if (isShagunError(error, 'invalid-order')) return undefined
    throw error
  }
}
