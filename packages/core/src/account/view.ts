import { ShagunError } from '../errors.ts'
import type { AccountView } from '../model/account-view.ts'
import type { InstrumentId } from '../model/ids.ts'
import type { Instrument } from '../model/instrument.ts'
import type { Quote } from '../model/quote.ts'
import type { Timestamp } from '../model/time.ts'
import type { Environment } from '../ports/environment.ts'
import type { AccountState } from './state.ts'

/** The view of an account, and the way prices reach it. */
export interface ObservingView extends AccountView {
  observe(quote: Quote): void
  /** The trading day of this moment begins, if it is a new one: today's profit is counted from what there was before. */
  turnDay(now: Timestamp): void
  /** What was counted belongs to a memory that is replaced. */
  forget(): void
}

export function createView({
  environment,
  instruments,
  nextDay,
  state,
}: {
  readonly environment: Environment
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>
  readonly nextDay: (now: Timestamp) => Timestamp
  /** Asked each time, because recovery replaces it. */
  readonly state: () => AccountState
}): ObservingView {
  const quotes = new Map<InstrumentId, Quote>()
  let dayEnds = Number.NEGATIVE_INFINITY
  let profitBefore = 0

  /** A price at the very end of a day still belongs to it; so the day turns just after. */
  function turnDay(now: Timestamp): void {
    if (now <= dayEnds) return
    const { realized, unrealized } = state().books.getProfit()
    profitBefore = realized + unrealized
    dayEnds = nextDay(now)
  }

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
      turnDay(environment.clock.now())
      const { realized, unrealized } = state().books.getProfit()
      return { realized, unrealized, today: realized + unrealized - profitBefore }
    },
    getEquity: () => state().books.getEquity(),
    turnDay,
    forget() {
      dayEnds = Number.NEGATIVE_INFINITY
      profitBefore = 0
    },
    observe(quote) {
      // By the clock: a quote with a wrong time must not turn the day.
      turnDay(environment.clock.now())
      quotes.set(quote.instrument, quote)
      state().books.mark(quote.instrument, quote.last)
    },
  }
}
