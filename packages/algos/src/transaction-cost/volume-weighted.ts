import type { BenchmarkSource, Participation, TcaFill } from '@shagun/core'
import type { TransactionCostOptions } from './options.ts'
import { readPositive } from './read-input.ts'
import type { Parent } from './read-parent.ts'
import { sumOf } from './sums.ts'
import type { TradedVolume } from './volume.ts'

/** An average price with what it stands on. */
export interface AveragePrice {
  readonly price: number
  readonly source: BenchmarkSource
  readonly from: number
  readonly to: number
}

/** The average prices by volume, and our part of that volume; text in the place of what cannot be known says why. */
export interface VolumeWeighted {
  readonly all: AveragePrice | string
  readonly ofOthers: AveragePrice | string
  readonly participation: Participation | string
}

const contradiction =
  'The market data hold less volume than our own fills, so they cannot contain them: say ownPrints: excluded, or pass all prints.'

/**
 * Volume-weighted averages over an interval with our own prints among them and without.
 *
 * Our fills are taken out of data that hold them, and added to data that do not.
 */
export function volumeWeighted(
  volume: TradedVolume,
  fills: readonly TcaFill[],
  { ownPrints = 'included' }: Pick<TransactionCostOptions, 'ownPrints'>,
): VolumeWeighted {
  const { source, from, to, prices, quantities } = volume
  const own = fills
    .filter(({ time }) => time >= from && time <= to)
    .map(({ price, quantity }) => ({ price: price.toNumber(), quantity: quantity.toNumber() }))
  const ownVolume = sumOf(own.length, (i) => own[i]!.quantity)
  const ownValue = sumOf(own.length, (i) => own[i]!.price * own[i]!.quantity)
  const seenVolume = sumOf(prices.length, (i) => quantities[i]!)
  const seenValue = sumOf(prices.length, (i) => prices[i]! * quantities[i]!)
  const among = ownPrints === 'included'
  // Sums of floats may differ in their last digits.
  const tolerance = 1e-9 * ownVolume
  if (among && seenVolume < ownVolume - tolerance)
    return { all: contradiction, ofOthers: contradiction, participation: contradiction }

  const average = (value: number, traded: number, none: string): AveragePrice | string =>
    traded > tolerance ? { price: value / traded, source, from, to } : none
  const allVolume = among ? seenVolume : seenVolume + ownVolume
  const nothing = 'Nothing was traded in the interval, as far as the market data tell.'
  return {
    all: average(among ? seenValue : seenValue + ownValue, allVolume, nothing),
    ofOthers: average(
      among ? seenValue - ownValue : seenValue,
      among ? seenVolume - ownVolume : seenVolume,
      'Nobody else traded in the interval, as far as the market data tell.',
    ),
    participation:
      allVolume > 0 ? { marketVolume: allVolume, rate: Math.min(1, ownVolume / allVolume), source, from, to } : nothing,
  }
}

/** The average of those prints that were no worse than the order's limit. */
export function withinLimit(
  options: TransactionCostOptions,
  { sign, fills }: Parent,
  volume: TradedVolume | undefined,
): AveragePrice | string {
  const limit = readPositive('limitPrice', options.limitPrice!).toNumber()
  if (volume === undefined || volume.source === 'bar') return 'It needs trades, or quotes with their volume.'
  const rows = volume.prices.map((_, i) => i).filter((i) => sign * (volume.prices[i]! - limit) <= 0)
  const only = (values: readonly number[]): readonly number[] => rows.map((i) => values[i]!)
  return volumeWeighted({ ...volume, prices: only(volume.prices), quantities: only(volume.quantities) }, fills, options)
    .all
}
