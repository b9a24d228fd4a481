import {
  type AccountView,
  Decimal,
  type Instrument,
  type InstrumentId,
  type PortfolioPosition,
  ShagunError,
} from '@shagun/core'
import { viewOf } from './account.ts'

/** So much of an instrument, and its last price where there is a quote. */
export interface Holding {
  readonly instrument: Instrument
  readonly quantity: number
  readonly last?: number
  /** Whether nobody lists it. */
  readonly unlisted?: boolean
}

/** An account that holds these, and sees quotes of others, too. */
export function viewHolding(
  holdings: readonly Holding[],
  quotes: Readonly<Record<InstrumentId, number>> = {},
): AccountView {
  const last = new Map(holdings.map((holding) => [holding.instrument.id, holding.last]))
  const positions = holdings.map(
    ({ instrument, quantity }): PortfolioPosition => ({
      instrument: instrument.id,
      product: 'delivery',
      currency: instrument.currency,
      quantity: new Decimal(quantity),
      averagePrice: new Decimal(1),
      realizedProfit: new Decimal(0),
      fees: new Decimal(0),
      lastPrice: 1,
      unrealizedProfit: 0,
      marketValue: 0,
    }),
  )
  return {
    ...viewOf(),
    getQuote(instrument) {
      const price = last.get(instrument) ?? quotes[instrument]
      return price === undefined ? undefined : { instrument, time: 0, last: price }
    },
    getInstrument(id) {
      const found = holdings.find(({ instrument, unlisted }) => instrument.id === id && !unlisted)
      if (found) return found.instrument
      throw new ShagunError('invalid-order', `Nobody listed ${id}.`, {
        details: { field: 'instrument', value: id, expected: 'an instrument that is listed' },
      })
    },
    getPortfolio: () => ({ positions, holdings: [], totals: new Map() }),
  }
}
