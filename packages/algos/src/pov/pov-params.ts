import type { AlgoContext, Timestamp } from '@shagun/core'
import { requireSlicing } from '../children/order-type.ts'
import { checkSlices, type SliceParams } from '../children/slices.ts'
import { checkMs, checkNumber } from '../params/check.ts'
import { invalid } from '../params/invalid.ts'
import { type OwnVolume, requireShare } from '../participation/lots-within.ts'
import { checkWindow, type WindowParams } from '../window/read-window.ts'

/** How an order takes part in the market's volume. Rates are shares of the volume, times epoch milliseconds, quantities units. */
export interface PovParams extends SliceParams, WindowParams {
  /** What is kept filled of all that has traded since the start, our own included: above 0, at most 1; 0.1 is 10 %. */
  readonly participationRate: number
  /**
   * As long as what is filled is at least this share, children wait at the near side of the market; below it they cross the
   * spread. From 0, which never crosses, to the participation rate. Default: the participation rate, where every child
   * crosses.
   */
  readonly minRate?: number
  /**
   * The share up to which it trades in order to make up for a gap: what it missed while it was down, or while the market
   * was past its limit. From the participation rate, which makes up for nothing, to 1. Default: 1.2 times the
   * participation rate, at most 1.
   */
  readonly maxRate?: number
  /**
   * Whether all that is left goes out one interval before the end, whatever the rates say; never past the limit. Default:
   * false, which leaves it as the residual.
   */
  readonly completeAtEnd?: boolean
  /** How often it looks at the volume. Default: 5 000. */
  readonly intervalMs?: number
  /** Over how long a burst of volume is answered, as the time constant of an exponential average. Default: 0, at once. */
  readonly smoothingMs?: number
  /** The most of the market's volume that counts in one interval; a block above it is not answered. Default: no limit. */
  readonly maxIntervalVolume?: number
  /** By how much of itself a child may be smaller than its due, 0 to 1. Default: 0. */
  readonly sizeJitter?: number
  /** By how much of itself an interval may be shorter or longer, 0 to 1. Default: 0. */
  readonly timeJitter?: number
}

/** The names of those that may change while it runs. */
export const amendableOfPov: readonly (keyof PovParams)[] = [
  'participationRate',
  'minRate',
  'maxRate',
  'endAt',
  'durationMs',
  'completeAtEnd',
  'intervalMs',
  'smoothingMs',
  'maxIntervalVolume',
  'minChildQuantity',
  'maxChildQuantity',
  'sizeJitter',
  'timeJitter',
]

/** Parameters with their defaults in place. */
export interface PovRates {
  readonly rate: number
  readonly minRate: number
  readonly maxRate: number
  readonly ownVolume: OwnVolume
  readonly intervalMs: number
  readonly smoothingMs: number
}

export function ratesOf(params: PovParams): PovRates {
  const { participationRate: rate, ownVolume = 'inclusive', intervalMs = 5_000, smoothingMs = 0 } = params
  const { minRate = rate, maxRate = Math.min(1, 1.2 * rate) } = params
  return { rate, minRate, maxRate, ownVolume, intervalMs, smoothingMs }
}

/** @throws ShagunError `invalid-options` for a parameter without meaning, `unsupported` where the broker lacks an order type */
export function checkPovParams(context: AlgoContext<PovParams>, begunAt: Timestamp): void {
  const { params, instrument, supports, routes } = context
  checkSlices(params, instrument)
  requireShare('participationRate', params.participationRate)
  const { rate, minRate, maxRate, ownVolume } = ratesOf(params)
  if (ownVolume === 'exclusive' && rate === 1)
    throw invalid('participationRate', rate, 'a share below 1, where the volume is that of the others alone')
  checkNumber(
    'minRate',
    params.minRate,
    (share) => share >= 0 && share <= rate,
    `a share from 0 to the rate of ${rate}`,
  )
  checkNumber('maxRate', maxRate, (share) => share >= rate && share <= 1, `a share from the rate of ${rate} to 1`)
  // Whoever looks less than once an hour does not take part in anything.
  checkMs('intervalMs', params.intervalMs, 100, 3_600_000)
  checkMs('smoothingMs', params.smoothingMs, 0, 3_600_000)
  checkNumber('maxIntervalVolume', params.maxIntervalVolume, (units) => units > 0, 'a number of units above 0')
  requireSlicing(minRate < rate, params, supports, routes[0])
  const { endAt } = checkWindow(params, context, begunAt)
  if (params.completeAtEnd === true && endAt === Number.POSITIVE_INFINITY)
    throw invalid('completeAtEnd', true, 'an endAt or a durationMs with it')
}
