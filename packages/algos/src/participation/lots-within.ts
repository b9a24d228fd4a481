import { ShagunError } from '@shagun/core'

/**
 * Whether the volume that is told contains our own fills: `inclusive`, as every exchange reports it, or `exclusive`, as
 * on paper and in backtests, where what we trade is not in the data.
 */
export type OwnVolume = 'inclusive' | 'exclusive'

/** What a participation is measured against. */
export interface Participation {
  /** Our share of the whole volume, our own included: above 0, at most 1. */
  readonly rate: number
  /** What the market has traded, units. */
  readonly volume: number
  readonly ownVolume: OwnVolume
  /** Units in a lot. */
  readonly lotSize: number
}

/** What our part is of each unit that is told, at a rate of participation; Infinity for all of what is without ours. */
export function shareOf(rate: number, ownVolume: OwnVolume): number {
  return ownVolume === 'inclusive' ? rate : rate / (1 - rate)
}

/**
 * How much of a volume a rate of participation comes to, in whole lots.
 *
 * With our own fills in the volume it is `rate * volume`; without them `rate / (1 - rate) * volume`, which is the same
 * share of the sum of both.
 *
 * @returns Infinity for the whole of a volume that is without our own
 */
export function lotsOfVolume({ rate, volume, ownVolume, lotSize }: Participation): number {
  return volume > 0 ? wholeLots((shareOf(rate, ownVolume) * volume) / lotSize) : 0
}

/** Rounds down, but for what floats take off: 0.29 * 100 is a little less than 29. */
export function wholeLots(lots: number): number {
  return Math.floor(lots * (1 + 1e-12))
}

/** How many lots may be sent now so that what is filled and open stays within a participation; 0 or more. */
export function lotsWithin(
  participation: Participation,
  { filledLots, openLots }: { readonly filledLots: number; readonly openLots: number },
): number {
  return Math.max(0, lotsOfVolume(participation) - filledLots - openLots)
}

/**
 * @throws ShagunError `invalid-options` for a share that is not above 0 and at most 1
 */
export function requireShare(option: string, share: number): void {
  if (typeof share === 'number' && share > 0 && share <= 1) return
  const value = String(share)
  const expected = 'a share of the market volume above 0 and at most 1, such as 0.1'
  throw new ShagunError('invalid-options', `${option} is ${value}; expected ${expected}.`, {
    details: { option, value, expected },
  })
}
