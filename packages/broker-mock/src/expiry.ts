import { type Clock, Decimal, type DecimalInput, type Instrument, type InstrumentId } from '@shagun/core'
import { parseAmount } from './amount.ts'

/**
 * What an expired contract settles at: a future at this price, an option by this price of its underlying. `last` gives
 * the last price that the venue has seen.
 */
export type SettlementPrice = (
  contract: Instrument,
  last: (instrument: InstrumentId) => number | undefined,
) => DecimalInput | undefined

/** The contracts of a venue, until their time is over. */
export interface Expiries {
  /** Whether it is over. */
  hasExpired(instrument: Instrument): boolean
  /** What has expired by now ends; whether anything did. */
  begin(): boolean
}

export interface ExpiryOptions {
  readonly clock: Clock
  readonly instruments: readonly Instrument[]
  /** Nothing expires where there is none. */
  readonly settlementPrice: SettlementPrice | undefined
  getLast(instrument: InstrumentId): number | undefined
  isHeld(instrument: InstrumentId): boolean
  /** It ends, and each is worth that much. */
  end(contract: Instrument, worth: Decimal): void
}

export function createExpiries({ clock, instruments, settlementPrice, getLast, isHeld, end }: ExpiryOptions): Expiries {
  if (settlementPrice === undefined) return { hasExpired: () => false, begin: () => false }
  const contracts = instruments.filter(({ expiry }) => expiry !== undefined).sort((a, b) => a.expiry! - b.expiry!)
  let ended = 0
  let next = contracts[0]?.expiry ?? Number.POSITIVE_INFINITY

  /** Nobody need know what a contract is worth that nobody holds. */
  function worthOf(contract: Instrument): Decimal {
    if (!isHeld(contract.id)) return new Decimal(0)
    const price = settlementPrice!(contract, getLast) as DecimalInput
    return worthAt(
      parseAmount(`settlementPrice of ${contract.id}`, price, 'a number', () => true),
      contract,
    )
  }

  return {
    hasExpired: ({ expiry }) => expiry !== undefined && expiry <= clock.now(),
    begin() {
      const now = clock.now()
      if (now < next) return false
      for (; now >= next; next = contracts[ended]?.expiry ?? Number.POSITIVE_INFINITY) {
        const contract = contracts[ended]!
        const worth = worthOf(contract)
        ended++
        end(contract, worth)
      }
      return true
    },
  }
}

/** An option out of the money is worth nothing; one whose terms are not known is worth what it is said to settle at. */
function worthAt(price: Decimal, { kind, strike, optionType }: Instrument): Decimal {
  if (kind !== 'option' || strike === undefined || optionType === undefined) return price
  return Decimal.max(0, optionType === 'call' ? price.minus(strike) : strike.minus(price))
}
