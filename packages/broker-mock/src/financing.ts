import { Decimal, type DecimalInput, type Instrument, type InstrumentId } from '@shagun/core'
import { parseAmount } from './amount.ts'
import type { Ledger } from './ledger.ts'

/** What borrowed money and borrowed shares cost, in percent a year. */
export interface Financing {
  /** On cash below 0. Default: nothing. */
  readonly debitPercent?: DecimalInput
  /** On the value of what is sold short, at the last price; futures and options are not borrowed. Default: nothing. */
  readonly shortPercent?: DecimalInput
}

/**
 * The interest of so many days on what is borrowed now, to the hundredth.
 *
 * @throws ShagunError `invalid-options` where a rate is no percentage of 0 or more
 */
export function createInterest(
  { debitPercent = 0, shortPercent = 0 }: Financing,
  getLast: (instrument: InstrumentId) => number | undefined,
): (ledger: Ledger, days: number) => Decimal {
  const [debit, short] = [read('debitPercent', debitPercent), read('shortPercent', shortPercent)]
  return (ledger, days) => {
    const owed = Decimal.max(0, ledger.cash.neg())
    let borrowed = new Decimal(0)
    for (const { instrument, position } of ledger.listHeld()) {
      if (isContract(instrument) || !position.quantity.isNegative()) continue
      const price = getLast(instrument.id) ?? position.averagePrice
      borrowed = borrowed.plus(position.quantity.neg().times(price).times(instrument.multiplier))
    }
    return owed.times(debit).plus(borrowed.times(short)).times(days).div(365).toDecimalPlaces(2)
  }
}

function isContract({ kind }: Instrument): boolean {
  return kind === 'future' || kind === 'option'
}

function read(name: string, percent: DecimalInput): Decimal {
  return parseAmount(`financing.${name}`, percent, 'a percentage of 0 or more', (it) => it.gte(0)).div(100)
}
