import type { AlgoContext, AlgoParams, DecimalInput, Timestamp } from '@shagun/core'
import { type OwnVolume, requireShare } from '../participation/lots-within.ts'
import { checkScheduleParams, invalid } from '../schedule/schedule-params.ts'
import { checkWindow } from '../schedule/window.ts'

/** How an order takes part in the market's volume. Rates are shares of the volume, times epoch milliseconds, quantities units. */
export interface PovParams extends AlgoParams {
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
  /** Whether the market's volume, as the data tells it, contains our own fills. Default: `inclusive`. */
  readonly ownVolume?: OwnVolume
  /** When it begins to count. Default: at once. */
  readonly startAt?: Timestamp
  /** When it ends, whether filled or not. Default: when it is filled. */
  readonly endAt?: Timestamp
  /** How long it runs from `startAt`, on the clock; instead of `endAt`. */
  readonly durationMs?: number
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
  /** A smaller child waits for more volume; only the last may be smaller. Default: a lot. */
  readonly minChildQuantity?: DecimalInput
  /** A larger child goes out in several orders, one after another. Default: no limit but the venue's. */
  readonly maxChildQuantity?: DecimalInput
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

export function endOf({ endAt, durationMs }: PovParams, startAt: Timestamp): Timestamp {
  return endAt ?? startAt + (durationMs ?? Number.POSITIVE_INFINITY)
}

/** @throws ShagunError `invalid-options` for a parameter without meaning, `unsupported` where the broker lacks an order type */
export function checkPovParams(context: AlgoContext<PovParams>, startAt: Timestamp): void {
  const { params } = context
  requireShare('participationRate', params.participationRate)
  const { rate, minRate, maxRate, ownVolume, intervalMs, smoothingMs } = ratesOf(params)
  if (ownVolume === 'exclusive' && rate === 1)
    throw invalid('participationRate', rate, 'a share below 1, where the volume is that of the others alone')
  if (!(minRate >= 0 && minRate <= rate)) throw invalid('minRate', minRate, `a share from 0 to the rate of ${rate}`)
  if (!(maxRate >= rate && maxRate <= 1)) throw invalid('maxRate', maxRate, `a share from the rate of ${rate} to 1`)
  if (!(intervalMs >= 100 && intervalMs <= longestMs))
    throw invalid('intervalMs', intervalMs, `milliseconds from 100 to ${longestMs}`)
  if (!(smoothingMs >= 0 && smoothingMs <= longestMs))
    throw invalid('smoothingMs', smoothingMs, `milliseconds from 0 to ${longestMs}`)
  const { maxIntervalVolume } = params
  if (maxIntervalVolume !== undefined && !(maxIntervalVolume > 0))
    throw invalid('maxIntervalVolume', maxIntervalVolume, 'a number of units above 0')
  const placement = minRate === rate ? 'aggressive' : 'passive'
  checkScheduleParams({ ...context, params: { ...params, placement } })
  if (params.endAt !== undefined || params.durationMs !== undefined) checkWindow(context, startAt)
  else if (!Number.isFinite(startAt)) throw invalid('startAt', startAt, 'epoch milliseconds')
  else if (params.completeAtEnd === true) throw invalid('completeAtEnd', true, 'an endAt or a durationMs with it')
}

/** Whoever looks less than once an hour does not take part in anything. */
const longestMs = 3_600_000
