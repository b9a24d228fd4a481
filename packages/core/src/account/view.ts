import { ShagunError } from '../errors.ts'
import type { AccountView } from '../model/account-view.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Quote } from '../model/quote.ts'
import type { Environment } from '../ports/environment.ts'
import type { AccountState } from '../state/account-state.ts'

/** The view of an account, and the way prices reach it. */
export interface ObservingView extends AccountView {
  observe(quote: Quote): void
  /** What is known of its price is stale: nobody is to decide on it until a new one is observed. */
  withhold(instrument: InstrumentId): void
}

export function createView({
  environment,
  instruments,
  state,
  turnDay,
}: {
  readonly environment: Environment
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>
  /** Asked each time, because recovery replaces it. */
  readonly state: () => AccountState
  /** Begins the trading day of this moment, if it is a new one. */
  readonly turnDay: () => void
}): ObservingView {
  const quotes = new Map<InstrumentId, Quote>()

  return {
    get now() {
      return environment.clock.now()
    },
    get orders() {
      return state().orders
    },
    get positions() {
      return state().books.positions
    },
    get cash() {
      return state().books.cash
    },
    getQuote: (instrument) => quotes.get(instrument),
    getInstrument(id) {
      const instrument = instruments.get(id)
      if (instrument !== undefined) return instrument
      const expected = 'an instrument that the broker, a data provider or the `instruments` option lists'
      throw new ShagunError('invalid-order', `${id} is not known; expected ${expected}.`, {
        details: { field: 'instrument', value: id, expected },
      })
    },
    getQuantity: (instrument) => state().books.getQuantity(instrument),
    worstCase: (instrument) => state().worstCase(instrument),
    getProfit() {
      turnDay()
      const { books, profitBefore } = state()
      const { realized, unrealized } = books.getProfit()
      return { realized, unrealized, today: realized + unrealized - profitBefore }
    },
    getPortfolio: () => state().books.getPortfolio(),
    getEquity: () => state().books.getEquity(),
    observe(quote) {
      turnDay()
      quotes.set(quote.instrument, quote)
      state().books.mark(quote.instrument, quote.last)
    },
    withhold(instrument) {
      quotes.delete(instrument)
    },
  }
}
