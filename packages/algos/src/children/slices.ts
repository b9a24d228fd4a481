import type { AlgoParams, DecimalInput, Instrument } from '@shagun/core'
import { checkFlag, checkOneOf, checkShare } from '../params/check.ts'
import { invalid } from '../params/invalid.ts'
import { lotsIn, readLots } from '../params/read-lots.ts'
import type { OwnVolume } from '../participation/lots-within.ts'

/** What can be said of the children of an algo that sends one part after another. Quantities are units. */
export interface SliceParams extends AlgoParams {
  /** A smaller child waits until more is due; only the last may be smaller. Default: a lot. */
  readonly minChildQuantity?: DecimalInput
  /** A larger child goes out in several orders, one after another. Default: no limit but the venue's. */
  readonly maxChildQuantity?: DecimalInput
  /** Whether the market's volume, as the data tells it, contains our own fills. Default: `inclusive`. */
  readonly ownVolume?: OwnVolume
  /** How far the size of a child may be off its due, as a share of it, 0 to 1. Default: 0. */
  readonly sizeJitter?: number
  /** How far its time may be off, as a share of what there is, 0 to 1. Default: 0. */
  readonly timeJitter?: number
  /** Whether all that is left goes out before the end, whatever else is said; never past the limit. Default: false. */
  readonly completeAtEnd?: boolean
}

/** @throws ShagunError `invalid-options` for a parameter without meaning */
export function checkSlices(params: SliceParams, instrument: Instrument): void {
  const least = readLots('minChildQuantity', params.minChildQuantity, instrument) ?? 1
  const most = readLots('maxChildQuantity', params.maxChildQuantity, instrument) ?? Number.POSITIVE_INFINITY
  if (least > most)
    throw invalid(
      'minChildQuantity',
      params.minChildQuantity,
      `no more than the maxChildQuantity of ${params.maxChildQuantity}`,
    )
  checkShare('sizeJitter', params.sizeJitter)
  checkShare('timeJitter', params.timeJitter)
  checkFlag('completeAtEnd', params.completeAtEnd)
  checkOneOf('ownVolume', params.ownVolume, 'inclusive', 'exclusive')
}

/** How many lots a child has at least, and at most. */
export function childLots(
  { minChildQuantity, maxChildQuantity }: SliceParams,
  instrument: Instrument,
): { readonly least: number; readonly most: number } {
  return {
    least: minChildQuantity === undefined ? 1 : lotsIn(minChildQuantity, instrument),
    most: maxChildQuantity === undefined ? Number.MAX_SAFE_INTEGER : lotsIn(maxChildQuantity, instrument),
  }
}
