import { type Bar, type BrokerFill, type Clock, Decimal } from '@shagun/core'
import { type FeeModel, feesOf } from './fees.ts'
import { createLedger, type Ledger, type LedgerEntry } from './ledger.ts'
import type { Filled } from './match.ts'
import { refusalOf } from './refusal.ts'
import { type SlippageModel, slip } from './slippage.ts'
import type { VenueOrder } from './venue-order.ts'

/** What becomes of a match: a price, fees, and money that moves or is not there. */
export interface Clearing {
  readonly ledger: Pick<Ledger, 'cash' | 'listPositions'>
  /** The venue's trade book. */
  readonly fills: readonly BrokerFill[]
  /**
   * Books the whole order, or says why it cannot be paid for.
   *
   * @throws ShagunError `invalid-options` where a model gives no number; nothing is booked then
   */
  clear(order: VenueOrder, match: Filled, bar: Bar): BrokerFill | { readonly refusal: string }
}

export interface ClearingOptions {
  readonly clock: Clock
  readonly cash: Decimal
  readonly currency: string
  readonly fees: FeeModel | undefined
  readonly slippage: SlippageModel | undefined
  readonly shortSelling: boolean
}

export function createClearing(options: ClearingOptions): Clearing {
  const ledger = createLedger(options.cash)
  const fills: BrokerFill[] = []

  return {
    ledger,
    fills,
    clear(order, match, bar) {
      const entry = entryOf(order, match, bar, options)
      const refusal = refusalOf(ledger, entry, options)
      if (refusal !== undefined) return { refusal }
      ledger.book(entry)
      const { quantity, price, fees } = entry
      const fillId = `F${fills.length + 1}`
      const fill = { fillId, brokerOrderId: order.brokerOrderId, quantity, price, fees, time: options.clock.now() }
      fills.push(fill)
      return fill
    },
  }
}

function entryOf(order: VenueOrder, match: Filled, bar: Bar, { slippage, fees }: ClearingOptions): LedgerEntry {
  const { instrument, terms } = order
  const { side, product, quantity } = terms
  const price = priceOf(order, match, bar, slippage)
  const value = price.times(quantity).times(instrument.multiplier)
  const charged = feesOf(fees, { instrument: instrument.id, side, product, quantity, price, value })
  return { instrument, product, side, quantity, price, fees: charged }
}

function priceOf(order: VenueOrder, match: Filled, bar: Bar, slippage: SlippageModel | undefined): Decimal {
  const { instrument, terms } = order
  const { price, aggressive } = match
  const slips = aggressive && slippage !== undefined
  const got = slips ? slip(slippage, terms.side, price, bar, instrument) : new Decimal(price)
  if (!('limitPrice' in terms)) return got
  return terms.side === 'buy' ? Decimal.min(got, terms.limitPrice) : Decimal.max(got, terms.limitPrice)
}
