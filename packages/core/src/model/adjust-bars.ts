import { ShagunError } from '../errors.ts'
import { type Bars, createBars } from './bars.ts'
import type { CorporateAction } from './corporate-action.ts'
import type { DecimalInput } from './decimal.ts'
import type { Adjustment } from './label.ts'
import type { Timestamp } from './time.ts'

/** A corporate action, and since when prices are without it. */
export type DatedCorporateAction = CorporateAction & {
  /** The midnight with which the ex-date begins on the venue's clock: bars that opened before it are adjusted. */
  readonly exDate: Timestamp
}

/**
 * Price history as if corporate actions had been there from the beginning, so that no price jumps by one.
 *
 * Prices before an action are multiplied by what a holder's worth says the price must become:
 * `(1 - amount / last close before) / ratio`; volumes by its ratio. `splits` does so for all actions but dividends. Actions
 * of other instruments, and those after the last bar, change nothing.
 *
 * @throws ShagunError `invalid-data` where a ratio is not above 0, or an amount is not below the last close before it
 * @example
 * ```ts
 * import type { Bars } from '@shagun/core'
 * import { adjustBars } from '@shagun/core/instruments'
 *
 * // One share became five on the 5th of January 2026.
 * function adjusted(bars: Bars): Bars {
 *   const split = { instrument: 'NSE:INFY', action: 'split', ratio: 5, exDate: Date.UTC(2026, 0, 4, 18, 30) } as const
 *   return adjustBars(bars, [split], 'splits')
 * }
 * ```
 */
export function adjustBars(
  bars: Bars,
  actions: readonly DatedCorporateAction[],
  mode: Exclude<Adjustment, 'none'>,
): Bars {
  const { instrument, timeframe, length, time } = bars
  const factors = factorsOf(
    bars,
    actions
      .filter(
        (each) => each.instrument === instrument && (mode === 'splits-and-dividends' || each.action !== 'dividend'),
      )
      .filter(({ exDate }) => exDate <= (time[length - 1] ?? Number.NEGATIVE_INFINITY))
      .toSorted((a, b) => a.exDate - b.exDate),
  )
  const scaled = (column: Bars['open'], name: 'price' | 'volume'): Float64Array => {
    const out = Float64Array.from(column)
    let [product, end] = [1, length]
    for (const factor of factors.toReversed()) {
      for (let i = factor.row; i < end; i++) out[i]! *= product
      product *= factor[name]
      end = factor.row
    }
    for (let i = 0; i < end; i++) out[i]! *= product
    return out
  }
  return createBars(instrument, timeframe, {
    time,
    open: scaled(bars.open, 'price'),
    high: scaled(bars.high, 'price'),
    low: scaled(bars.low, 'price'),
    close: scaled(bars.close, 'price'),
    volume: scaled(bars.volume, 'volume'),
  })
}

/** What the bars before `row` are multiplied by. */
interface Factor {
  readonly row: number
  readonly price: number
  readonly volume: number
}

/** By ex-date. An action that comes with another one of the same morning works on the price which that one left. */
function factorsOf({ time, close, instrument }: Bars, actions: readonly DatedCorporateAction[]): readonly Factor[] {
  const factors: Factor[] = []
  let [lastRow, last] = [-1, 0]
  for (const action of actions) {
    const row = time.findIndex((open) => open >= action.exDate)
    if (row === 0) continue
    if (row !== lastRow) last = close[row - 1]!
    const ratio = Number('ratio' in action ? (action.ratio ?? 1) : 1)
    const amount = Number('amount' in action ? (action.amount ?? 0) : 0)
    if (!(ratio > 0 && ratio < Infinity)) throw invalid(instrument, 'ratio', action, 'a number above 0')
    if (!(amount < last && amount > -Infinity))
      throw invalid(instrument, 'amount', action, `less than ${last}, the last close before it`)
    const price = (1 - amount / last) / ratio
    factors.push({ row, price, volume: ratio })
    last *= price
    lastRow = row
  }
  return factors
}

function invalid(
  instrument: string,
  field: 'ratio' | 'amount',
  action: DatedCorporateAction,
  expected: string,
): ShagunError {
  const value = String((action as { readonly [F in typeof field]?: DecimalInput })[field])
  const when = new Date(action.exDate).toISOString()
  return new ShagunError(
    'invalid-data',
    `The ${action.action} of ${instrument} at ${when} has ${field} ${value}; expected ${expected}.`,
    { details: { source: instrument, field, value, expected } },
  )
}
